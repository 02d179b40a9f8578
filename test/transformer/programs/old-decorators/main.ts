const out: string[] = [];
const say = (...parts: unknown[]): void => void out.push(parts.map(String).join(" "));
const meta = new Map<string, unknown>();
(Reflect as any).metadata = (key: string, value: any) => (_t: object, prop?: string) => { meta.set(`${String(prop)} ${key}`, Array.isArray(value) ? value.map((v) => v?.name) : value?.name); };
const names: string[] = []; for (const n of ["a", "b"]) names.push(String(n));
function sealed(ctor: Function) { for (const k of Object.getOwnPropertyNames(ctor.prototype)) say("sealed", k); }
function times(n: number) { return (_t: object, key: string, d: PropertyDescriptor) => { const f = d.value as (...a: unknown[]) => unknown; d.value = function (this: unknown, ...a: unknown[]) { const r: unknown[] = []; for (let i = 0; i < n; i++) r.push(f.apply(this, a)); say(key, r.join()); return r.at(-1); }; }; }
function inject(_t: object, key: string | undefined, index: number) { say("inject", key, index); }
function field(_t: object, key: string) { say("field", key); }
class Dep {}
@sealed
class Service {
  @field list: string[] = (() => { const r: string[] = []; for (const n of names) r.push(String(n)); return r; })();
  constructor(@inject readonly dep: Dep, private count: number) { for (let i = 0; i < 2; i++) this.count += Number(i); }
  @times((() => { let t = 0; for (const x of [1, 1]) t += Number(x); return t; })()) run(@inject by: number): number { for (let i = 0; i < by; i++) this.count += Number(1); return this.count; }
  @field get value(): number { let t = 0; for (const x of [1, 2]) t += Number(x); return t; }
}
const s = new Service(new Dep(), 1); say(s.run(2), s.value, s.list.join()); for (const [k, v] of meta) say(k, v);
for (const n of [1, 2]) { @((c: Function) => say("inner", c.name, n)) class Inner { @times(n) go() { return n; } } new Inner().go(); }
console.log(out.join("\n"));
export {};
