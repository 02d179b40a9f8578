// Heads of loops: order of effects, bindings that closures keep, targets that are not names.
const out: string[] = [];
const say = (...parts: unknown[]): void => void out.push(parts.map(String).join(" "));
const note = <T>(label: string, value: T): T => (say(label), value);

for (let i = 0, f = () => i; i < 3; i++) { const g = () => i; i += 0; say(f(), g()); }
const kept: (() => number)[] = [];
for (let i = 0, get = () => i, set = (v: number) => void (i = v); i < 3; kept.push(get), i++) { set(i + 0); kept.push(() => i); }
say(kept.map((f) => f()).join());
const inc: (() => string)[] = [];
for (let i = 0, j = 10; (inc.push(() => `c${i}${j}`), i < 2); inc.push(() => `u${i}${j}`), i++, j--) { inc.push(() => `b${i}${j}`); String(i); }
say(inc.map((f) => f()).join());
for (const i = 0, box = { n: 0 }; box.n < 2; box.n++) say("const head", i, box.n);

const obj: Record<string, unknown> = { a: 1, b: { c: [1, 2] } };
for (const { a = note("default a", 5), b: { c: [first = note("default c", 6), second] = [9, 9] } = { c: undefined } } of [obj, { a: undefined, b: undefined }, { b: { c: [undefined, 2] } }] as any[]) say(a, first, second);
try {
  for (const { x = (() => { throw new Error("in default"); })() } of [{ x: 1 }, {}] as any[]) say("x", x);
} catch (error) { say((error as Error).message); }
try { for (const { y } of [{ y: 1 }, null] as any[]) say("y", y); } catch (error) { say((error as Error).name); }
for (const [k, ...rest] of [[1, 2, 3], [4]]) say(k, rest.length);
for (const { length, [String(length)]: computed = "none", ...others } of ["ab", "c"] as any[]) say(length, computed, Object.keys(others).length);
for (let [a, b] = [0, 1]; a < 20; [a, b] = [b, a + b]) say(a, b, String(a));
for (var { v, w = v } = { v: 1 } as { v: number; w?: number }; v < 3; v++) say(v, w);

const target: any = { x: { y: 0 }, list: [0, 0], set s(value: number) { say("setter", value); } };
for (target.x.y of [1, 2]) say("y", target.x.y);
for (note("object", target)[note("key", "s")] of [3, 4]) say("body");
for ([target.list[1], target.list[0]] of [[1, 2], [3, 4]] as [number, number][]) say(target.list.join());
for ({ p: target.p = note("p default", 1), ...target.rest } of [{ p: undefined, q: 2 }, { p: 3, r: 4 }] as any[]) say(target.p, JSON.stringify(target.rest));
for (target["k"] in { one: 1, two: 2 }) say("k", target.k);
for (const [letter] in { xy: 1, zw: 2 }) say(letter);
let outer!: string; for (outer in [7, 8]) String(outer); say(outer);
let assigned = 0; for (assigned of [5, 6]) { assigned *= 2; say(assigned); } say(assigned);
{ let shadow = [1, 2]; for (const item of shadow) { let shadow = item * 2; say(shadow); } }
try { for (const tdz of (() => [tdz2])()) say(tdz); } catch (error) { say((error as Error).name); }
let tdz2 = 1;
try { for (const self of [self] as any[]) say(self); } catch (error) { say((error as Error).name, (error as Error).message); }

// for-in: deletion, addition and shadowed keys while enumerating; null; strings; prototypes.
const removing: Record<string, number> = { a: 1, b: 2, c: 3, d: 4 };
for (const key in removing) { say(key); if (key === "a") { delete removing["b"]; removing["e"] = 5; } if (key === "c") { delete removing["d"]; removing["d"] = 6; } }
say(Object.keys(removing).join());
for (const key in Object.create({ inherited: 1, own: 2 }, { own: { value: 3, enumerable: false }, mine: { value: 4, enumerable: true } })) say("in", key);
for (const key in null as any) say("never", key);
for (const index in "ab" as any) say(index, typeof index);
const traced = new Proxy({ a: 1, b: 2 }, { ownKeys: (t) => note("ownKeys", Reflect.ownKeys(t)), getOwnPropertyDescriptor: (t, k) => (say("gopd", k), Reflect.getOwnPropertyDescriptor(t, k)), getPrototypeOf: (t) => (say("proto"), Reflect.getPrototypeOf(t)), get: (t, k) => (say("get", k), Reflect.get(t, k)) });
for (const key in traced) say("proxy", key);
const arrayLike = new Proxy([1, 2], { get: (t, k, r) => (say("get", k), Reflect.get(t, k, r)), has: (t, k) => (say("has", k), k in t) });
for (const item of arrayLike) say("item", item);

// Arrays, maps and sets that change under the loop; array-likes with their own iterator.
const growing = [1, 2, 3]; for (const g of growing) { if (g < 3) growing.push(g + 10); if (growing.length > 8) growing.length = 2; say(g); }
const map = new Map([["a", 1], ["b", 2]]); for (const [k, n] of map) { say(k, n); if (n < 3) map.set(k + n, n + 1); if (k === "a") map.delete("b"); }
const set = new Set([1, 2]); for (const s of set) { say(s); if (s < 4) set.add(s + 2); set.delete(s); } say(set.size);
class Counted extends Array<number> { override *[Symbol.iterator](): ArrayIterator<number> { say("own iterator"); for (let i = this.length - 1; i >= 0; i--) yield this[i]!; } }
for (const c of Counted.from([1, 2])) say(c);
const patched = [1, 2]; patched[Symbol.iterator] = function* () { yield 9; } as any; for (const p of patched) say(p);
for (const [i, c] of [..."añ😀"].entries()) say(i, c);
for (const c of "a😀\u0301") say(c.length);
for (const n of new Uint8Array([1, 2])) say(n);
for (const value of (function () { return arguments; })(...([1, 2] as []))) say("arg", value);
for (const x of new (class { *[Symbol.iterator]() { yield* [1, 2]; } })()) say("class iterable", x);
for (const m of "a1b2".matchAll(/\d/g)) say(m[0], m.index);
const nope: any = { none: () => 1 }; const five: any = 5; try { for (const x of five) say(x); } catch (error) { say((error as Error).name, (error as Error).message); }
try { for (const x of nope.none()) say(x); } catch (error) { say((error as Error).name, (error as Error).message); }
try { for (const x of undefined as any) say(x); } catch (error) { say((error as Error).name, (error as Error).message); }
try { for (const x of nope) say(x); } catch (error) { say((error as Error).name, (error as Error).message); }
try { for (const x of nope.list) say(x); } catch (error) { say((error as Error).name, (error as Error).message); }
try { for (const x of nope) say(x); } catch (error) { say((error as Error).name); }

// Conditions and updates with effects; continue and break in all places.
let q = 0; do { if (q++ % 2) continue; say("do", q); } while (note("cond", q < 5));
let n = 3; while (n --> 0) { if (n === 1) continue; say("while", n); }
for (; ; ) { if (String(q++) === "7") break; }
say(q);
for (let i = 0; ; i++) { if (i === 2) continue; if (i > 3) break; say("open", i); }
let comma = 0; for (comma = 1, q = 2; comma < 3; comma++, q++) say(comma, q);
for (let i = 0; i < 2; i++) switch (i) { case 0: for (const a of [1, 2, 3]) { if (a === 2) break; if (a === 1) continue; String(a); } say("zero"); break; case 1: label: { for (const b of [1]) { String(b); break label; } } default: say("one"); }
for (let i = 0; i < 3; i++) try { if (i === 0) continue; if (i === 2) break; say("try", i); } finally { say("fin", i); }
function early(x: number): string { for (let i = 0; ; i++) { try { if (String(i) === String(x)) return `ret ${i}`; } finally { if (x === 2 && i < 4) continue; if (x === 3 && i === 1) break; } if (i > 5) return "late"; } return "broke"; }
say(early(0), early(1), early(2), early(3));
console.log(out.join("\n"));
