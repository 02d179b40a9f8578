export function train(model: Model, batches: number[][]): number {
  let total = 0;
  for (const batch of batches) {
    const loss = model.step(batch) * 2;
    total += loss;
  }
  return total;
}
