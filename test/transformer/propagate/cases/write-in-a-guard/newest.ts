export function f(xs: number[]): number {
  let total = 0;
  for (const [i, x] of xs.entries()) {
    total += x;
    if (i % 10 === 0) {
      process.stdout.write(`total ${total}\n`); // <<
    }
  }
  return total;
}
