try {
  await Promise.reject(new Error("first"));
} catch (error) {
  console.log(String(error));
}
await null;
throw new Error("thrown");
