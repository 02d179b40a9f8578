export function f(xs: number[]): number {
  const sorted = [...xs].sort();
  const mean = average(sorted.slice(1, -1));
  return mean;
}
