// What the engine calls an expression in the messages of its errors, and where it says that it stands.
const five: any = 5;
const none: any = null;
const found: any = { give: (x: unknown) => x, list: [1] };
const key: any = "key";
let n = 0;
async function attempt(work: () => unknown): Promise<void> {
  try {
    const given: any = work();
    console.log(await (typeof given?.next === "function" ? [await given.next(), await given.next(five)][1] : given));
  } catch (error) {
    console.log((error as Error).stack!.split("\n").slice(0, 2).join(" | ").replace(/\(?(file:)?\/.*\//, ""));
  }
}
await attempt(async () => (await five).foo());
await attempt(async () => (await five)());
await attempt(async () => (await found.give(five)).foo(++n));
await attempt(async () => (await none as any).foo);
await attempt(async () => (await none as any).foo.bar());
await attempt(async () => ((await none) as any)[key]());
await attempt(async () => (await five)[key]());
await attempt(async () => new (await five)());
await attempt(async () => (await five)`tagged`);
await attempt(async () => [...(await five)]);
await attempt(async () => [0, ...(await found.give(none))]);
await attempt(async () => found.give(...(await five)));
await attempt(async () => `${(await five).foo()}`);
await attempt(async () => ((await five) + 1).foo());
await attempt(async () => [await five].flat().foo());
await attempt(async () => (await five)?.foo());
await attempt(async () => { const { a } = await none; return a; });
await attempt(async () => { const { a: { b } } = await found; return b; });
await attempt(async () => { const [a] = await none; return a; });
await attempt(async () => { const [a] = (await found.give(five) as any); return a; });
await attempt(async () => { let a: any; [a] = await none; return a; });
await attempt(async () => { let a: any; ({ a } = await none); return a; });
await attempt(async () => { for (const x of await five) found.give(x); });
await attempt(async () => { for (const [x] of (await five as any)) found.give(x); });
await attempt(async () => { for (const x of (await found).lost) found.give(x); });
await attempt(async () => { for await (const x of five) found.give(x); });
await attempt(async () => { for await (const x of found.give(five)) found.give(x); });
await attempt(async () => { for await (const x of found.lost) found.give(x); });
await attempt(async function* () { for await (const x of five) yield found.give(x); });
await attempt(async function* () { for (const x of found.lost) yield found.give(x); });
await attempt(async function* () { (yield 1).foo(); });
await attempt(async function* () { const { a } = yield 1; return a.b; });
await attempt(function* (): any { for (let i = 0; i < 2; i++) { found.give(i); (yield i).foo(); } });
await attempt(() => { for (const x of found.lost) found.give(x); });
await attempt(() => { for (const { x } of (found as any).lost) found.give(x); });
await attempt(() => { for (const x of (found.give(five) as any)) found.give(x); });
await attempt(() => { for (const x of (<any>five)) found.give(x); });
await attempt(() => { for (const x of found[key]) found.give(x); });
await attempt(() => { for (const x of (() => n) as any) found.give(x); });
await attempt(() => { for (const x of n ? five : none) found.give(x); });
await attempt(() => ((() => n) as any).foo());
await attempt(() => (function () { return n; } as any).foo());
await attempt(() => (class { at = n; } as any).foo());
await attempt(() => [...(() => n) as any]);
await attempt(() => new ((() => n) as any)());
await attempt(() => (new Date() as any).foo());
await attempt(() => (new Proxy({}, {}) as any).foo());
