import { readFileSync } from "node:fs";

const hidden = 16;
const net = init(hidden);
let best = Infinity;

for (let epoch = 0; epoch < 20; epoch++) {
  let sum = 0;
  for (let step = 0; step < 50; step++) {
    const loss = update(net, step);
    sum += loss;
  }
  console.log("loss", sum / 50);
  best = Math.min(best, sum);
}
