export function norm(xs: number[]): number {
  let sum = 0;
  for (const x of xs) {
    console.log("x", x * x); // <<
    sum += x * x;
  }
  return Math.sqrt(sum);
}
