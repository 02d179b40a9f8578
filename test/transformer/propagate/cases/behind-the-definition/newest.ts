export function f(xs: number[]): number {
  const mean = average(xs);
  console.log("mean", mean); // <<
  return mean;
}
