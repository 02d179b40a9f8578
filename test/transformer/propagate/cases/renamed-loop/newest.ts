export function f(n: number): number {
  let total = 0;
  for (let epoch = 0; epoch < n; epoch++) {
    for (let step = 0; step < 3; step++) {
      total += epoch * step;
    }
    console.log("after", epoch, total); // <<
  }
  return total;
}
