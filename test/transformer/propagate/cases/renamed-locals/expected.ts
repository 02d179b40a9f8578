import { step } from "./model.ts";
import { log } from "hindlog";

export function train(epochs: number, lr: number): number {
  let error = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    error = step(lr);
    log("rate", lr * error);
    console.log("loss", error);
  }
  return error;
}
