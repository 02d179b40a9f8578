/**
 * Logistic regression fed by a generator that shuffles an index and yields batches; epochs over a fresh loader each.
 * Main loop: epoch. Arguments: `8`.
 */
import { Loader } from "./loader.js";

const epochs = Number(process.argv[2] ?? 200) * Number(process.env["SCALE"] ?? 1);
const samples = Array.from({ length: 24 }, (_, index) => {
  const label = index % 2;
  return { features: [Math.random() + label, Math.random() - label, 1], label };
});
const loader = new Loader(samples, { batch: 6, shuffle: true });
const weights = [0, 0, 0];
let rate = 0.5;
let seen = 0;

const predict = (features: readonly number[]): number => 1 / (1 + Math.exp(-features.reduce((sum, value, index) => sum + value * weights[index]!, 0)));

for (let epoch = 0; epoch < epochs; epoch++) {
  let loss = 0;
  for (const [index, batch] of loader.batches()) {
    const gradient = [0, 0, 0];
    for (const { features, label } of batch) {
      const probability = predict(features);
      loss -= Math.log(label ? probability : 1 - probability);
      features.forEach((value, at) => (gradient[at]! += ((probability - label) * value) / batch.length));
    }
    gradient.forEach((value, at) => (weights[at]! -= rate * value));
    seen += batch.length;
    if (index === 0) console.log(`epoch ${epoch} first batch ${batch.map((sample) => samples.indexOf(sample)).join(",")}`);
  }
  rate *= 0.95;
  console.log(`epoch ${epoch} loss ${(loss / samples.length).toFixed(6)} seen ${seen}`);
}
console.log(weights, loader.epochs);
