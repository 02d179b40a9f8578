export function train(params: number[], batches: number[][]): number {
  let total = 0;
  for (const batch of batches) {
    total += update(params, batch);
  }
  return total;
}
