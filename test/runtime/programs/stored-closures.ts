// Functions made in the loop and kept: class fields, backward functions of a graph, queues, siblings, cycles through closures.
import { log } from "hindlog";

class Value {
  data: number;
  grad = 0;
  backward: () => void = () => {};
  readonly children: Value[];
  constructor(data: number, children: Value[] = []) {
    this.data = data;
    this.children = children;
  }
  add(other: Value): Value {
    const out = new Value(this.data + other.data, [this, other]);
    out.backward = () => {
      this.grad += out.grad;
      other.grad += out.grad;
    };
    return out;
  }
  mul(other: Value): Value {
    const out = new Value(this.data * other.data, [this, other]);
    out.backward = () => {
      this.grad += other.data * out.grad;
      other.grad += this.data * out.grad;
    };
    return out;
  }
}
function backprop(root: Value): void {
  const order: Value[] = [];
  const seen = new Set<Value>();
  const build = (value: Value): void => {
    if (seen.has(value)) return;
    seen.add(value);
    value.children.forEach(build);
    order.push(value);
  };
  build(root);
  root.grad = 1;
  for (const value of order.toReversed()) value.backward();
}

class Handler {
  calls = 0;
  readonly handle = (by: number): number => (this.calls += by);
  readonly nested = () => (x: number) => this.handle(x) * 2;
  #secret = 1;
  readonly bump = () => ++this.#secret;
  static make = (n: number) => Object.assign(new Handler(), { n });
}

type Task = { run: (x: number) => number; name: string };
const queue: Task[] = [];
const listeners = new Map<string, (x: number) => number>();
let graph = new Value(1);

function schedule(kind: number): void {
  const weight = kind * 1.5;
  const label = `task${kind}`;
  const SCALE = 10;
  function twice(x: number): number {
    return x <= 0 ? weight : twice(x - 1) + weight * SCALE;
  }
  const self = (x: number): number => (x > 3 ? self(x - 1) : twice(2) + x);
  const even = (x: number): boolean => x === 0 || odd(x - 1);
  const odd = (x: number): boolean => x !== 0 && even(x - 1);
  queue.push({ run: self, name: label }, { run: (x) => Number(even(x)) + weight, name: `${label}even` });
  listeners.set(label, function named(x) {
    let sum = 0;
    for (let i = 0; i < 3; i++) sum += twice(i) * x;
    log("inner", sum);
    return sum;
  });
}

const adders: Record<string, Task["run"]> = { addOne: (x) => x + 1, addTwo: (x) => x + 2 };

/** Keeps what it is given, though it is called like methods that do not. */
function map(f: (x: number) => number): Task {
  return { run: f, name: "mapped" };
}

function main(rounds: number): void {
  const handlers: Handler[] = [Handler.make(0)];
  const callbacks: (() => number)[] = [];
  const objects: { value: number; next(): number }[] = [];
  for (let round = 0; round < rounds; round++) {
    schedule(round);
    queue.push(map((x) => x + round));
    const which = round % 2 === 0 ? "One" : "Two";
    queue.push({ run: adders["add" + which]!.bind(null), name: "named" }, { run: (round > 4 ? adders["addOne"] : adders["addTwo"])!.bind(adders), name: "chosen" });
    for (let j = 0; j < 2; j++) callbacks.push(() => j + round * 10);
    const start = Math.random();
    objects.push({
      get value() {
        return start;
      },
      next() {
        return this.value + round;
      },
    });
    handlers.push(Handler.make(round));
    const detached = handlers[round % handlers.length]!.handle;
    detached(round);
    const inner = handlers.at(-1)!.nested();
    graph = graph.mul(new Value(Math.random())).add(new Value(0.5));
    backprop(graph);
    if (queue.length > 6) queue.splice(0, 2);
    let total = 0;
    for (const task of queue) total += task.run(round % 5);
    for (const [key, listener] of listeners) if (key.endsWith("0") || round % 2 === 1) total += listener(round);
    console.log(round, total, graph.grad, graph.children[0]!.grad, inner(2), handlers.map((handler) => handler.bump()).join(), callbacks.map((call) => call()).join(), objects.map((o) => o.next()).join());
  }
  console.log(queue.map((task) => `${task.run.name}:${task.run.length}`).join(), [...listeners.values()].map((f) => f.name).join(), handlers[1]!.handle.name);
}
main(9);
