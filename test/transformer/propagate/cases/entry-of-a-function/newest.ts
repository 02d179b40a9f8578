export function f(xs: number[]): number {
  console.log("called with", xs.length); // <<
  const ys = xs.filter((x) => x > 0);
  return ys.length;
}
