import { log } from "hindlog";
import { step } from "./model.ts";

export function train(epochs: number, rate: number): number {
  let error = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    error = step(rate);
    log("rate", rate * error);
    console.log("loss", error);
  }
  return error;
}
