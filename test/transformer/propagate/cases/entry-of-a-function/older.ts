export function f(xs: number[]): number {
  const zs = xs.map((x) => x * 2);
  return zs.length;
}
