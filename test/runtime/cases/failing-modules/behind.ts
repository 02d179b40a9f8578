export const value = await Promise.resolve(1);
await value;
function fail(): never {
  throw new Error("behind");
}
fail();
