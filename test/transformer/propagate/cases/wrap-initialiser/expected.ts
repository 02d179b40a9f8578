import { log } from "hindlog";
export function train(model: Model, batches: number[][]): number {
  let total = 0;
  for (const batch of batches) {
    const loss = log("loss", model.step(batch)); // slow
    total += loss;
  }
  return total;
}
