/**
 * Reads a paged source through an async generator with `for await`, merges two of them, and closes them early with a limit.
 * Main loop: item. Arguments: `25`.
 */
import { merge, pages, take } from "./pages.js";

const most = Number(process.argv[2] ?? 600) * Number(process.env["SCALE"] ?? 1);
const closed: string[] = [];
const users = pages("user", 7, closed);
const orders = pages("order", 5, closed);
const byInitial = new Map<string, number>();
let sum = 0;
let item: { kind: string; id: number; price: number };
for await (item of take(merge(users, orders), most)) {
  sum += item.price;
  byInitial.set(item.kind, (byInitial.get(item.kind) ?? 0) + 1);
  console.log(`${item.kind} ${item.id} ${item.price.toFixed(3)} (${sum.toFixed(3)})`);
}
console.log(Object.fromEntries(byInitial), sum.toFixed(6), closed.join(" "));
const rest: number[] = [];
for await (const { id } of take(pages("late", 3, closed), 4)) rest.push(id);
console.log(rest, closed);
