export function f(n: number): number {
  let total = 0;
  for (let round = 0; round < n; round++) {
    for (let k = 0; k < 3; k++) {
      total += round * k;
    }
    console.log("after", round, total);
  }
  return total;
}
