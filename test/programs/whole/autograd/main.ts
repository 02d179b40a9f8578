/**
 * A scalar autograd engine made of closures trains a small classifier on two moons.
 * Main loop: epoch. Arguments: `4 3`.
 */
import { Neuron, sum, type Value, value } from "./engine.js";

function moons(count: number): { x: number[]; y: number }[] {
  return Array.from({ length: count }, (_, index) => {
    const angle = (Math.PI * index) / count;
    const upper = index % 2 === 0;
    const noise = () => (Math.random() - 0.5) * 0.2;
    return upper
      ? { x: [Math.cos(angle) + noise(), Math.sin(angle) + noise()], y: 1 }
      : { x: [1 - Math.cos(angle) + noise(), 0.5 - Math.sin(angle) + noise()], y: -1 };
  });
}

const [length = 100, size = 40] = process.argv.slice(2).map(Number);
const epochs = length * Number(process.env["SCALE"] ?? 1);
const hidden = Array.from({ length: 3 }, () => new Neuron(2));
const last = new Neuron(3, false);
const parameters = [...hidden, last].flatMap((neuron) => neuron.parameters());
const data = moons(size);

function predict(x: number[]): Value {
  const inputs = x.map((entry) => value(entry));
  return last.call(hidden.map((neuron) => neuron.call(inputs)));
}

let rate = 0.5;
let best = Number.POSITIVE_INFINITY;
const history: number[] = [];
for (let epoch = 0; epoch < epochs; epoch++) {
  const losses = data.map(({ x, y }) => predict(x).times(-y).plus(1).relu());
  const decay = sum(parameters.map((parameter) => parameter.times(parameter))).times(1e-4);
  const loss = sum(losses).times(1 / data.length).plus(decay);
  for (const parameter of parameters) parameter.grad = 0;
  loss.backward();
  for (const parameter of parameters) parameter.data -= rate * parameter.grad;
  rate *= 0.97;
  best = Math.min(best, loss.data);
  history.push(loss.data);
  const right = data.filter(({ x, y }) => Math.sign(predict(x).data) === y).length;
  console.log(`epoch ${epoch} loss ${loss.data.toFixed(6)} accuracy ${right}/${data.length}`);
}
console.log("best", best, "parameters", parameters.length, "history", history.length);
