export function train(model: Model, batches: number[][]): number {
  let total = 0;
  for (const batch of batches) {
    let loss = 0;
    total += loss;
  }
  return total;
}
