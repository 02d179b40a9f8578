/**
 * `npm run bench -- [--pairs 7] [--target-ms 2000] [--only NAME,NAME]`: what instrumentation costs every whole program and a few tight loops.
 * Writes docs/cost.md, and docs/cost.json for the table of docs/state.md; with `--only` it prints and writes nothing.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { wholePrograms } from "../programs/support/whole-program.ts";
import { writeStatePage } from "../programs/support/state-page.ts";
import { measureCost, type Cost } from "./cost.ts";
import { costData, costPage, describeCost } from "./cost-page.ts";

const { values } = parseArgs({
  options: { pairs: { type: "string", default: "7" }, "target-ms": { type: "string", default: "2000" }, only: { type: "string" } },
});
const asked = { pairs: Number(values.pairs), targetMs: Number(values["target-ms"]) };
const tight = fileURLToPath(new URL("tight", import.meta.url));
const wanted = [...wholePrograms(tight).map((program) => ({ program, tight: true })), ...wholePrograms().map((program) => ({ program, tight: false }))].filter(
  ({ program }) => values.only === undefined || values.only.split(",").includes(program.name),
);
const costs: (Cost & { tight: boolean })[] = [];
for (const { program, tight: isTight } of wanted) {
  try {
    const cost = { ...(await measureCost(program, asked)), tight: isTight };
    costs.push(cost);
    console.log(describeCost(cost));
  } catch (error) {
    // A program that ends by a signal tells nothing.
    console.log(`${program.name.padEnd(20)} not measured: ${String(error)}`);
  }
}
if (values.only === undefined) {
  const docs = new URL("../../docs/", import.meta.url);
  writeFileSync(new URL("cost.json", docs), `${JSON.stringify(costData(costs), null, 2)}\n`);
  writeStatePage();
  writeFileSync(new URL("cost.md", docs), costPage(costs, { command: "npm run bench", ...asked }));
}
