import { log } from "hindlog";
export function train(model: Model, batches: number[][]): number {
  let total = 0;
  for (const batch of batches) {
    const step = /*<*/log("step", model.step(batch))/*>*/;
    const loss = step * 2;
    total += loss;
  }
  return total;
}
