import { batches, step } from "./model.ts";

const epochs = 12;
let best = Infinity;
for (let epoch = 0; epoch < epochs; epoch++) {
  let loss = 0;
  for (const batch of batches(epoch)) {
    loss += step(batch);
  }
  best = Math.min(best, loss);
  console.log("loss", loss); // <<
}
process.stdout.write(`${best}\n`);
