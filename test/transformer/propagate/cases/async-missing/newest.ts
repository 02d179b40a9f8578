export async function f(load: () => Promise<number>): Promise<number> {
  const value = 1;
  console.log("loaded", await load()); // <<
  return value;
}
