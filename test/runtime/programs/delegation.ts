// Generators that delegate to arrays, Maps, Sets and their iterators (`yield*`), in loops and try blocks, by hand, thrown into and closed.
import { log } from "hindlog";
let total = 0;
function* plain(): Generator<number, string> { const a = yield 1; yield 2; yield* [3, 4, 5]; const got = yield* new Set([6, 7]); log("got", String(got) + String(a)); for (const pair of [[8, 9], [10, 11]]) { const before = total; yield* pair; log("pair", total - before); } return "done"; }
class Bag { items = new Map([["a", 1], ["b", 2], ["c", 3]]); *[Symbol.iterator](): Generator<unknown> { yield* this.items; yield "-"; yield* this.items.values(); try { yield* this.items.keys(); } finally { log("bag closed", total); } } }
function* growing(list: number[]): Generator<number> { yield* list; yield -1; }
for (const x of plain()) { total += x; log("x", total); for (let y = 0; y < 2; y++) log("y", y + total); }
const bag = new Bag();
for (const b of bag) { total++; log("b", JSON.stringify(b) + total); if (total > 90) break; }
const list = [1, 2];
for (const g of growing(list)) { if (list.length < 6) list.push(g + 2); log("g", g + total); }
const byHand = plain();
for (let k = 0; k < 7; k++) { log("k", JSON.stringify(byHand.next(k))); if (k === 4) { try { byHand.throw(new Error("no")); } catch (e) { log("thrown", (e as Error).message); } } }
const held = [growing([1, 2, 3]), plain()];
for (let m = 0; m < 6; m++) { log("m", JSON.stringify(held.map((h) => h.next().value))); if (m === 2) held.push(growing([7, 8, 9])); if (m === 4) log("ret", JSON.stringify(held[0]!.return(5 as never))); }
console.log(total, list, [...held.flatMap((h) => [...h])]);
