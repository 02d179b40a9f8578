const out: string[] = [];
const say = (...parts: unknown[]): void => void out.push(parts.map(String).join(" "));
function logged<T extends (...a: any[]) => any>(f: T, context: ClassMethodDecoratorContext) { context.addInitializer(function () { say("init", String(context.name)); }); return function (this: unknown, ...a: any[]) { for (const x of a) say("arg", x); return f.apply(this, a); } as T; }
function doubled(_: undefined, context: ClassFieldDecoratorContext) { return (v: number) => { let t = 0; for (let i = 0; i < 2; i++) t += Number(v); say(context.name); return t; }; }
function counted<T extends new (...a: any[]) => object>(c: T, context: ClassDecoratorContext) { say("class", context.name); return class extends c { made = (() => { let t = 0; for (const x of [1, 2]) t += Number(x); return t; })(); } as T; }
const factory = (n: number) => { const steps: number[] = []; for (let i = 0; i < n; i++) steps.push(i); return (v: any, c: ClassAccessorDecoratorContext) => ({ get: v.get, set(this: any, x: number) { for (const s of steps) say(String(c.name), s); v.set.call(this, x); } }); };
@counted class Thing { @doubled size = 3; @factory(2) accessor level = 1; @logged run(a: number, b: number) { let t = 0; for (const x of [a, b]) t += Number(x); return t; } static { for (const x of [1]) say("static", x); } @logged static make() { for (const x of [1]) return new Thing(); return null; } @doubled #secret = 4; peek() { return this.#secret; } }
const t = new Thing() as Thing & { made: number }; t.level = 5; say(t.size, t.level, t.run(1, 2), t.made, t.peek(), Thing.name, Thing.make() !== null);
for (const n of [1, 2]) { class Local { @((f: any, _c: any) => (say("local", n), f)) go() { for (const x of [n]) return x; return 0; } } say(new Local().go(), Local.name); }
console.log(out.join("\n"));
export {};
