import { log } from "hindlog";
export function train(model: Model, batches: number[][]): number {
  let total = 0;
  for (const batch of batches) {
    const loss = model.step(batch);
    debug && log("loss", loss); // <<
    total += loss;
  }
  return total;
}
