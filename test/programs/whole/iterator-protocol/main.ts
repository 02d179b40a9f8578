/**
 * Classes that implement the iterator protocol by hand, with return() that must be called: cursors over a table, windows, zips.
 * Main loop: row. Arguments: `24`.
 */
import { Cursor, Windows, zip } from "./cursors.js";

const table = Array.from({ length: Number(process.argv[2] ?? 600) * Number(process.env["SCALE"] ?? 1) }, (_, index) => ({ id: index, value: Math.round(Math.random() * 100) }));
const prices = new Cursor(table, (row) => row.value % 7 !== 0);
let previous = 0;
let rising = 0;
for (const row of prices) {
  if (row.value > previous) rising++;
  previous = row.value;
  console.log(row.id, row.value, rising, prices.position);
}
console.log("closed", Cursor.closed, "open", Cursor.open);

for (const window of new Windows(table, 3)) {
  if (window[0]!.value < window[1]!.value && window[1]!.value < window[2]!.value) {
    console.log("rising from", window[0]!.id);
    break;
  }
}
const [first, second] = new Cursor(table, () => true);
for (const [row, [left, right]] of zip(new Cursor(table, ({ id }) => id % 4 === 0), new Windows(table, 2))) {
  if (row.id > 12) break;
  console.log(row.id, left!.value + right!.value);
}
console.log(first!.id, second!.id, Cursor.closed, Cursor.open, Math.max(...[...new Cursor(table, ({ id }) => id < 5)].map(({ value }) => value)));
