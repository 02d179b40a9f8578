export function f(xs: number[]): number {
  console.log("called with", xs.length);
  const zs = xs.map((x) => x * 2);
  return zs.length;
}
