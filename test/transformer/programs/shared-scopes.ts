// Functions that share variables, in every kind of scope: heads, defaults, static blocks, constructors of derived classes, async functions.
class A { v: number; constructor(v: number) { this.v = v; } }
class B extends A {
  #p = 1;
  bump: () => number;
  constructor(n: number) {
    super(n);
    let k = n;
    this.bump = () => (k += this.#p++);
  }
  static made: (() => number)[] = [];
  static { let z = 5; B.made.push(() => ++z); }
}
const log: unknown[] = [];
const fs: (() => unknown)[] = [];
function defaults(a = 1, b = () => a++, c = (() => { let q = a; return () => q++; })()) { fs.push(() => a++, b, c); var a2 = a; fs.push(() => a2++); return () => [a, a2]; }
function hoisted() { const r = [f(), f()]; let n = 10; function f() { try { return typeof g === "function" ? g() : 0; } catch (e) { return (e as Error).name; } } function g() { return n++; } r.push(f()); return r; }
async function asy(n: number) { let t = n; const inc = () => ++t; await null; inc(); for (const x of [1, 2]) { let u = x; fs.push(() => (u += t++)); await null; } return t; }
const arrow = async (n: number) => () => n++;
function* gen() { let s = 0; fs.push(() => ++s); yield s; yield s; }
label: for (let i = 0, j = 10; i < j; i++, j--) for (let k = 0; k < 2; k++) { if (i === 3) break label; if (k === 1) continue label; fs.push(() => i++ + j-- + k++); }
for (let x in { a: 1, b: 2 }) fs.push(() => (x += "!"));
for (let [p, q] of [[1, 2], [3, 4]] as [number, number][]) fs.push(() => p++ + q--);
let w = 0; while (w < 2) { let v = w++; fs.push(() => v++); }
do { let v = w--; fs.push(() => v++); } while (w > 0);
if (w === 0) { var vv = 1; let bl = 2; fs.push(() => vv++ + bl++); }
const o = { n: 1, make() { let c = this.n; return { get c() { return c++; }, set c(x) { c = x; }, ["comp" + 1]: () => c-- }; } };
const made = o.make(); made.c = 7; log.push(made.c, made.c, (made as any).comp1());
fs.push(defaults(), defaults(5) as never);
log.push(hoisted(), [...gen()], await asy(3), (await arrow(4))());
const b = new B(2); log.push(b.bump(), b.bump(), B.made[0]!());
const Rec = (d: number): (() => number)[] => { let x = d; return d === 0 ? [() => x++] : [() => x++, ...Rec(d - 1)]; };
fs.push(...Rec(3));
var late = function named() { let c = 0; return function again(): string { return `${named.name}${++c}${again.name}`; }; };
fs.push(late());
for (let i = 0; i < 2; i++) { console.log(JSON.stringify(fs.map((f) => { try { return f(); } catch (e) { return String(e); } }))); }
console.log(JSON.stringify(log), late.name, fs.map((f) => f.name + f.length).join());
