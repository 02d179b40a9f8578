async function* steps(): AsyncGenerator<number> {
  yield 1;
  await null;
  throw new Error("of an iterator");
}
for await (const step of steps()) console.log("step", step);
