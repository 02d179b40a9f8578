let closed = 0;
try {
  await Promise.reject(new Error("in finally"));
} finally {
  closed++;
  await null;
  console.log("closed", closed);
}
