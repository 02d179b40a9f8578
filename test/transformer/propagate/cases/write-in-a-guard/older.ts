export function f(xs: number[]): number {
  let total = 0;
  for (const [i, x] of xs.entries()) {
    total += x;
  }
  return total;
}
