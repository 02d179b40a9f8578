import { readFileSync } from "node:fs";
import { log } from "hindlog";

const layers = 32;
const model = init(layers);
let best = Infinity;

function fit(epoch: number): number {
  let total = 0;
  log("normBefore", norm(model.weights)); // <<
  for (let step = 0; step < 50; step++) {
    const loss = update(model, step);
    total += loss;
  }
  log("normAfter", norm(model.weights) / total); // <<
  return total;
}

for (let epoch = 0; epoch < 20; epoch++) {
  const total = fit(epoch);
  console.log("loss", total / 50);
  best = Math.min(best, total);
}
