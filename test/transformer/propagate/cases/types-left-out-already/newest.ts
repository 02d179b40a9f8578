import { log } from "hindlog";
export function train(weights: number[], rate: number): number {
  let loss = 0;
  for (let i = 0; i < weights.length; i++) {
    loss += weights[i]! ** 2;
    log("scaled", new Map<string, number>([["w", (rate as number) * weights[i]!]]).get("w")!); // <<
    log("mapped", weights.map((weight: number, index?: number): number => weight * rate)); // <<
  }
  return loss;
}
