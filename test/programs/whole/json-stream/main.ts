/**
 * A pull parser for JSON fed in chunks that cut anywhere; documents are transformed with a reviver and written as JSON lines.
 * Main loop: chunk. Arguments: `7`.
 */
import { appendFileSync, rmSync } from "node:fs";
import { JsonFeed } from "./feed.js";

const step = Number(process.argv[2] ?? 3);
const source = Array.from({ length: 9 * Number(process.env["SCALE"] ?? 1) }, (_, index) => JSON.stringify({ id: index, "a\"b": [index / 3, null, { deep: [[index]] }], text: "\u00fc\n{not [an} object", on: index % 2 === 0 })).join("\n ");
const chunks: string[] = [];
for (let at = 0; at < source.length; at += step + (at % 5)) chunks.push(source.slice(at, at + step + (at % 5)));

rmSync("out.jsonl", { force: true });
const feed = new JsonFeed();
const totals = { documents: 0, numbers: 0, depth: 0 };
let longest = "";
for (const chunk of chunks) {
  feed.push(chunk);
  for (let document = feed.next(); document !== undefined; document = feed.next()) {
    const value = JSON.parse(document, (key, entry: unknown) => {
      if (typeof entry === "number") totals.numbers++;
      return key === "text" ? (entry as string).toUpperCase() : entry;
    }) as { id: number };
    totals.documents++;
    if (document.length > longest.length) longest = document;
    appendFileSync("out.jsonl", `${JSON.stringify(value)}\n`);
    console.log(`document ${value.id}, ${document.length} characters, ${feed.pending} pending`);
  }
  totals.depth = Math.max(totals.depth, feed.depth);
}
console.log(totals, feed.pending, longest.length);
