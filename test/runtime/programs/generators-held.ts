// Generators in all sorts of use at once: objects shared with the state, private fields, hoisted functions, collections that change meanwhile, logs and random numbers inside.
import { log } from "hindlog";
type Node = { v: number; next: Node | null };
function* walk(list: Node | null): Generator<Node> { for (let at = list; at !== null; at = at.next) { const seen = at; yield seen; } }
function* pairs<T>(items: Set<T>): Generator<[T, T]> { const done: T[] = []; for (const a of items) { done.push(a); for (const b of done) { const { x = a, y = b } = {} as { x?: T; y?: T }; yield [x, y]; } } }
function* closure(): Generator<() => number> { const box = { n: 0 }; const up = () => ++box.n; for (let i = 0; i < 6; i++) { var total = (total ?? 0) + i; yield up; box.n += total; } }
function* helperful(n: number): Generator<number> { function twice(k: number): number { return k * 2 + seen.length; } const seen: number[] = []; while (true) { const v = twice(n++); seen.push(v); if (v > 100) return; yield v; } }
function* logging(rows: string[]): Generator<string> { for (const row of rows) { for (let i = 0; i < 2; i++) { log("inside", row + i); yield row + i; } } }
function* random(): Generator<number> { let x = Math.random(); while (x < 5) { yield x; x += Math.random(); } }
class Acc { #sum = 0; *run(by: number): Generator<number> { for (;;) { this.#sum += by; try { const got: unknown = yield this.#sum; if (got === "stop") return; } finally { this.#sum += 100; } } } }
let list: Node | null = null; for (let i = 0; i < 6; i++) list = { v: i, next: list };
const w = walk(list); const set = new Set([1, 2]); const p = pairs(set); const c = closure(); const h = helperful(3); const l = logging(["a", "b", "c"]); const r = random(); const acc = new Acc(); const g = acc.run(2);
const ups: (() => number)[] = []; const held: Node[] = [];
for (let step = 0; step < 9; step++) {
  const node = w.next().value as Node | undefined; if (node) { node.v += 10; held.push(node); }
  if (step === 3) { set.add(9); set.delete(1); }
  if (step === 5) log("same", held[0] === list);
  log("p", JSON.stringify(p.next()));
  const up = c.next().value; if (up) ups.push(up);
  log("ups", ups.map((u) => u()).join());
  log("h", h.next().value as number); log("l", l.next().value as string); log("r", (r.next().value as number) ?? -1);
  log("g", step === 6 ? JSON.stringify(g.next("stop" as never)) : String(g.next().value));
}
for (const x of logging(["p", "q"])) { for (const y of logging([x])) log("y", y); }
console.log(held.map((n) => n.v), [...set]);
