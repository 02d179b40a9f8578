// Functions whose source text runs elsewhere: in a page of a browser, in another process.
class Page {
  async evaluate(fn: unknown, ...args: unknown[]): Promise<any> { return (new Function(`return (${fn})`)() as (...given: unknown[]) => unknown)(...args); }
  async $$eval(_: string, fn: unknown): Promise<any> { return this.evaluate(fn, [1, 2, 3]); }
  locator(_: string): Page { return this; }
  waitForFunction(fn: unknown): Promise<any> { return this.evaluate(fn); }
}
const page = new Page();
const scroll = async (times: number) => { let sum = 0; for (let i = 0; i < times; i++) { await null; sum += Number(i); console.log("scroll", i); } return sum; };
function measure(): string { const parts: string[] = []; for (const part of ["a", "b"]) parts.push(String(part)); return parts.join(); }
function* deal(n: number): Generator<number> { for (let i = 0; i < n; i++) yield Number(i); }
for (let round = 0; round < 3; round++) {
  console.log(round, await page.evaluate(scroll, round), await page.evaluate(measure), [...(await page.evaluate(deal, 3))].join());
  console.log(await page.$$eval("p", (all: number[]) => all.map((one) => { let sum = 0; for (let i = 0; i < one; i++) sum += Number(i); console.log("sum", sum); return sum; })));
  console.log(await page.locator("p").evaluate((async (): Promise<number> => { class Counter { at = 0; next = () => ++this.at; } const counter = new Counter(); for (const _ of [1, 2]) counter.next(); return counter.at; }) as () => Promise<number>));
  console.log(await page.waitForFunction(function () { for (let i = 0; ; i++) if (Number(i) > 2) return i; }));
}
const vi = { mock: (_: string, fn: () => object): object => page.evaluate(fn) };
console.log(await vi.mock("./a.js", () => { const given: Record<string, unknown> = {}; for (const name of ["a", "b"]) given[name] = () => String(name); return Object.keys(given); }));
const evaluator = { evaluate: async (fn: (n: number) => Promise<number>) => { let sum = 0; for (const n of [1, 2]) sum += await fn(n); return sum; } };
console.log(await evaluator.evaluate(async (n) => { let sum = 0; for (let i = 0; i < n; i++) sum += Number(n); return sum; }));
const shown = (n: number): number => { let sum = 0; for (let i = 0; i < n; i++) sum += Number(i); return sum; };
const plus = async function (n: number) { for (const x of [1, 2]) n += Number(x); return n; };
function named() { for (const x of [1]) return String(x); return ""; }
function whole() { let n = 0; return () => { for (const x of [1]) n += Number(x); return n; }; }
console.log(`${shown}`, "" + plus, String(named), whole.toString(), shown(3), await plus(1), named(), whole()());
