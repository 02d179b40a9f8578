import { log } from "hindlog";
export function train(net: Model, partes: number[][]): number {
  let total = 0;
  for (const part of partes) {
    const loss = log("loss", net.step(part)); // slow
    total += loss;
  }
  return total;
}
