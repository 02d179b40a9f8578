// What generators show: the order of what runs, values sent in, return and throw at every kind of yield, closing, stacks, and their objects.
const trace: unknown[] = [];
const note = (...values: unknown[]): void => void trace.push(values.join(" "));

class Base {
  *items(): Generator<number> {
    yield 1;
  }
}
class Tree extends Base {
  static made = 0;
  readonly left: Tree | null;
  readonly right: Tree | null;
  readonly value: number;
  constructor(value: number, left: Tree | null = null, right: Tree | null = null) {
    super();
    Tree.made++;
    [this.value, this.left, this.right] = [value, left, right];
  }
  *[Symbol.iterator](): Generator<number> {
    if (this.left) yield* this.left;
    yield this.value;
    if (this.right) yield* this.right;
  }
  override *items(): Generator<number> {
    yield* super.items();
    yield* this.#hidden();
  }
  *#hidden(): Generator<number> {
    yield this.value;
  }
  static *upTo(count: number): Generator<number> {
    for (let n = 0; n < count; n++) yield n;
  }
}
function* everywhere(a: number, { b = note("default b"), c: [c] = [a * 2] }: { b?: unknown; c?: number[] } = {}, ...rest: unknown[]): Generator<unknown, string, unknown> {
  note("begin", a, b, c, rest.length);
  const first = yield "first";
  note("first", first);
  let second: unknown;
  second = yield `second ${first}`;
  const { third, ...others } = (yield "third") as { third: number; more: number };
  note("pattern", second, third, JSON.stringify(others));
  const sum = ((yield "left") as number) + ((yield "right") as number);
  note("call", sum, yield "argument", yield);
  if (yield "condition") note("then");
  else note("else");
  switch (yield "switch") {
    case 1:
      note("case", yield "in case");
      break;
    default:
      note("default");
  }
  for (const key in { x: 1, y: 2 }) note("in", key, yield key);
  for (const [index, letter] of [..."ab"].entries()) note("of", index, letter, yield letter);
  outer: for (let i = 0, j = 3; i < j; i++, j--) {
    for (const item of new Set([i, j])) {
      if (item === 1) continue outer;
      note("labelled", item, yield item);
    }
  }
  let tries = 0;
  while (tries < 3) {
    try {
      tries++;
      note("tried", yield `try ${tries}`);
      if (tries === 2) break;
    } catch ({ message }: any) {
      note("caught", message, yield "in catch");
    } finally {
      note("finally", yield "in finally");
    }
  }
  const made = [1, 2].map((n) => n + tries);
  yield made.join();
  return "end";
}
function drive(how: (step: number) => "next" | "throw" | "return"): void {
  const generator = everywhere(3, undefined, 1, 2);
  try {
    for (let step = 0; step < 40; step++) {
      const sent = step === 3 ? { third: 3, more: 4 } : step % 3;
      const result = how(step) === "next" ? generator.next(sent) : how(step) === "throw" ? generator.throw(new Error(`thrown ${step}`)) : generator.return("returned");
      note(step, JSON.stringify(result));
      if (result.done) break;
    }
  } catch (error) {
    note("out", (error as Error).message);
  }
  note(JSON.stringify(generator.next()));
}
drive(() => "next");
for (let at = 0; at < 28; at++) drive((step) => (step === at ? "throw" : "next"));
for (let at = 0; at < 28; at++) drive((step) => (step === at ? "return" : "next"));
function* failing(): Generator<number> {
  for (const x of [1, 2]) {
    yield x;
    if (x === 2) throw new Error("in generator");
  }
}
function* notIterable(value: any): Generator<number> {
  for (const x of value) yield x;
}
for (const work of [() => [...failing()], () => [...notIterable(5)], () => [...notIterable({ [Symbol.iterator]: 1 })]]) {
  try {
    note(work().length);
  } catch (error) {
    note((error as Error).stack?.split("\n").slice(0, 3).join("|").replace(/\/\S*\//g, ""));
  }
}
const tree = new Tree(4, new Tree(2, new Tree(1), new Tree(3)), new Tree(6));
note([...tree], [...tree.items()], [...Tree.upTo(3)], Tree.made);
const [one, two] = tree;
note(one, two, Math.max(...tree), new Map([...tree].map((n) => [n, n * n])).get(3));
const object = {
  *keys() {
    yield* Object.keys(this);
  },
};
const expression = function* named(n: number): Generator<number> {
  if (n > 0) yield n;
  if (n > 0) yield* named(n - 1);
};
note([...object.keys()], [...expression(3)], expression.name, everywhere.name, everywhere.length, object.keys.name);
const waiting = expression(2);
note(Object.prototype.toString.call(waiting), waiting[Symbol.iterator]() === waiting, Object.getPrototypeOf(waiting) === expression.prototype, Object.keys(waiting));
for (let i = 0; i < 3; i++) note("driven", waiting.next().value, [...Tree.upTo(i)].length);
const never = expression(9);
for (let i = 0; i < 2; i++) note(JSON.stringify(never.return(i as never)), JSON.stringify(never.next()));
console.log(trace.join("\n"));
