import { arg, log } from "hindlog";
import { step } from "./model.ts";

export function train(epochs: number, rate: number): number {
  let loss = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    loss = step(rate);
    log("rate", rate * loss); // <<
    console.log("loss", loss);
  }
  return loss;
}
