import { readFileSync } from "node:fs";
import { log } from "hindlog";

const hidden = 16;
const net = init(hidden);
let best = Infinity;

for (let epoch = 0; epoch < 20; epoch++) {
  let sum = 0;
  log("normBefore", norm(net.weights));
  for (let step = 0; step < 50; step++) {
    const loss = update(net, step);
    sum += loss;
  }
  log("normAfter", norm(net.weights) / sum);
  console.log("loss", sum / 50);
  best = Math.min(best, sum);
}
