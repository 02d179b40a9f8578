/** A small neural network: dense layers with tanh, softmax at the end, plain gradient descent. */
import type { Example } from "./data.ts";

class Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** One row of `inputs` weights and a bias for each output. */
  readonly weights: Float64Array;
  readonly gradient: Float64Array;
  readonly activation: Float64Array;
  readonly error: Float64Array;

  constructor(inputs: number, outputs: number) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.weights = Float64Array.from({ length: outputs * (inputs + 1) }, () => (Math.random() * 2 - 1) / Math.sqrt(inputs));
    this.gradient = new Float64Array(this.weights.length);
    this.activation = new Float64Array(outputs);
    this.error = new Float64Array(outputs);
  }

  /** Weighted sums of the inputs, through tanh except in the last layer. */
  forward(values: Float64Array, isLast: boolean): Float64Array {
    const width = this.inputs + 1;
    for (let output = 0; output < this.outputs; output++) {
      let sum = this.weights[output * width + this.inputs]!;
      for (let input = 0; input < this.inputs; input++) sum += this.weights[output * width + input]! * values[input]!;
      this.activation[output] = isLast ? sum : Math.tanh(sum);
    }
    return this.activation;
  }

  /** Adds to the gradient, and passes the error on to the layer before. */
  backward(values: Float64Array, before: Layer | undefined): void {
    const width = this.inputs + 1;
    before?.error.fill(0);
    for (let output = 0; output < this.outputs; output++) {
      const error = this.error[output]!;
      this.gradient[output * width + this.inputs]! += error;
      for (let input = 0; input < this.inputs; input++) this.gradient[output * width + input]! += error * values[input]!;
      if (before === undefined) continue;
      for (let input = 0; input < this.inputs; input++) before.error[input]! += error * this.weights[output * width + input]!;
    }
    if (before === undefined) return;
    for (let input = 0; input < this.inputs; input++) before.error[input]! *= 1 - values[input]! ** 2;
  }

  /** One step of gradient descent. */
  update(rate: number): void {
    for (let index = 0; index < this.weights.length; index++) this.weights[index]! -= rate * this.gradient[index]!;
    this.gradient.fill(0);
  }
}

export class Network {
  readonly layers: Layer[] = [];

  /** @param sizes - units of each layer, inputs first: `[4, 16, 3]` */
  constructor(sizes: number[]) {
    for (let index = 1; index < sizes.length; index++) this.layers.push(new Layer(sizes[index - 1]!, sizes[index]!));
  }

  /** Probability of each species. */
  predict(inputs: Float64Array): Float64Array {
    let values = inputs;
    for (const layer of this.layers) values = layer.forward(values, layer === this.layers.at(-1));
    const largest = Math.max(...values);
    const powers = values.map((value) => Math.exp(value - largest));
    const total = powers.reduce((sum, power) => sum + power, 0);
    return powers.map((power) => power / total);
  }

  /** Learns from a few examples at once. @returns the mean loss of them */
  learn(batch: Example[], rate: number): number {
    let loss = 0;
    for (const example of batch) {
      const probabilities = this.predict(example.inputs);
      loss -= Math.log(probabilities[example.species]!);
      this.layers.at(-1)!.error.set(probabilities.map((probability, species) => probability - Number(species === example.species)));
      for (let index = this.layers.length - 1; index >= 0; index--) {
        const before = this.layers[index - 1];
        this.layers[index]!.backward(before?.activation ?? example.inputs, before);
      }
    }
    for (const layer of this.layers) layer.update(rate / batch.length);
    return loss / batch.length;
  }

  /** The most probable species. */
  guess(inputs: Float64Array): number {
    const probabilities = this.predict(inputs);
    return probabilities.indexOf(Math.max(...probabilities));
  }
}
