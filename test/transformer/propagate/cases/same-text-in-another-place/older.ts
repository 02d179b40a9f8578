export function f(xs: number[]): number {
  let total = 0;
  for (const x of xs) {
    total += x;
  }
  console.log("total", total);
  return total;
}
