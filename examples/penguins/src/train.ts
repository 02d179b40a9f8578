import { arg, log } from "hindlog";
import { loadPenguins, type Example } from "./data.ts";
import { Network } from "./network.ts";

const epochs = arg("epochs", 12);
const steps = arg("steps", 300);
const batchSize = arg("batchSize", 8);
let rate = arg("rate", 0.05);

const { training, test } = loadPenguins();
const network = new Network([4, 48, 48, 3]);
let best = 0;

for (let epoch = 0; epoch < epochs; epoch++) {
  let loss = 0;
  for (let step = 0; step < steps; step++) {
    loss += network.learn(draw(training, batchSize), rate);
    rate *= 0.9995;
  }
  let right = 0;
  for (const bird of test) {
    if (network.guess(bird.inputs) === bird.species) right++;
  }
  const accuracy = right / test.length;
  best = Math.max(best, accuracy);
  log("loss", loss / steps);
  log("accuracy", accuracy);
}

console.log("best accuracy", best);

/** Some examples, at random. */
function draw(examples: Example[], count: number): Example[] {
  return Array.from({ length: count }, () => examples[Math.floor(Math.random() * examples.length)]!);
}
