/**
 * A one-head transformer over characters in plain nested arrays with a tape of backward functions, trained with Adam, then sampled.
 * Main loop: step. Arguments: `5`.
 */
import { Adam } from "./adam.js";
import { crossEntropy, matmul, param, plus, rows, scale, softmaxCausal, Tape, transpose, type Tensor } from "./tensor.js";

const text = "the cat sat on the mat. the dog sat on the log. ";
const vocabulary = [...new Set(text)].sort();
const encode = new Map(vocabulary.map((letter, index) => [letter, index]));
const tokens = [...text].map((letter) => encode.get(letter)!);

const width = 8;
const context = 6;
const model = {
  embedding: param(vocabulary.length, width),
  position: param(context, width),
  query: param(width, width),
  key: param(width, width),
  value: param(width, width),
  output: param(width, vocabulary.length),
};

function logits(tape: Tape, input: number[]): Tensor {
  const x = plus(tape, rows(tape, model.embedding, input), rows(tape, model.position, input.map((_, index) => index)));
  const q = matmul(tape, x, model.query);
  const k = matmul(tape, x, model.key);
  const v = matmul(tape, x, model.value);
  const attention = softmaxCausal(tape, scale(tape, matmul(tape, q, transpose(tape, k)), 1 / Math.sqrt(width)));
  return matmul(tape, plus(tape, x, matmul(tape, attention, v)), model.output);
}

function sample(length: number): string {
  const out = [tokens[0]!];
  while (out.length < length) {
    const scores = logits(new Tape(), out.slice(-context)).data.at(-1)!;
    const weights = scores.map((score) => Math.exp(score));
    let at = Math.random() * weights.reduce((a, b) => a + b, 0);
    out.push(Math.max(0, weights.findIndex((weight) => (at -= weight) <= 0)));
  }
  return out.map((token) => vocabulary[token]).join("");
}

const optimizer = new Adam(Object.values(model), 0.05);
const steps = Number(process.argv[2] ?? 200) * Number(process.env["SCALE"] ?? 1);
let smoothed = Math.log(vocabulary.length);
for (let step = 0; step < steps; step++) {
  const start = Math.floor(Math.random() * (tokens.length - context - 1));
  const tape = new Tape();
  const loss = crossEntropy(tape, logits(tape, tokens.slice(start, start + context)), tokens.slice(start + 1, start + context + 1));
  tape.backward(loss);
  optimizer.step();
  smoothed += 0.1 * (loss.data[0]![0]! - smoothed);
  console.log(`step ${step} loss ${loss.data[0]![0]!.toFixed(5)} smoothed ${smoothed.toFixed(5)}`);
}
console.log(sample(16));
