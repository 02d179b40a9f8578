export function f(xs: number[]): number {
  let total = 0;
  for (const x of xs) {
    total += x;
    console.log("drawn", xs.pop(), Math.random(), total++); // <<
  }
  return total;
}
