export interface Tensor {
  data: number[][];
  grad: number[][];
}

const zeros = (height: number, width: number): number[][] => Array.from({ length: height }, () => new Array<number>(width).fill(0));

const tensor = (data: number[][]): Tensor => ({ data, grad: zeros(data.length, data[0]!.length) });

export function param(height: number, width: number): Tensor {
  return tensor(zeros(height, width).map((row) => row.map(() => (Math.random() - 0.5) * 0.8)));
}

/** Remembers what to do backwards. */
export class Tape {
  readonly #steps: (() => void)[] = [];

  add(step: () => void): void {
    this.#steps.push(step);
  }

  backward(loss: Tensor): void {
    loss.grad[0]![0] = 1;
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) step();
  }
}

export function matmul(tape: Tape, a: Tensor, b: Tensor): Tensor {
  const out = tensor(a.data.map((row) => b.data[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * b.data[k]![j]!, 0))));
  tape.add(() => {
    out.grad.forEach((row, i) =>
      row.forEach((grad, j) => {
        for (let k = 0; k < b.data.length; k++) {
          a.grad[i]![k]! += grad * b.data[k]![j]!;
          b.grad[k]![j]! += grad * a.data[i]![k]!;
        }
      }),
    );
  });
  return out;
}

export function plus(tape: Tape, a: Tensor, b: Tensor): Tensor {
  const out = tensor(a.data.map((row, i) => row.map((value, j) => value + b.data[i]![j]!)));
  tape.add(() => {
    out.grad.forEach((row, i) =>
      row.forEach((grad, j) => {
        a.grad[i]![j]! += grad;
        b.grad[i]![j]! += grad;
      }),
    );
  });
  return out;
}

export function rows(tape: Tape, table: Tensor, indices: number[]): Tensor {
  const out = tensor(indices.map((index) => [...table.data[index]!]));
  tape.add(() => {
    indices.forEach((index, i) => out.grad[i]!.forEach((grad, j) => (table.grad[index]![j]! += grad)));
  });
  return out;
}

export function transpose(tape: Tape, a: Tensor): Tensor {
  const out = tensor(a.data[0]!.map((_, j) => a.data.map((row) => row[j]!)));
  tape.add(() => out.grad.forEach((row, j) => row.forEach((grad, i) => (a.grad[i]![j]! += grad))));
  return out;
}

export function scale(tape: Tape, a: Tensor, factor: number): Tensor {
  const out = tensor(a.data.map((row) => row.map((value) => value * factor)));
  tape.add(() => out.grad.forEach((row, i) => row.forEach((grad, j) => (a.grad[i]![j]! += grad * factor))));
  return out;
}

const softmax = (row: number[]): number[] => {
  const most = Math.max(...row);
  const powers = row.map((value) => Math.exp(value - most));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
};

export function softmaxCausal(tape: Tape, a: Tensor): Tensor {
  const out = tensor(a.data.map((row, i) => softmax(row.map((value, j) => (j > i ? -Infinity : value)))));
  tape.add(() => {
    out.data.forEach((row, i) => {
      const dot = row.reduce((sum, value, j) => sum + value * out.grad[i]![j]!, 0);
      row.forEach((value, j) => (a.grad[i]![j]! += value * (out.grad[i]![j]! - dot)));
    });
  });
  return out;
}

export function crossEntropy(tape: Tape, logits: Tensor, targets: number[]): Tensor {
  const probabilities = logits.data.map(softmax);
  const out = tensor([[probabilities.reduce((sum, row, i) => sum - Math.log(row[targets[i]!]!), 0) / targets.length]]);
  tape.add(() => {
    probabilities.forEach((row, i) => row.forEach((value, j) => (logits.grad[i]![j]! += ((value - (targets[i] === j ? 1 : 0)) * out.grad[0]![0]!) / targets.length)));
  });
  return out;
}
