export function f(rate: number, size: number): number {
  const a = rate + 1;
  const b = size + 2;
  prepare(a, b);
  step(b > 2 ? a : b);
  finish(a, b);
  return a;
}
