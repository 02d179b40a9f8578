import { log } from "hindlog";
export function train(weights, rate) {
  let loss = 0;
  for (let i = 0; i < weights.length; i++) {
    loss += weights[i] ** 2;
    log("scaled", new Map([["w", (rate) * weights[i]]]).get("w"));
    log("mapped", weights.map((weight, index) => weight * rate));
  }
  return loss;
}
