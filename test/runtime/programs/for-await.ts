// `for await` over what is iterated without waiting: arrays, sets, Maps' entries, generators and iterators of the program; into variables and properties, with breaks, labels, errors and returns.
import { log } from "hindlog";
let total = 0;
const wait = (n: number): Promise<number> => new Promise((go) => setTimeout(go, 1, n));
async function run(name: string, over: Iterable<number | Promise<number>>): Promise<number> {
  let own = 0;
  for await (const x of over) {
    own += x; total += x;
    for (let i = 0; i < 3; i++) log("i", `${name} ${i} ${total}`);
    if (x === 3) continue;
    await wait(1);
    log("own", own);
    if (own > 30) break;
  }
  log("after", own);
  return own;
}
function* numbers(): Generator<number> { for (let n = 0; n < 5; n++) yield n * 2; }
const it = { at: 0, [Symbol.iterator]() { return this; }, next() { return { value: this.at, done: this.at++ >= 4 }; }, return() { console.log("closed"); return { value: 0, done: true }; } };
log("array", await run("array", [1, 2, 3, 4, 5]));
log("set", await run("set", new Set([5, 6, 7])));
log("map", await run("map", new Map([[1, 2], [3, 4]]).values()));
log("generator", await run("generator", numbers()));
log("iterator", await run("iterator", it as Iterable<number>));
outer: for (let a = 0; a < 3; a++) { for await (const [k, v] of new Map([["a", 1], ["b", 2], ["c", 3]])) { if (v === 2 && a === 1) continue outer; await null; log("kv", `${a} ${k}${v} ${total++}`); } }
let y = 0;
for await (y of [10, 20, 30]) { log("y", y + total); }
const box = { z: 0 };
for await (box.z of [1, 2, 3, 4]) { await null; log("z", box.z + total); }
try { for await (const w of [1, 2, 3]) { if (w === 2) throw new Error("no"); log("w", w); } } catch (e) { log("e", (e as Error).message); }
console.log(total, y, box, await (async () => { for await (const q of ["p", "q"]) { log("q", q); if (q === "q") return q; } return ""; })());
