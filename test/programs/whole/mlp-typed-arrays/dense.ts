export class Dense {
  readonly weights: Float64Array;
  readonly biases: Float64Array;
  readonly inputs: number;
  readonly outputs: number;

  constructor(inputs: number, outputs: number, buffer: ArrayBuffer, offset: number) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.weights = new Float64Array(buffer, offset, inputs * outputs);
    this.biases = new Float64Array(buffer, offset + 8 * inputs * outputs, outputs);
    for (let index = 0; index < this.weights.length; index++) this.weights[index] = (Math.random() * 2 - 1) / Math.sqrt(inputs);
  }

  static size(inputs: number, outputs: number): number {
    return inputs * outputs + outputs;
  }

  forward(x: Float64Array): Float64Array {
    const out = this.biases.slice();
    for (let o = 0; o < this.outputs; o++) for (let i = 0; i < this.inputs; i++) out[o]! += this.weights[o * this.inputs + i]! * x[i]!;
    return out;
  }

  backward(x: Float64Array, error: Float64Array, into: Float64Array): Float64Array {
    const back = new Float64Array(this.inputs);
    for (let o = 0; o < this.outputs; o++) {
      for (let i = 0; i < this.inputs; i++) {
        into[o * this.inputs + i]! += error[o]! * x[i]!;
        back[i]! += error[o]! * this.weights[o * this.inputs + i]!;
      }
      into[this.inputs * this.outputs + o]! += error[o]!;
    }
    return back;
  }
}
