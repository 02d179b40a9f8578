import { arg, log } from "hindlog";
import { loadPenguins, type Example } from "./data.ts";
import { Network } from "./network.ts";

const epochs = arg("epochs", 100);
const batchSize = arg("batchSize", 8);
let rate = arg("rate", 0.05);

const { training, test } = loadPenguins();
const network = new Network([4, 48, 48, 3]);
let best = 0;

for (let epoch = 0; epoch < epochs; epoch++) {
  shuffle(training);
  let loss = 0;
  for (let step = 0; step * batchSize < training.length; step++) {
    loss += network.learn(training.slice(step * batchSize, (step + 1) * batchSize), rate);
    rate *= 0.999;
  }
  let right = 0;
  for (const bird of test) {
    if (network.guess(bird.inputs) === bird.species) right++;
  }
  const accuracy = right / test.length;
  best = Math.max(best, accuracy);
  log("loss", loss);
  log("accuracy", accuracy);
}

console.log("best accuracy", best);

function shuffle(examples: Example[]): void {
  for (let last = examples.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [examples[last], examples[other]] = [examples[other]!, examples[last]!];
  }
}
