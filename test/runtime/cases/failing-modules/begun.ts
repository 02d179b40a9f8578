async function later(): Promise<void> {
  await null;
  console.log("later");
}
void later();
await later();
throw new Error("begun");
