/**
 * Imports a CSV file with quoted fields: a streaming parser as a state machine, validation, one output file per region, a report.
 * Main loop: row. Arguments: `data/orders.csv`.
 */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseCsv } from "./csv.js";

interface Order {
  id: number;
  region: string;
  customer: string;
  total: number;
  placed: Date;
}

const problems: { line: number; message: string }[] = [];
const totals: Record<string, { count: number; total: number }> = {};

function read(fields: Record<string, string>): Order {
  const total = Number(fields["total"]?.replace(",", "."));
  if (Number.isNaN(total)) throw new TypeError(`total is not a number: ${fields["total"]}`);
  const placed = new Date(`${fields["placed"]}T00:00:00Z`);
  if (Number.isNaN(placed.getTime())) throw new RangeError(`no such day: ${fields["placed"]}`);
  return { id: Number(fields["id"]), region: fields["region"]!, customer: fields["customer"]!, total, placed };
}

const rows = [...parseCsv(readFileSync(process.argv[2]!, "utf8"))];
mkdirSync("out", { recursive: true });
const header = rows.shift()!;
for (let copy = 1, copies = Number(process.env["SCALE"] ?? 1), once = rows.length; copy < copies; copy++) rows.push(...rows.slice(0, once));
let line = 1;
let latest = new Date(0);
for (const row of rows) {
  line++;
  try {
    if (row.length !== header.length) throw new RangeError(`${row.length} fields instead of ${header.length}`);
    const order = read(Object.fromEntries(header.map((name, index) => [name, row[index]!])));
    appendFileSync(join("out", `${order.region}.txt`), `${order.id}\t${order.customer}\t${order.total.toFixed(2)}\n`);
    const sum = (totals[order.region] ??= { count: 0, total: 0 });
    sum.count++;
    sum.total += order.total;
    if (order.placed > latest) latest = order.placed;
  } catch (error) {
    problems.push({ line, message: (error as Error).message });
    console.error(`line ${line}: ${error as Error}`);
    continue;
  }
  console.log(`imported line ${line}, ${Object.keys(totals).length} regions`);
}
writeFileSync(join("out", "report.json"), `${JSON.stringify({ totals, problems, latest }, null, 2)}\n`);
console.log(totals, problems.length, latest.toISOString());
process.exitCode = problems.length > 0 ? 3 : 0;
