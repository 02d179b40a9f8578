// Async generators that `for await` drives: with awaits, loops, try blocks, `this`, in branches; to the end, with breaks, and as an object's own iterator.
import { log } from "hindlog";
let total = 0;
const wait = (n: number): Promise<number> => new Promise((go) => setTimeout(go, 1, n));
const held: number[] = [];
async function* pages(from: number, size: number): AsyncGenerator<number[], string> {
  let page = from;
  const seen = { count: 0 };
  while (page < from + 6) {
    await wait(1);
    const rows: number[] = [];
    for (let row = 0; row < size; row++) { rows.push(page * 10 + row + Math.random()); log("row", rows.at(-1)!.toFixed(3)); }
    seen.count += rows.length;
    try {
      yield rows;
    } finally {
      log("page done", `${page} ${seen.count}`);
    }
    page++;
  }
  return "end";
}
class Client {
  calls = 0;
  async *[Symbol.asyncIterator](): AsyncGenerator<number> {
    for (const id of [3, 4, 5, 6]) { this.calls++; await null; const got = yield id * this.calls; log("got", String(got)); if (id === 5) continue; yield -id; }
  }
  async *items(): AsyncGenerator<number> { for (let i = 0; i < 5; i++) { if (i % 2) yield await wait(i); else yield i; } }
}
async function consume(name: string, source: AsyncIterable<unknown>, most: number): Promise<number> {
  let n = 0;
  for await (const item of source) {
    n++; total += n;
    log("item", `${name} ${JSON.stringify(item)} ${total}`);
    for (let j = 0; j < 2; j++) log("j", total * j);
    held.push(total);
    if (n === most) break;
    if (n === 2) { await wait(2); continue; }
  }
  log("consumed", `${name} ${n}`);
  return n;
}
await consume("pages", pages(1, 3), 99);
await consume("pages, broken", pages(2, 1), 4);
const client = new Client();
await consume("client", client, 99);
const kept = client.items();
for (let turn = 0; turn < 2; turn++) { log("turn", turn + total); await consume("kept", kept, 2); }
await consume("items", client.items(), 4);
for (let round = 0; round < 3; round++) await consume(`round ${round}`, pages(round, 1), 3);
console.log(total, held.join());
