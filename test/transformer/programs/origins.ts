// What goes wrong where proxies and bound functions are made and clocks are read, and methods of other things that are called bind or now.
const values: any[] = [undefined, null, 5, {}, { bind: 1 }, { bind: (x: unknown) => `own ${x}` }, Math.max, class A { static x = 1; }, new Proxy(Math.min, {})];
const o: any = { deep: {}, list: [undefined] };
const give = <T>(x: T): any => x;
const held: any = {};
const suffix = "ey";
const part = (text: string): string => text;
const tries: (() => unknown)[] = [
  () => new Proxy(1 as never, {}),
  () => new Proxy({}, undefined as never),
  () => new (Proxy as any)({}),
  () => o.missing.bind(1),
  () => o.deep.missing.bind(1),
  () => o.deep.bind(1),
  () => o.list[0].bind(1),
  () => o["list"]["0"].bind(1),
  () => o?.missing?.bind(1),
  () => o.missing?.bind(1),
  () => o.deep.bind?.(1),
  () => (o as any)!.missing!.bind(1),
  () => give(o.deep).bind(1),
  () => give(give)(7).bind(1),
  () => o.missing.now(),
  () => o.deep.now(),
  () => give(o).deep.now(),
  () => ({ now() { return this === undefined; } }).now(),
  ...values.slice(0, -1).map((value) => () => value.now()), // (a proxy is not asked)
  () => { values[3].now = () => "now"; return values[3].now(); },
  ...values.map((value) => () => value.bind(7)),
  ...values.map((value) => () => value?.bind(7, 8)),
  () => ((x: number) => x + 1).bind(null, 2)(),
  () => function named(this: number) { return Number(this) + 1; }.bind(4)(),
  () => values[6].bind(null, 5)(3, 9),
  ...values.map((value, at) => () => (at % 2 === 0 ? value : values[6]).bind(null)),
  ...values.map((value, at) => () => (at % 2 === 0 ? value : values[6])?.bind(7, 8)),
  ...values.map((value) => () => ({ atkey: value } as any)["at" + String("key")].bind(null)),
  ...values.map((value) => () => (at_ => at_["k" + suffix].bind(at_))({ key: value } as any)),
  ...values.map((value) => () => { held.key = value; return held["k" + suffix].bind(null); }),
  ...values.map((value) => () => { held.kxyz = value; return held["k" + part("x") + suffix + "z"].bind(null); }),
  () => { held.key = 5; for (const x of held["k" + suffix]) return x; },
];
for (const attempt of tries) {
  try {
    const got: any = attempt();
    console.log(typeof got, typeof got === "function" ? `${got.name} ${got.length} ${String(got)}` : got);
  } catch (error) {
    const { message, stack } = error as Error;
    console.log(message, "|", stack!.split("\n")[1]!.replace(/.*[\\/]/, "").replace(/^.*at /, ""));
  }
}
class Patched { bind = (x: number) => x * 2; static bind(x: number) { return x * 3; } }
console.log(new Patched().bind(4), Patched.bind(4));
const order: string[] = [];
const noisy = (name: string): string => (order.push(name), name);
console.log(typeof (order.push("callee"), Math.max).bind(noisy("this"), ...[noisy("a") as never]), order.join());
const tagged: (() => unknown)[] = [
  () => o.missing`x`,
  () => o.missing.deeper`x`,
  () => o.deep`x`,
  () => values[0]`x`,
  () => give(o).missing`x`,
  () => ((s: TemplateStringsArray) => s.raw[0])`in place`,
  () => give((s: TemplateStringsArray, ...more: unknown[]) => [s.length, more, Object.isFrozen(s)])`a${1}b${2}`,
  () => ({ t(this: unknown, s: TemplateStringsArray) { return [s[0], Object.keys(this as object)]; } }).t`x`,
];
for (const attempt of [...tagged, ...tagged]) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log((error as Error).message);
  }
}
const places = new Set<unknown>();
const here = (strings: TemplateStringsArray): unknown => strings;
for (let i = 0; i < 3; i++) places.add(here`same`).add(here`same`);
console.log(places.size);
