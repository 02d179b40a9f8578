/**
 * `npm run doors -- [WORD...]`: the doors with the compilers, bundlers and Nodes that are too many for the tests; writes docs/doors.md.
 * With words, only cells whose row has them all are tried, and nothing is written. It needs the registry the first time, and some minutes.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../programs/support/project.ts";
import { bundlerCells } from "./bundler-doors.ts";
import { examine } from "./cell.ts";
import { compileCells } from "./compile-doors.ts";
import { isRight, page, type Row } from "./page.ts";
import { registerCells } from "./register-doors.ts";

const words = process.argv.slice(2);
const rows: Row[] = [];
for (const cell of [...compileCells(), ...registerCells(), ...bundlerCells()]) {
  const name = [cell.group, ...cell.columns];
  if (!words.every((word) => name.includes(word))) continue;
  const began = performance.now();
  const row = { cell, result: await examine(cell) };
  rows.push(row);
  if (!isRight(row)) process.exitCode = 1;
  console.log(`${Math.round((performance.now() - began) / 1000)} s`, name.join(", "), isRight(row) ? "right" : row.result);
}
if (words.length === 0) writeFileSync(join(REPOSITORY, "docs/doors.md"), page(rows));
