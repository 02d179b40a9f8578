// Loops in every place of a class, and TypeScript's own constructs.
const out: string[] = [];
const say = (...parts: unknown[]): void => void out.push(parts.map(String).join(" "));
const order: number[] = [];
class Fields {
  static count = (() => { let n = 0; for (const x of [1, 2, 3]) n += Number(x); return n; })();
  static { for (let i = 0; i < 2; i++) { order.push(i); this.count += i; } label: for (const x of [1, 2]) { for (;;) { String(x); continue label; } } }
  list = Array.from({ length: 3 }, (_, i) => { let t = 0; for (let j = 0; j <= i; j++) t += Number(j); return t; });
  built = (() => { const made: number[] = []; for (const x of this.list) made.push(x + Number(this.list.length)); return made; })();
  [`computed${(() => { let s = ""; for (const c of "ab") s += String(c); return s; })()}`] = 1;
  #hidden = 0;
  accessor level = (() => { let n = 0; for (const x of [1, 2]) n += Number(x); return n; })();
  get hidden() { let t = 0; for (const x of this.list) t += Number(x) + this.#hidden; return t; }
  set hidden(v) { for (let i = 0; i < v; i++) this.#hidden += Number(1); }
  method(n = (() => { let t = 0; for (const x of [1, 2]) t += Number(x); return t; })(), { m = n * 2 } = {}) { for (let i = 0; i < 1; i++) say(n, m, String(i)); return this; }
  static async later() { const r: string[] = []; for (const x of [1, 2]) { await null; r.push(this.name + x); } return r.join(); }
  async *stream() { for (const x of this.list) { await null; yield x; } }
  arrow = () => { const r: unknown[] = []; for (const x of this.list) r.push(x, this instanceof Fields); return r.join(); };
}
const f = new Fields(); f.hidden = 3; f.level++;
say(Fields.count, order.join(), f.list.join(), f.built.join(), Object.keys(f).join(), f.hidden, f.level, f.method().method(5, { m: 1 }) === f, f.arrow(), (0, f.arrow)());
class Point { constructor(readonly x: number, private y = x * 2, ...rest: number[]) { for (const r of rest) { this.y += Number(r); } say(this.x, this.y); } sum() { return this.x + this.y; } }
class Deep extends Point { extra: number[] = [7]; constructor(n: number) { let early = 0; for (let i = 0; i < n; i++) early += Number(i); const mk = () => { for (const x of [1]) { String(x); super(early, ...[1, 2]); } }; mk(); for (const x of this.extra) this.extra[0] = Number(x) + early; } override sum() { let t = 0; for (let i = 0; i < 2; i++) t += super.sum(); return t; } }
say(new Deep(3).sum(), JSON.stringify(new Deep(3)));
class NeverSuper extends Point { constructor() { try { for (const x of [1]) { say(String(x)); this.sum(); } } catch (error) { say((error as Error).name); } super(1); } }
new NeverSuper();
function Legacy(this: any, n: number) { if (!new.target) return; for (let i = 0; i < n; i++) { this[`k${i}`] = String(i); say(new.target === (Legacy as any)); } }
say(JSON.stringify(new (Legacy as any)(2)));
abstract class Shape { abstract area(): number; static of(...sizes: number[]): Shape[] { const r: Shape[] = []; for (const s of sizes) r.push(new (class extends Shape { area() { let a = 0; for (let i = 0; i < s; i++) a += Number(s); return a; } })()); return r; } }
say(Shape.of(1, 2, 3).map((s) => s.area()).join());
enum Level { Low = 1, High = [1, 2].reduce((a, b) => a + b, Low), Text = "t".length, Loop = (() => { let n = 0; for (const x of [1, 2]) n += Number(x); return n; })() }
const enum Fixed { A = 1, B = A << 2, S = "s" }
enum Merged { X = 1 } enum Merged { Y = 2 }
for (const k in Level) say(k, Level[k as keyof typeof Level]); for (const x of [Fixed.A, Fixed.B, Merged.X, Merged.Y]) say(x, Level[x]);
namespace Geo { export let total = 0; export const scale = 2; let hidden = 1; for (const x of [1, 2]) { total += Number(x) * scale; hidden++; } export function add(n: number) { for (let i = 0; i < n; i++) { total += Number(hidden); } return total; } export namespace Inner { export let deep = total; for (let i = 0; i < 2; i++) { deep += Number(i); total++; } } }
namespace Geo { export const more = () => { let t = 0; for (let i = 0; i < 2; i++) { total += Number(scale); t += total; } return t; }; }
say(Geo.total, Geo.add(2), Geo.Inner.deep, Geo.more(), Geo.total); Geo.total = 100; say(Geo.add(1));
namespace Geo.Dotted { export let z = 0; for (z of [1, 2]) String(z); } say(Geo.Dotted.z);
class Merging { static v = 1; } namespace Merging { export let w = 0; for (let i = 0; i < 2; i++) w += Number(Merging.v); } say(Merging.w);
function withProps() { return withProps.calls; } namespace withProps { export let calls = 0; for (const x of [1]) calls += Number(x); } say(withProps());
function over(x: number): string; function over(x: string): string; function over(x: unknown): string { let s = ""; for (const c of String(x)) s += `<${c}>`; return s; } say(over(12), over("ab"));
const config = { list: [1, 2], get double() { let t = 0; for (const x of this.list) t += Number(x); return t * 2; }, set push(v: number) { for (const x of [v]) this.list.push(Number(x)); }, async go() { for (const x of [1]) await x; return 1; }, *gen() { for (const x of this.list) yield x; }, ["k" + 1]() { for (const x of [1]) return String(x); return ""; } } satisfies Record<string, unknown>;
config.push = 5; say(config.double, [...config.gen()].join(), config.k1());
let definite!: number; for (const x of [1, 2]) definite = Number(x)!; say(definite as number, <number>definite, (definite satisfies number));
const tag = (strings: TemplateStringsArray, ...values: unknown[]) => { let s = ""; for (let i = 0; i < strings.length; i++) s += strings.raw[i] + (values[i] ?? ""); return s; };
for (let i = 0; i < 2; i++) say(tag`a${i}\n${(() => { for (const x of [i]) return String(x); return ""; })()}`);
const same = (s: TemplateStringsArray) => s; const seen = new Set<unknown>(); for (let i = 0; i < 3; i++) seen.add(same`x`); say(seen.size);
const resource = (name: string) => ({ name, [Symbol.dispose]() { say("dispose", name); } });
const asyncResource = (name: string) => ({ name, async [Symbol.asyncDispose]() { await null; say("async dispose", name); } });
for (const n of ["a", "b", "c"]) { using r = resource(n); if (n === "b") continue; say("use", r.name); }
for (using r of [resource("h1"), resource("h2")]) say("head", r.name);
for (using r = resource("for"), s = resource("for2"); ; ) { say(r.name, s.name, String(1)); break; }
for (const n of ["x", "y"]) { await using r = asyncResource(n); say("async use", r.name); }
for (await using r of [asyncResource("ah")]) say(r.name);
for await (const v of f.stream()) say("stream", v);
say(await Fields.later());
function params(a = arguments.length, b = (() => { let t = 0; for (let i = 0; i < a; i++) t += Number(i); return t; })(), ...c: number[]) { const inner = () => { let t = 0; for (let i = 0; i < arguments.length; i++) t += Number(arguments[i]); return t; }; return `${a} ${b} ${c.length} ${inner()}`; }
say(params(), params(3), params(1, 2, 3));
const iife = (function fact(n: number): number { let r = 1; for (let i = 2; i <= n; i++) r *= Number(i); return n > 3 ? fact(n - 1) : r; })(5); say(iife);
say(((a: number) => { for (const x of [a]) return x + 1; return 0; })(1), (() => ({}))(), typeof (() => { for (;;) { String(1); break; } })());
export { Geo, f as exported }; export default class { static n = (() => { for (const x of [1]) return Number(x); return 0; })(); }
export let liveCount = 0; for (let i = 0; i < 3; i++) { liveCount++; String(i); } say(liveCount);
console.log(out.join("\n"));
