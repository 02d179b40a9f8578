// Anonymous functions and classes are called by where they stand: their names, and what stacks call them.
const KEY = "computed";
const symbol = Symbol("symbol");
let n = 0;
const made: any = {
  [KEY]: () => n, [symbol]: () => n, [Symbol()]: () => n, [`t${KEY}`]: function () { return n; }, 12: () => n, 1n: () => n, 0x10: () => n, "a b": () => n,
  [KEY + n]: class { at = n; }, [Object(`${n}`)]: () => n, [n]: async () => n, ["__proto__"]: () => n, 2n() { return n; }, nested: { [KEY + 2]: () => ({ [KEY + 3]: () => n }) },
};
for (const key of Reflect.ownKeys(made)) console.log(String(key), JSON.stringify(made[key].name));
console.log(Object.keys(made.nested.computed2()).join(), made.nested.computed2.name, made.nested.computed2().computed3.name);
let h: any; let g: any; let q: any; let w: any; let either: any = null; let both: any = 1; let z: any; const list: any[] = [];
({ h = () => n } = {} as any);
({ a: g = () => n } = {} as any);
[q = () => n] = [];
w ??= () => n;
either ||= function () { return n; };
both &&= class { at = n; };
made.m = () => n;
made["p"] = () => n;
[made.pattern = () => n, ...made.rest] = [];
[made.kept] = [made.also = () => n];
list.push(() => n);
const comma: any = (0, () => n);
const chosen: any = n ? 1 : () => n;
const paren: any = ((() => n));
console.log([h, g, q, w, either, both, z, made.m, made.p, made.pattern, made.kept, made.also, list[0], comma, chosen, paren].map((f) => JSON.stringify(f?.name)).join());
class Fields {
  static [KEY] = () => n;
  static [KEY + 1] = () => n;
  ["x" + KEY] = () => n;
  static #hidden = () => n;
  #own = () => n;
  static kept = class { at = n; };
  accessor stored = () => n;
  static accessor shared = () => n;
  static "quoted name" = () => n;
  static 5 = () => n;
  arrow = () => n;
  names() { return [this.arrow, this.#own, Fields.#hidden, this.stored, Fields.shared].map((f) => f.name).join(); }
}
const fields: any = new Fields();
console.log(fields.names(), fields[`x${KEY}`].name, [KEY, `${KEY}1`, "kept", "quoted name", "5"].map((key) => (Fields as any)[key].name).join());
const given = (f = () => n, { e = () => n } = {}, [i = class { at = n; }] = [] as any[]): string => [f.name, e.name, i.name].join();
console.log(given());
for (const { u = () => n } of [{} as any]) console.log(u.name);
namespace Space { export const inner = () => n; export let other = function () { return n; }; export const { taken = () => n } = {} as any; const own = () => n; console.log(own.name); }
console.log(JSON.stringify([Space.inner.name, Space.other.name, Space.taken.name]));

const stack = (f: () => void): void => { try { f(); } catch (error) { console.log((error as Error).stack?.split("\n")[1]?.replace(/\(.*[\\/]/, "(")); } };
function Old(this: any): void { this.inner = function () { n++; throw new Error(); }; this.arrow = () => { n++; throw new Error(); }; }
Old.prototype.shown = function () { n++; throw new Error(); };
Old.prototype.twice = Old.prototype.again = function () { n++; throw new Error(); };
made.m = () => { n++; throw new Error(); };
made.deep = {};
made.deep.er = function () { n++; throw new Error(); };
made[n] = function () { n++; throw new Error(); };
const old = new (Old as any)();
for (const f of [() => old.inner(), () => old.arrow(), () => old.shown(), () => old.twice(), made.m, () => made.m(), () => made.deep.er(), made[0]]) stack(f);
