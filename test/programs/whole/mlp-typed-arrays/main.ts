/**
 * A two-layer perceptron over Float64Array, trained with momentum on a spiral; the layers share one buffer of parameters.
 * Main loop: epoch. Arguments: `12`.
 */
import { Dense } from "./dense.js";

const epochs = Number(process.argv[2] ?? 2000) * Number(process.env["SCALE"] ?? 1);
const samples = 30;
const inputs = new Float64Array(samples * 2);
const labels = new Uint8Array(samples);
for (let sample = 0; sample < samples; sample++) {
  const arm = sample % 2;
  const turn = (sample / samples) * 3;
  inputs[2 * sample] = Math.cos(turn * 2 + arm * Math.PI) * turn + (Math.random() - 0.5) * 0.1;
  inputs[2 * sample + 1] = Math.sin(turn * 2 + arm * Math.PI) * turn + (Math.random() - 0.5) * 0.1;
  labels[sample] = arm;
}

const buffer = new ArrayBuffer(8 * (Dense.size(2, 8) + Dense.size(8, 1)));
const first = new Dense(2, 8, buffer, 0);
const second = new Dense(8, 1, buffer, 8 * Dense.size(2, 8));
const parameters = new Float64Array(buffer);
const gradients = new Float64Array(parameters.length);
const velocity = new Float64Array(parameters.length);

function step(sample: number): number {
  const x = inputs.subarray(2 * sample, 2 * sample + 2);
  const hidden = first.forward(x).map(Math.tanh);
  const raw = second.forward(hidden)[0]!;
  const probability = 1 / (1 + Math.exp(-raw));
  const label = labels[sample]!;
  const error = new Float64Array([probability - label]);
  const back = second.backward(hidden, error, gradients.subarray(Dense.size(2, 8)));
  first.backward(
    x,
    back.map((value, index) => value * (1 - hidden[index]! ** 2)),
    gradients,
  );
  return -Math.log(label === 1 ? probability : 1 - probability);
}

let learningRate = 0.05;
let lowest = Infinity;
for (let epoch = 0; epoch < epochs; epoch++) {
  gradients.fill(0);
  let loss = 0;
  for (let sample = 0; sample < samples; sample++) loss += step(sample) / samples;
  for (let index = 0; index < parameters.length; index++) {
    velocity[index] = 0.9 * velocity[index]! - (learningRate * gradients[index]!) / samples;
    parameters[index]! += velocity[index]!;
  }
  if (loss < lowest) lowest = loss;
  else learningRate *= 0.9;
  if (epoch % 3 === 0) console.log("epoch", epoch, "loss", loss, "rate", learningRate);
}
console.log("lowest", lowest, "checksum", parameters.reduce((sum, value, index) => sum + value * (index + 1), 0));
