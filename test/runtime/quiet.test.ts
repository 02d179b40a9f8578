/** What a recording says that leaves out every loop it may is what one says that leaves out none, or less. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readPack } from "../../runtime/format/checkpoint.ts";
import { activationSegment } from "../../runtime/format/key.ts";
import { readJournal } from "../../runtime/format/journal.ts";
import type { ContextRow, JournalRow } from "../../runtime/format/journal-rows.ts";
import { pathOf } from "./context-path.ts";
import { makeProject, REPOSITORY } from "../programs/support/project.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const REGISTER = join(REPOSITORY, "dist/transformer/register/index.js");
const OWN = "cases/quiet/helpers.ts";
/** Why a checkpoint is refused that would be right if nothing were left out. */
const LEFT_OUT = "has loops around it that were left out";
/** Loops of all kinds, by way of functions that wait and generators. */
const OTHERS = ["async", "callers-iterators", "closures", "delegation", "entries", "for-await", "generator-loops", "user-iterators"];

describe.each([OWN, "cases/quiet/generators.ts", ...OTHERS.map((name) => `programs/${name}.ts`)])("%s", (path) => {
  test.each(["all", "adaptive"])("checkpoints %s", async (checkpoints) => {
    const followed = await record(path, { HINDLOG_CHECKPOINTS: checkpoints, HINDLOG_QUIET: "off" });
    const quiet = await record(path, { HINDLOG_CHECKPOINTS: checkpoints, HINDLOG_QUIET: "always" });
    expect(quiet.outcome).toEqual(followed.outcome);
    expect(quiet.records.map(({ said }) => said)).toEqual(followed.records.map(({ said }) => said));
    const wrong = quiet.records.filter(({ context }, index) => context !== "?" && context !== followed.records[index]!.context);
    expect(wrong).toEqual([]);
    const states = new Map(followed.checkpoints);
    const differing = quiet.checkpoints.filter(([at, state]) => states.get(at) !== state && !state.endsWith(LEFT_OUT));
    if (checkpoints === "all") expect(differing).toEqual([]);
  });
});

test("loops below which something is recorded are followed from their next iteration on", async () => {
  const { records } = await record(OWN, { HINDLOG_CHECKPOINTS: "all", HINDLOG_QUIET: "always" });
  const unknown = records.filter(({ context }) => context === "?").map(({ said }) => said.split(" ")[0]);
  expect(unknown).toContain("square");
  // Nothing that the loops around a short one record is in doubt.
  expect(unknown).not.toContain("epoch");
  const last = records.slice(records.findLastIndex(({ said }) => said.startsWith("epoch")) - 20);
  expect(last.map(({ context }) => context)).not.toContain("?");
});

/** `outer` calls `inner`, which records from a late round on. */
const BELOW = `
function inner(round: number): number {
  let sum = 0;
  for (let at = 0; at < 2; at++) {
    sum += Math.abs(at);
    if (round > 5) note(round, at);
  }
  return sum;
}
function outer(round: number): number {
  let sum = 0;
  for (const step of [1, 2]) sum += step * inner(round);
  return sum;
}
function note(round: number, at: number): void {
  console.log(\`r\${round} \${at}\`);
}
for (let round = 0; round < 12; round++) outer(round);
`;

test("of loops below one another the outermost is followed first", async () => {
  const { records } = await recordText("below.ts", BELOW, { HINDLOG_QUIET: "always" });
  const known = records.map(({ context }) => (context === "?" ? "?" : context.split("/").length));
  // Round 6 shows that there are records, round 7 that they are below the inner one too.
  expect(known.slice(0, 4)).toEqual(["?", "?", "?", "?"]);
  expect(known.slice(8)).toEqual(known.slice(8).map(() => 3));
  expect(known.length).toBe(24);
});

test("CommonJS modules of a program call what its ES modules call", async () => {
  const project = makeProject({
    "main.mts": `import { copies } from "./part.cjs";\nfor (let at = 0; at < 2; at++) console.log(copies());`,
    "part.cts": `export const copies = (): number => Object.keys(require.cache).filter((file) => /cjs.runtime.shared/.test(file)).length;`,
  });
  const run = await project.run(process.execPath, ["--import", REGISTER, "main.mts"], { env: { HINDLOG: "on" } });
  expect(run).toMatchObject({ status: 0, stdout: "0\n0\n", stderr: "" });
});

async function record(path: string, env: Readonly<Record<string, string>>) {
  return recordText(basename(path), readFileSync(join(HERE, path), "utf8"), env);
}

async function recordText(file: string, text: string, env: Readonly<Record<string, string>>) {
  const project = makeProject({ [file]: text });
  const run = await project.run(process.execPath, ["--import", REGISTER, file], { env: { HINDLOG: "on", HINDLOG_SEED: "7", ...env } });
  const folder = join(project.root, ".hindlog/runs", readdirSync(join(project.root, ".hindlog/runs"))[0]!);
  const { rows } = readJournal(readFileSync(join(folder, "journal")));
  const records = rows.flatMap((row) => (row.type === "log" ? [{ said: sayingOf(rows, row), context: pathOf(rows, row.context, segmentOf) }] : []));
  const checkpoints = readPack(readFileSync(join(folder, "checkpoints/pack"))).entries.map(
    ({ meta }) => [`${meta.key} ${meta.point} ${meta.iteration}`, `${meta.hash} ${meta.unusable}`] as const,
  );
  return { outcome: run, records, checkpoints };
}

function sayingOf(rows: readonly JournalRow[], row: Extract<JournalRow, { type: "log" }>): string {
  const module = rows.find((candidate) => candidate.type === "module" && candidate.module === row.module);
  const log = module?.type === "module" ? module.descriptor.logs.find(({ id }) => id === row.statement) : undefined;
  return `${row.name ?? log?.names[row.part]} ${Buffer.from(row.bytes).toString("hex")}`;
}

/** `0#2.0`: module, loop and entry. */
function segmentOf(row: ContextRow): string {
  return activationSegment(String(row.module), row.loop, row.entry);
}
