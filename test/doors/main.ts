/**
 * `npm run doors -- [--missing] [WORD...]`: the doors with the compilers, bundlers and Nodes that are too many for the tests. Results are kept in docs/doors.json as they
 * come, and docs/doors.md is written from them. With words, only cells whose row has them all are tried; with `--missing`, only those of which nothing is known. It needs the registry the first time, and some minutes.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../programs/support/project.ts";
import { bundlerCells } from "./bundler-doors.ts";
import { examine, type Result } from "./cell.ts";
import { compileCells } from "./compile-doors.ts";
import { isRight, page } from "./page.ts";
import { registerCells } from "./register-doors.ts";

const KEPT = join(REPOSITORY, "docs/doors.json");
const words = process.argv.slice(2).filter((word) => word !== "--missing");
const missing = process.argv.includes("--missing");
const all = [...compileCells(), ...registerCells(), ...bundlerCells()].map((cell) => ({ cell, name: [cell.group, ...cell.columns].join(", ") }));
for (const { cell, name } of all) {
  if (!words.every((word) => [cell.group, ...cell.columns].includes(word)) || (missing && kept()[name] !== undefined)) continue;
  const began = performance.now();
  const result = await examine(cell);
  if (!isRight({ cell, result })) process.exitCode = 1;
  console.log(`${Math.round((performance.now() - began) / 1000)} s`, name, isRight({ cell, result }) ? "right" : result);
  keep(name, result);
}

/** What is known of cells that are tried no more goes. */
function keep(name: string, result: Result): void {
  const known = { ...kept(), [name]: result };
  const rows = all.map(({ cell, name: one }) => ({ cell, result: known[one] }));
  const names = new Set(all.map((one) => one.name));
  writeFileSync(KEPT, `${JSON.stringify(Object.fromEntries(Object.entries(known).filter(([one]) => names.has(one))), null, 2)}\n`);
  writeFileSync(join(REPOSITORY, "docs/doors.md"), page(rows));
}

function kept(): Record<string, Result | undefined> {
  try {
    return JSON.parse(readFileSync(KEPT, "utf8")) as Record<string, Result>;
  } catch {
    return {};
  }
}
