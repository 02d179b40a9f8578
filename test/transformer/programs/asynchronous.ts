// Async control flow: order of steps, rejections, closing, concurrency.
const out: string[] = [];
const say = (...parts: unknown[]): void => void out.push(parts.map(String).join(" "));
const sleep = <T>(ms: number, value?: T): Promise<T> => new Promise((resolve) => setTimeout(resolve, ms, value as T));
const tick = <T>(value: T): Promise<T> => Promise.resolve(value);
async function heads(): Promise<void> {
  for (const x of await tick([1, 2])) say("head", x);
  for (let i = await tick(0); i < (await tick(3)); i += await tick(1)) say("for", i);
  let n = 2; while (await tick(n > 0)) { say("while", n); n = await tick(n - 1); }
  do { say("do"); } while (await tick(false));
  for (const key in await tick({ a: 1 })) say(key);
  for (const { a = await tick(5) } of [{ a: 1 }, {}] as { a?: number }[]) say("default", a);
  outer: for (const a of [1, 2]) { for (const b of [1, 2]) { await null; try { if (b === 2) continue outer; say(a, b); } finally { await tick(1); say("fin", a, b); } } }
  switch (await tick(1)) { case await tick(1): for (const x of [1]) { await x; say("case", x); } }
}
await heads();
async function failing(kind: number): Promise<string> {
  for (let i = 0; ; i++) {
    try { if (i === 1) { if (kind === 0) throw new Error("sync"); if (kind === 1) await Promise.reject(new Error("async")); if (kind === 2) return await Promise.reject(new Error("returned")); if (kind === 3) return tick("value"); } await null; }
    catch (error) { if (kind !== 2) return `caught ${(error as Error).message} ${i}`; throw error; } finally { say("finally", kind, i); }
  }
}
for (let kind = 0; kind < 4; kind++) say(await failing(kind).catch((error: Error) => `outside ${error.message}`));
async function* counter(n: number, name: string): AsyncGenerator<number, string, unknown> { try { for (let i = 0; i < n; i++) { await null; yield i; } return "done"; } finally { await null; say("closed", name); } }
for await (const x of counter(3, "all")) say("all", x);
for await (const x of counter(3, "break")) { if (x === 1) break; say("break", x); }
try { for await (const x of counter(3, "throw")) { if (x === 1) throw new Error("inside"); } } catch (error) { say((error as Error).message); }
await (async () => { for await (const x of counter(3, "return")) return x; return -1; })();
for await (const x of [tick(1), 2, sleep(2, 3)]) say("promises", x);
try { for await (const x of [tick(1), Promise.reject(new Error("rejected item"))]) say("item", x); } catch (error) { say((error as Error).message); }
for await (const [a, { b }] of [[1, { b: 2 }], tick([3, { b: 4 }] as [number, { b: number }])] as any) say(a, b);
const manual = { at: 0, [Symbol.asyncIterator]() { return this; }, next() { say("next"); return Promise.resolve({ done: this.at >= 2, value: this.at++ }); }, return() { say("return"); return Promise.resolve({ done: true, value: undefined }); } };
for await (const x of manual) { say("manual", x); if (x === 1) break; }
async function* nested(): AsyncGenerator<string> { for (const a of [1, 2]) for await (const b of counter(2, `n${a}`)) yield `${a}${b}`; yield* (async function* () { for (const c of ["x", "y"]) { await null; yield c; } })(); }
for await (const x of nested()) say(x);
const g = counter(5, "manual"); say(JSON.stringify(await g.next()), JSON.stringify(await g.next()), JSON.stringify(await g.return("early")), JSON.stringify(await g.next()));
async function worker(name: string, ms: number): Promise<string> { const steps: string[] = []; for (let i = 0; i < 3; i++) { await sleep(ms); for (const x of [1, 2]) { steps.push(`${name}${i}${x}`); await null; } } return steps.join(); }
say((await Promise.all([worker("a", 3), worker("b", 1), worker("c", 2)])).join(" "));
say((await Promise.all([1, 2, 3].map(async (n) => { let t = 0; for (let i = 0; i < n; i++) { await sleep(3 - n); t += i; } return t; }))).join());
say(await Promise.race([worker("r1", 1), worker("r2", 30)]));
const fib = async (n: number): Promise<number> => { if (n < 2) return n; let t = 0; for (const k of [1, 2]) t += await fib(n - k); return t; }; say(await fib(7));
const expr = async (n: number) => await tick(n * 2); const thunk = async () => ({ a: 1 }); const nothing = async () => {}; say(await expr(2), JSON.stringify(await thunk()), await nothing());
class Api { base = 1; async get(n: number) { let t = this.base; for (let i = 0; i < n; i++) { t += await tick(i); } return t; } all = async () => { const r: number[] = []; for (const n of [1, 2]) r.push(await this.get(n)); return r.join(); }; async withSuper() { return super.toString === Object.prototype.toString; } async args() { let t = 0; for (let i = 0; i < arguments.length; i++) t += await tick(arguments[i] as number); return t; } }
say(await new Api().get(3), await new Api().all(), await new Api().withSuper(), await (new Api().args as any)(1, 2));
const events: string[] = []; for (let i = 0; i < 3; i++) { setTimeout(() => { for (const x of [i]) events.push(`t${x}`); }, 60 - 25 * i); queueMicrotask(() => events.push(`m${i}`)); process.nextTick(() => events.push(`n${i}`)); void tick(i).then((v) => { for (const x of [v]) events.push(`p${x}`); }); }
await sleep(120); say(events.join());
const timing: string[] = []; const race = async (n: string, k: number) => { for (let i = 0; i < k; i++) { timing.push(`${n}${i}`); await null; } }; await Promise.all([race("x", 3), race("y", 4), race("z", 2)]); say(timing.join());
async function params(a = (() => { let t = 0; for (const x of [1, 2]) t += Number(x); return t; })(), b = failing2()): Promise<number> { return a + (await b); }
async function failing2(): Promise<number> { for (const x of [1]) { await x; throw new Error("param"); } return 1; } say(await params().catch((e: Error) => e.message));
async function badDefault({ x } = null as any): Promise<void> { for (const y of [x]) await y; } say(await badDefault().catch((e: Error) => e.name));
top: for (const a of [1, 2]) { for await (const b of counter(3, `top${a}`)) { if (b === 1) continue top; say("top", a, b); } }
for (let i = 0; i < 2; i++) { try { await Promise.reject(new Error(`top ${i}`)); } catch (error) { say((error as Error).message); } finally { say(await tick("fin")); } }
const unhandled: string[] = []; process.on("unhandledRejection", (error) => unhandled.push((error as Error).message)); void (async () => { for (const x of [1]) { await x; throw new Error("nobody"); } })(); await sleep(5); say(unhandled.join());
const thenable = { then(resolve: (v: number) => void) { say("then called"); resolve(42); } }; for (let i = 0; i < 2; i++) say(await (thenable as any));
console.log(out.join("\n"));
for (const [name, over] of Object.entries({ number: 5, nothing: undefined, none: null, object: {}, broken: { [Symbol.asyncIterator]: 5 }, absent: { [Symbol.asyncIterator]: null, [Symbol.iterator]: () => [1][Symbol.iterator]() } }) as [string, any][]) { try { for await (const x of over) say(name, x); } catch (error) { say(name, (error as Error).message); } }
// What is asked for and runs later: chains, thenables, methods of the same names, what is missing.
const order: string[] = [];
class Slow<T> extends Promise<T> { override then<A, B>(f?: ((v: T) => A | PromiseLike<A>) | null, g?: ((e: unknown) => B | PromiseLike<B>) | null): Promise<A | B> { order.push("slow then"); return super.then(f, g); } }
for (let i = 0; i < 2; i++) {
  Promise.resolve(i).then((v) => order.push(`then ${v}`)).catch(() => order.push("never")).finally(() => order.push("finally"));
  void Slow.resolve(i).then((v) => order.push(`slow ${v}`));
  queueMicrotask(() => order.push("microtask"));
  process.nextTick((...given: unknown[]) => order.push(`tick ${given.join()}`), i, "b");
  const none = null as unknown as Promise<number> | null;
  order.push(String(none?.then((v) => v).catch(String)), String((none?.then((v) => v))?.finally));
  const schema = { value: i, catch(f: (n: number) => number) { return { ...this, value: f(this.value) }; }, then: 5 };
  order.push(String(schema.catch((n) => n + 10).value), JSON.stringify([1].map((n) => schema.catch((m) => m + n).value)));
  try { (schema as unknown as Promise<number>).then((v) => v); } catch (error) { order.push((error as Error).message); }
  try { (none as Promise<number>).then((v) => v); } catch (error) { order.push((error as Error).message); }
  try { queueMicrotask(5 as unknown as () => void); } catch (error) { order.push((error as Error).name); }
  const thenable = { then(resolve: (v: string) => void) { order.push("thenable"); resolve("from thenable"); return "returned"; } };
  order.push(thenable.then((v) => order.push(v)));
}
process.on("exit", () => console.log(order.join("\n")));
