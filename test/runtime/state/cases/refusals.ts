// Each function's loop reaches something that cannot be restored; the reason names it.
import { AsyncLocalStorage } from "node:async_hooks";
import { EventEmitter } from "node:events";
import { openSync, readSync, stat, writeSync } from "node:fs";
import { MIMEType } from "node:util";

function run(times: number, body: (i: number) => void): void {
  for (let i = 0; i < times; i++) body(i);
}
void run;

async function timerGone(): Promise<void> {
  setTimeout(() => {}, 1);
  for (let i = 0; i < 3; i++) await new Promise((settle) => setTimeout(settle, 10));
}
async function timerLater(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    if (i === 1) setTimeout(() => {}, 50);
    await null;
  }
}
async function fileOperation(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    if (i === 1) for (let n = 0; n < 50; n++) stat(".", () => {});
    await null;
  }
}
function reading(): void {
  const opened = openSync("package.json", "r");
  const written = openSync("written.txt", "w");
  const bytes = new Uint8Array(1);
  for (let i = 0; i < 3; i++) {
    writeSync(written, "x");
    if (i === 1) readSync(opened, bytes, 0, 1, null);
  }
}
function listening(): void {
  for (let i = 0; i < 3; i++) if (i === 1) process.once("exit", () => {});
}
async function inStorage(): Promise<void> {
  const storage = new AsyncLocalStorage<number>();
  for (let i = 0; i < 3; i++) await storage.run(i, async () => Number(storage.getStore()));
}
function proxy(): void {
  const target = (0, eval)("new Proxy({}, {})") as object;
  for (let i = 0; i < 2; i++) String(typeof target);
}
function ofNode(): void {
  const type = new MIMEType("text/plain");
  for (let i = 0; i < 2; i++) type.params.set("at", String(i));
}
function liveGenerator(): void {
  const numbers = (function* () {
    yield 1;
    yield 2;
    yield 3;
  })();
  for (let i = 0; i < 2; i++) numbers.next();
}
function liveIterator(): void {
  const keys = new Map([[1, 1]]).keys();
  for (let i = 0; i < 2; i++) keys.next();
}
function reassignedInSwitch(): void {
  const kept: (() => number)[] = [];
  for (let i = 0; i < 3; i++) {
    switch (i % 2) {
      case 0:
        let count = 0;
        kept.push(() => ++count);
      default:
        kept.at(-1)!();
    }
  }
}
function reassignedInHead(): void {
  const kept: (() => number)[] = [];
  const make = (count: number, next: () => number = () => ++count): (() => number) => next;
  for (let i = 0; i < 3; i++) kept.push(make(i));
}
async function olderVariables(): Promise<void> {
  const make = (): (() => number) => {
    let count = 0;
    return () => ++count;
  };
  const hidden = Promise.resolve(make());
  const kept: (() => number)[] = [];
  for (let i = 0; i < 3; i++) kept.push(await hidden);
}
function notInitialised(): void {
  const kept: (() => number)[] = [];
  const fail = (i: number): void => {
    kept.push(() => ++count);
    if (i >= 0) throw new Error("before it is initialised");
    let count = 0;
    kept.push(() => ++count);
  };
  for (let i = 0; i < 3; i++) {
    try {
      fail(i);
    } catch {}
  }
}
function boundFunction(): void {
  const kept: (() => string)[] = [];
  for (let i = 0; i < 3; i++) kept.push((0, eval)("String.prototype.trim.bind(' x ')") as () => string);
}
function usesSuper(): void {
  const kept: object[] = [];
  for (let i = 0; i < 3; i++)
    kept.push({
      text() {
        return super.toString();
      },
    });
}
function outerArguments(): void {
  const kept: (() => number)[] = [];
  function make(..._given: number[]): () => number {
    return () => arguments.length;
  }
  for (let i = 0; i < 3; i++) kept.push(make(i));
}
function classInLoop(): void {
  const kept: object[] = [];
  for (let i = 0; i < 3; i++) {
    class Local {
      x = i;
      static {
        this.prototype.x = 1;
      }
    }
    kept.push(new Local());
  }
}
function computedMembers(): void {
  const kept: object[] = [];
  for (let i = 0; i < 3; i++) kept.push(class { [`x${i}`]() {} });
}
class Early {
  #x = 1;
  get(): number {
    return this.#x;
  }
}
class Late extends Early {
  #y: number;
  constructor() {
    const y = Math.random();
    super();
    this.#y = y;
  }
  sum(): number {
    return this.get() + this.#y;
  }
}
function beforeSuper(): void {
  const kept: Late[] = [];
  for (let i = 0; i < 3; i++) kept.push(new Late());
}
function emitterHandle(): void {
  const controller = new AbortController();
  const emitter = new EventEmitter();
  for (let i = 0; i < 2; i++) emitter.emit(String(controller.signal.aborted));
}
const Hidden = (0, eval)("class Hidden { #x = 1; get x() { return this.#x; } }; Hidden") as new () => object;
function notInstrumented(): void {
  const hidden = new Hidden();
  for (let i = 0; i < 2; i++) String(Object.keys(hidden));
}
function foreignSymbol(): void {
  const kept: symbol[] = [];
  for (let i = 0; i < 3; i++) kept.push((0, eval)("Symbol('made by eval')") as symbol);
}
function dateFormat(): void {
  const kept: object[] = [];
  for (let i = 0; i < 3; i++) kept.push(new Intl.NumberFormat("en"));
}
function delegating(): void {
  function* walk(depth: number): Generator<number> {
    if (depth > 0) yield* walk(depth - 1);
    yield depth;
  }
  for (const depth of walk(2)) if (depth === 1) return;
}
async function* ids(): AsyncGenerator<number> {
  for (let id = 0; ; id++) yield id;
}
async function asyncByHand(): Promise<void> {
  const it = ids();
  for (let i = 0; i < 3; i++) await it.next();
}
async function asyncThroughAnother(): Promise<void> {
  async function* doubled(): AsyncGenerator<number> {
    for await (const id of ids()) yield id * 2;
  }
  for await (const id of doubled()) if (id > 6) return;
}
async function asyncForeign(): Promise<void> {
  const items = { at: 0, [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: items.at > 3, value: items.at++ }) }) };
  for await (const item of items) String(item);
}
function reaction(): void {
  let sum = 0;
  for (let i = 0; i < 3; i++) if (i === 0) void Promise.resolve(i).then((value) => (sum += value)).catch(String);
}
function job(): void {
  let sum = 0;
  for (let i = 0; i < 3; i++) queueMicrotask(() => sum++);
}
function timer(): void {
  let sum = 0;
  for (let i = 0; i < 3; i++) setTimeout(() => sum++);
}
for (const each of [
  reaction,
  job,
  timer,
  proxy,
  delegating,
  liveGenerator,
  liveIterator,
  reassignedInSwitch,
  reassignedInHead,
  notInitialised,
  boundFunction,
  usesSuper,
  outerArguments,
  classInLoop,
  computedMembers,
  beforeSuper,
  emitterHandle,
  notInstrumented,
  foreignSymbol,
  dateFormat,
  listening,
  reading,
])
  (each as (...given: unknown[]) => void)();
await olderVariables();
await asyncByHand();
await asyncThroughAnother();
await asyncForeign();
// What the timers above have left is over.
await new Promise((settle) => setTimeout(settle, 20));
await timerGone();
await fileOperation();
await inStorage();
ofNode();
await timerLater();
