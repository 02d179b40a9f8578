/**
 * `docs/state.md`: every whole program, what came of it and what it costs. `docs/state.json` holds what `npm run state` found,
 * `docs/cost.json` what `npm run bench` measured; each command writes its own and then the page.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Result, Tried } from "./faithfulness.ts";
import { restoresMidRun, type Proof } from "./prove.ts";
import { wholePrograms } from "./whole-program.ts";

const docs = (file: string): string => fileURLToPath(new URL(`../../../docs/${file}`, import.meta.url));

/** Instrumented against plain, as ratios of CPU and wall time. */
interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

/** What is kept of a proof. */
interface StateRow {
  readonly name: string;
  readonly description: string;
  readonly visible: readonly string[];
  readonly boundaries: number;
  readonly tried: readonly Tried[];
  readonly mainLoopRefused: string | null;
  readonly restores: boolean;
}

/** Keeps what came of a program in `docs/state.json`, beside what is known of the others, and writes the page. */
export function keepState({ program, visible, faithful, ...proof }: Proof): void {
  const known = existsSync(docs("state.json")) ? (JSON.parse(readFileSync(docs("state.json"), "utf8")) as StateRow[]) : [];
  const { name, description } = program;
  const row: StateRow = { name, description, visible, ...faithful, restores: restoresMidRun({ program, visible, faithful, ...proof }) };
  const names = new Set(wholePrograms().map((each) => each.name));
  const rows = [...known.filter((each) => each.name !== name && names.has(each.name)), row].sort((a, b) => (a.name < b.name ? -1 : 1));
  writeFileSync(docs("state.json"), `${JSON.stringify(rows, null, 1)}\n`);
  writeStatePage();
}

/** Writes `docs/state.md` from what both commands kept. */
export function writeStatePage(): void {
  const rows = JSON.parse(readFileSync(docs("state.json"), "utf8")) as StateRow[];
  const costs = existsSync(docs("cost.json")) ? (JSON.parse(readFileSync(docs("cost.json"), "utf8")) as { programs: Record<string, Cost> }).programs : {};
  writeFileSync(docs("state.md"), page(rows, costs));
}

function page(rows: readonly StateRow[], costs: Readonly<Record<string, Cost>>): string {
  const count = (result: Result): number => rows.reduce((sum, row) => sum + of(row, result).length, 0);
  const transparent = rows.filter((row) => row.visible.length === 0).length;
  const restoring = rows.filter((row) => row.restores).length;
  return `# What whole programs prove

Written by \`npm run state\` (and by \`npm run bench\`, for the costs) from [test/programs/whole/](../test/programs/whole/); do not edit.

Each program runs in real processes: plain, and instrumented with \`HINDLOG=off\`, without checkpoints, with adaptive ones and with all of them. *Transparent*: standard output,
standard error (thrown errors with mapped stacks), exit status or signal, and written files are the same bytes every time. Both sides draw from the same seeded generator.
Then the run with all checkpoints is resumed, each time in a new process, at the first boundary of its main loop, one in the middle of it, the last of the run, one of the most deeply
nested and an exit. *Exact*: the rest of the run bit for bit, with every later state hash equal. *Refused*: by name, below. *Unverifiable*: the checkpoint itself
names values that it kept by identity only. *Diverged*: a state hash behind the jump showed it. *Mismatch*: the result differs and nothing said so; there may be none.
*CPU* and *wall*: of the instrumented program with adaptive checkpoints, divided by those of the plain one.

| | |
|---|---|
| programs | ${rows.length} |
| transparent | ${transparent} (${percent(transparent, rows.length)}) |
| restore in the middle of their main loop | ${restoring} (${percent(restoring, rows.length)}; target 80%) |
| boundaries tried | ${rows.reduce((sum, row) => sum + row.tried.length, 0)} |
| exact | ${count("exact")} |
| refused | ${count("refused")} |
| unverifiable | ${count("unverifiable")} |
| diverged (seen by a hash) | ${count("diverged")} |
| silent mismatches | ${count("mismatch")} (target 0) |

| program | transparent | boundaries of the run | tried | exact | refused | unverifiable | diverged | mismatch | main loop, mid-run | CPU | wall |
|---|---|---|---|---|---|---|---|---|---|---|---|
${rows.map((row) => line(row, costs[row.name])).join("\n")}

## What the programs are

| program | |
|---|---|
${rows.map(({ name, description }) => `| ${name} | ${cell(description)} |`).join("\n")}

## Why not

${rows.flatMap(reasons).join("\n") || "Everything is transparent and exact."}
`;
}

function line(row: StateRow, cost: Cost | undefined): string {
  const numbers = (["exact", "refused", "unverifiable", "diverged", "mismatch"] as const).map((result) => of(row, result).length || "");
  const costs = cost === undefined ? ["-", "-"] : [cost.cpu.toFixed(3), cost.wall.toFixed(3)];
  const transparent = row.visible.length === 0 ? "yes" : "**no**";
  return `| ${[row.name, transparent, row.boundaries, row.tried.length, ...numbers, row.restores ? "restores" : `**${midRun(row)}**`, ...costs].join(" | ")} |`;
}

function midRun({ mainLoopRefused, tried }: StateRow): string {
  return mainLoopRefused === null ? (tried.find(({ place }) => place === "middle")?.result ?? "not tried") : "no boundary";
}

function of({ tried }: StateRow, result: Result): Tried[] {
  return tried.filter((each) => each.result === result);
}

function reasons({ name, visible, mainLoopRefused, tried }: StateRow): string[] {
  const main = mainLoopRefused === null ? [] : [`- **${name}**, main loop: ${cell(mainLoopRefused)}`];
  const seen = visible.map((difference) => `- **${name}**, not transparent with ${cell(difference)}`);
  const rest = tried.filter(({ result }) => result !== "exact");
  return [...seen, ...main, ...rest.map(({ place, boundary, result, reason }) => `- **${name}**, ${place} (\`${boundary}\`), ${result}: ${cell(reason)}`)];
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");
}

function percent(part: number, whole: number): string {
  return `${Math.floor((100 * part) / Math.max(whole, 1))}%`;
}
