// Every output line depends on evaluation order, scoping or control flow that instrumentation could disturb.
const out: string[] = [];
const say = (...parts: unknown[]): void => void out.push(parts.map(String).join(" "));

// Shadowed names: the body declares what the head or an outer scope also calls so.
let best = 10;
for (let i = 0; i < 2; i++) {
  const best = i * 2;
  let i2 = best;
  say("shadow", best, i2);
}
for (const best of [1, 2]) {
  const best2 = best;
  {
    const best = "inner";
    say(best, best2);
  }
}
for (const item of ["a", "b"]) {
  const item = "body";
  say(item);
}
say(best);

// Per-iteration bindings.
const fns: (() => number)[] = [];
for (let i = 0; i < 3; i++) fns.push(() => i++);
say(fns.map((f) => f()).join(), fns.map((f) => f()).join());

// Names that belong to the body of a loop without a head of its own.
let turns = 0;
while (turns++ < 2) {
  try {
    throw new Error(`turn ${turns}`);
  } catch (error) {
    say("caught", (error as Error).message, inBody());
  }
  function inBody(): string {
    return "in body";
  }
}
do {
  try {
    throw new Error("once");
  } catch (error) {
    say("caught", (error as Error).message);
  }
} while (turns++ < 3);

// Labels, return, break, continue and throw through several loops, with finally.
function jumps(): string {
  const seen: string[] = [];
  outer: for (let a = 0; ; a++) {
    inner: while (true) {
      for (const b of [1, 2, 3]) {
        seen.push(`${a}${b}`);
        try {
          if (a === 0 && b === 2) continue outer;
          if (a === 1 && b === 1) break inner;
          if (a === 2) return seen.join();
          String(b);
        } finally {
          seen.push("f");
        }
      }
      break;
    }
    seen.push("|");
  }
}
say(jumps());
block: {
  for (const x of [1, 2]) if (String(x) === "1") break block;
  say("not reached");
}

// Destructuring heads, defaults, assignment targets.
const target = { p: 0, q: [0] as number[] };
for (const [k, { v = 5 } = {}] of [["a", { v: 1 }], ["b", undefined]] as [string, { v?: number } | undefined][]) say(k, v);
for (target.p of [7, 8]) String(target.p);
for ([target.q[0], target.p] of [[1, 2], [3, 4]] as [number, number][]) String(1);
say(JSON.stringify(target));
for (var leaked of [1, 2, 3]) String(leaked);
say(leaked);
for (const key in { b: 1, a: 2, 1: 3 }) say(key);
for (let i = 0, n = 3, log: number[] = []; i < n; log.push(i), i++) if (i === 2) say(log.join());

// Iterators are closed exactly when the language says so.
function* gen(): Generator<number> {
  try {
    yield 1;
    yield 2;
    yield 3;
  } finally {
    say("closed");
  }
}
for (const g of gen()) if (g === 2) break;
for (const g of gen()) String(g);
try {
  for (const g of gen()) throw new Error(`in loop ${g}`);
} catch (error) {
  say((error as Error).message);
}
const [first] = gen();
say(first);

// Names of functions and classes.
const arrow = () => 1;
const { inner = () => 2 } = {} as { inner?: () => number };
const object = { method() { return 1; }, field: () => 2, ["computed" + 1]: () => 3, get acc() { return this.field(); } };
class Thing { handler = () => this; static make = function () { return new Thing(); }; #secret = 1; peek() { for (const x of [1]) this.#secret += Number(x); return this.#secret; } }
const Anonymous = class {};
say(arrow.name, inner.name, object.method.name, object.field.name, Thing.make.name, new Thing().handler.name, Anonymous.name, new Thing().peek(), object.acc);
say(Object.keys(object).join(), JSON.stringify(Object.getOwnPropertyNames(arrow)), Object.keys(Thing.make).length);

// Hoisting, switch scopes, TDZ.
say(hoisted(2));
function hoisted(n: number): number { let sum = 0; for (let i = 0; i < n; i++) { sum += nested(i); } function nested(x: number): number { return x + 1; } return sum; }
function early(): string { try { for (const x of [1]) String(x + later); return "no"; } catch (error) { return (error as Error).name; } }
say(early());
let later = 1;
switch (later as number) {
  case 0:
    let scoped = 1;
  case 1:
    for (const x of [1]) { try { say(scoped! + x); } catch (error) { say((error as Error).name); } }
}

// Recursion, constructors, getters, static blocks, arguments, new.target, super.
function depth(n: number): number { let sum = 0; for (let i = 0; i < n; i++) sum += depth(i) + 1; return sum; }
say(depth(6));
class Base { values: number[] = []; constructor(n: number) { for (let i = 0; i < n; i++) this.add(i); } add(i: number) { this.values.push(i); } static { for (const x of [1]) say("static", x); } get total() { let t = 0; for (const v of this.values) t += Number(v); return t; } }
class Derived extends Base { constructor() { const list: number[] = []; for (const x of [1, 2]) list.push(x * 2); super(3); for (const x of list) this.add(x); } override add(i: number) { super.add(i * 10); } }
say(new Derived().total, new Derived() instanceof Base);
function args(..._rest: number[]): number { let t = 0; for (let i = 0; i < arguments.length; i++) t += Math.abs(arguments[i] as number); return t; }
say(args(1, 2, 3));

// Evaluation order in what is logged.
const order: string[] = [];
const noted = (x: string): string => (order.push(x), x);
console.log(noted("a"), `${noted("b")} ${noted("c")}`, { k: noted("d") });
const value = { toString: () => (order.push("str"), "v"), valueOf: () => 3 };
console.log(`${value} ${noted("e")}`);
say(order.join());
console.info("%s is %d", "x", 1, { nested: { deep: [1, { a: 1 }] } });
console.log(...[1, 2], "tail");
console.log();

// Async.
async function work(name: string, ms: number): Promise<string> {
  const steps: string[] = [];
  for (const step of [1, 2, 3]) {
    await new Promise((resolve) => setTimeout(resolve, ms));
    steps.push(`${name}${step}`);
    try { if (step === 2) await Promise.reject(new Error("x")); } catch (error) { steps.push((error as Error).message); } finally { steps.push("fin"); }
  }
  return steps.join();
}
const lazy = async (n: number) => n * 2;
const results = await Promise.all([work("a", 2), work("b", 1), lazy(4)]);
say(results.join(";"), lazy.name, lazy.length);
async function* stream(): AsyncGenerator<number> { for (let i = 0; i < 3; i++) { await null; yield i; } }
for await (const s of stream()) { if (s === 1) continue; say("stream", s); }
process.stdout.write(out.join("\n") + "\n");
process.on("exit", () => console.log("bye", later));
later = 2;
