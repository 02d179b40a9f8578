import { step } from "./model.ts";

export function train(epochs: number, rate: number): number {
  let loss = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    loss = step(rate);
    console.log("shape", { // <<
      rate,
      text: `a
  b`,
    });
    console.log("loss", loss);
  }
  return loss;
}
