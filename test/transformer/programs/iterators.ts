// User-defined iterators: every call the language makes on them, in order.
const out: string[] = [];
const say = (...parts: unknown[]): void => void out.push(parts.map(String).join(" "));
function traced(name: string, items: unknown[], more: { return?: boolean; throwAt?: number; badReturn?: boolean; throwReturn?: boolean } = { return: true }): any {
  return {
    get [Symbol.iterator]() {
      say(name, "get iterator");
      return function (this: unknown) {
        say(name, "iterator called");
        let at = 0;
        return {
          get next() { say(name, "get next"); return function (...args: unknown[]) { say(name, "next", args.length); if (at === more.throwAt) throw new Error(`${name} next`); return { get done() { say(name, "done?"); return at >= items.length; }, get value() { say(name, "value"); return items[at++]; } }; }; },
          get return() { say(name, "get return"); return more.return === false ? undefined : function (...args: unknown[]) { say(name, "return", args.length); if (more.throwReturn) throw new Error(`${name} return`); return more.badReturn ? 5 : {}; }; },
          get throw() { say(name, "get throw"); return undefined; },
        };
      };
    },
  };
}
for (const x of traced("plain", [1, 2])) say("body", x);
for (const x of traced("break", [1, 2])) { say("body", x); break; }
try { for (const x of traced("throw", [1, 2])) { say("body", x); throw new Error("mine"); } } catch (error) { say((error as Error).message); }
(() => { for (const x of traced("return", [1, 2])) { say("body", x); return; } })();
try { for (const x of traced("next throws", [1, 2], { throwAt: 1 })) say("body", x); } catch (error) { say((error as Error).message); }
try { for (const x of traced("bad return", [1, 2], { badReturn: true })) { say("body", x); break; } } catch (error) { say((error as Error).name, (error as Error).message); }
try { for (const x of traced("throw in return", [1, 2], { throwReturn: true })) { say("body", x); break; } } catch (error) { say((error as Error).message); }
try { for (const x of traced("throw wins", [1, 2], { throwReturn: true })) { say("body", x); throw new Error("mine"); } } catch (error) { say((error as Error).message); }
for (const x of traced("no return", [1, 2], { return: false })) { say("body", x); break; }
try { for (const [a] of traced("pattern", [[1], null])) say("body", a); } catch (error) { say((error as Error).name); }
outer: for (const x of traced("outer", [1, 2])) { for (const y of traced("inner", [1, 2])) { say(x, y); continue outer; } }
a: for (const x of traced("outer b", [1, 2])) { for (const y of traced("inner b", [1, 2])) { say(x, y); break a; } }
const it = [1, 2, 3, 4, 5].values(); for (const x of it) { say("first", x); if (x === 2) break; } for (const x of it) { say("second", x); }
const shared = new Map([[1, "a"], [2, "b"], [3, "c"]]).entries(); for (const [k] of shared) { say("m", k); break; } for (const [k, v] of shared) say("m", k, v);
const gen = (function* () { try { const got: unknown = yield 1; say("got", got); yield 2; yield 3; } finally { say("closed"); } })();
say(gen.next().value); for (const x of gen) { say("g", x); if (x === 2) break; } say(gen.next().done);
function* ids(start: number) { for (let id = start; ; id++) yield id; }
const numbers = ids(5); for (let i = 0; i < 3; i++) say("id", numbers.next().value);
function* tree(depth: number): Generator<string> { if (depth === 0) return; for (let i = 0; i < 2; i++) { yield `${depth}.${i}`; yield* tree(depth - 1); } }
for (const node of tree(3)) say(node); say([...tree(2)].join());
function* both(): Generator<number, string, number> { let sum = 0; for (let i = 0; i < 3; i++) { try { sum += yield sum; } catch (error) { say("caught", (error as Error).message); sum += 100; } } return `sum ${sum}`; }
const fed = both(); fed.next(); fed.next(5); fed.throw(new Error("fed")); say(JSON.stringify(fed.next(7)));
const early = both(); early.next(); say(JSON.stringify(early.return("stop")));
function* delegating(): Generator<number, string> { const inner: string = yield* (function* () { for (const x of [1, 2]) yield x; return "inner result"; })(); yield 3; return inner; }
const d = delegating(); for (let r = d.next(); ; r = d.next()) { say(JSON.stringify(r)); if (r.done) break; }
class Collection { #items = [1, 2, 3]; *[Symbol.iterator]() { for (const item of this.#items) yield item * 2; } static *range(n: number) { for (let i = 0; i < n; i++) yield i; } *filtered(f: (x: number) => boolean) { for (const x of this) if (f(x)) yield x; } }
const coll = new Collection(); for (const x of coll) for (const y of Collection.range(2)) say(x, y); say([...coll.filtered((x) => x > 2)].join());
const lazy = { *[Symbol.iterator]() { let n = 0; while (n < 3) { say("lazy", n); yield n++; } } }; const [p, q] = lazy; say(p, q, Math.max(...lazy));
say(Object.prototype.toString.call(numbers), typeof numbers.next, Object.getOwnPropertyNames(numbers).length, Object.getOwnPropertySymbols(numbers).length, JSON.stringify(numbers));
console.log(numbers, ids, [numbers], { numbers });
say(Object.getPrototypeOf(numbers) === ids.prototype, numbers instanceof ids, ids.length, ids.name);
const bound = numbers[Symbol.iterator]() === numbers; say(bound);
// Blocks that keep iterators in variables: left in all ways, with declarations of all kinds beside.
const held = new Map([["a", 1], ["b", 2], ["c", 3]]);
function keeps(how: string): unknown {
  say(typeof hoisted, hoisted(2));
  const entries = held.entries(), keys = held.keys();
  var before = entries.next().value?.[0];
  if (how === "throw") throw new Error(`${before}`);
  if (how === "return") return keys.next().value;
  function hoisted(n: number): string { return `${how}${n}`; }
  class Inner { last = before; }
  label: { const values = held.values(); if (how === "break") break label; say(values.next().value); }
  for (let i = 0; i < 3; i++) { const own = held[Symbol.iterator](); own.next(); if (i === 0) continue; say(i, own.next().value); if (how === "leave") break; }
  const read = () => keys.next().value;
  switch (how) { case "case": { const inCase = held.keys(); say(inCase.next().value); } default: say("default"); }
  say(before, new Inner().last, read(), [...entries].join());
  return read;
}
for (const how of ["throw", "return", "break", "leave", "case"]) try { const result = keeps(how); say(typeof result === "function" ? result() : result); } catch (error) { say((error as Error).message); }
function* keepsAndYields() { const keys = held.keys(); yield keys.next().value; yield keys.next().value; }
const [k1, k2] = keepsAndYields(); say(k1, k2);
async function keepsAndWaits() { const keys = held.keys(); await null; return keys.next().value; } void keepsAndWaits().then((key) => console.log("waited", key));
{ const keys = held.keys(); say(keys.next().value); held.delete("b"); say(keys.next().value); }
try { const keys = (null as unknown as Map<string, number>).keys(); say(keys); } catch (error) { say((error as Error).message); }
console.log(out.join("\n"));
