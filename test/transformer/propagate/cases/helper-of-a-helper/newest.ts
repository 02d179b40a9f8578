import { log } from "hindlog";
function norm(values: number[]): number {
  return Math.hypot(...values);
}

export function train(weights: number[], batches: number[][]): number {
  let total = 0;
  for (const batch of batches) {
    total += update(weights, batch);
    const part = norm(weights) / 2;
    log("part", part); // <<
  }
  return total;
}
