import { step } from "./model.ts";

export function train(epochs: number, lr: number): number {
  let error = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    error = step(lr);
    console.log("loss", error);
  }
  return error;
}
