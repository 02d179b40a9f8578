/** A number that remembers how it was made. */
export interface Value {
  data: number;
  grad: number;
  readonly parents: readonly Value[];
  push: () => void;
  plus(other: Value | number): Value;
  times(other: Value | number): Value;
  relu(): Value;
  tanh(): Value;
  backward(): void;
}

let made = 0;

export function value(data: number, parents: readonly Value[] = []): Value {
  made++;
  const self: Value = {
    data,
    grad: 0,
    parents,
    push: () => {},
    plus(other) {
      const right = typeof other === "number" ? value(other) : other;
      const out = value(self.data + right.data, [self, right]);
      out.push = () => {
        self.grad += out.grad;
        right.grad += out.grad;
      };
      return out;
    },
    times(other) {
      const right = typeof other === "number" ? value(other) : other;
      const out = value(self.data * right.data, [self, right]);
      out.push = () => {
        self.grad += right.data * out.grad;
        right.grad += self.data * out.grad;
      };
      return out;
    },
    relu() {
      const out = value(Math.max(0, self.data), [self]);
      out.push = () => {
        if (out.data > 0) self.grad += out.grad;
      };
      return out;
    },
    tanh() {
      const out = value(Math.tanh(self.data), [self]);
      out.push = () => {
        self.grad += (1 - out.data ** 2) * out.grad;
      };
      return out;
    },
    backward() {
      const order: Value[] = [];
      const visited = new Set<Value>();
      const visit = (node: Value): void => {
        if (visited.has(node)) return;
        visited.add(node);
        node.parents.forEach(visit);
        order.push(node);
      };
      visit(self);
      self.grad = 1;
      for (const node of order.reverse()) node.push();
    },
  };
  return self;
}

export const sum = (values: readonly Value[]): Value => values.reduce((left, right) => left.plus(right));

export const count = (): number => made;

export class Neuron {
  readonly weights: Value[];
  readonly bias: Value;
  readonly #bounded: boolean;

  constructor(inputs: number, bounded = true) {
    this.weights = Array.from({ length: inputs }, () => value(Math.random() * 2 - 1));
    this.bias = value(0);
    this.#bounded = bounded;
  }

  call(inputs: readonly Value[]): Value {
    const out = sum(this.weights.map((weight, index) => weight.times(inputs[index]!))).plus(this.bias);
    return this.#bounded ? out.tanh() : out;
  }

  parameters(): Value[] {
    return [...this.weights, this.bias];
  }
}
