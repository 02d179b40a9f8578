/** Restoring any checkpoint and going on gives the rest of the run, bit for bit. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readPack, type CheckpointMeta } from "../../runtime/format/checkpoint.ts";
import { parseActivationKey } from "../../runtime/format/key.ts";
import { readJournal } from "../../runtime/format/journal.ts";
import type { JournalRow } from "../../runtime/format/journal-rows.ts";
import type { Outcome } from "../programs/support/child.ts";
import { makeProject, REPOSITORY, type Project } from "../programs/support/project.ts";
import { chainTo, isHeadAndTail, isRest, writePlan } from "../programs/support/resume.ts";

const PROGRAMS = fileURLToPath(new URL("programs", import.meta.url));
const ITERATED = fileURLToPath(new URL("cases/iterated", import.meta.url));
const REGISTER = join(REPOSITORY, "dist/transformer/register/index.js");

describe.each(readdirSync(PROGRAMS))("%s", (file) => {
  test("from the first, a middle, an inner, an exit and the last checkpoint", () => goesOn(file, "all"));
});

/** Some that have nothing in their state but what is known: a checkpoint that doubts something gives no verified value. */
const CERTAIN = ["node-functions.ts", "self-named.ts", "stored-closures.ts"];

/** Some whose loops hold much that their first iterations make. */
describe.each(["callers-iterators.ts", "closures.ts", "templates.ts"])("%s, its state walked late", (file) => {
  test("from checkpoints that are understood from the second iteration on", () => goesOn(file, "all:1"));
});

async function goesOn(file: string, checkpoints: string): Promise<void> {
  const project = makeProject({ [file]: readFileSync(join(PROGRAMS, file), "utf8") });
  const recorded = await node(project, file, { HINDLOG_CHECKPOINTS: checkpoints, HINDLOG_SEED: "7" });
  expect(recorded.stderr).toBe("");
  const folder = runFolder(project);
  const usable = readPack(readFileSync(join(folder, "checkpoints/pack"))).entries.map((entry) => entry.meta);
  expect(usable.filter((meta) => meta.unusable !== null)).toEqual([]);
  if (CERTAIN.includes(file)) expect(usable.flatMap((meta) => meta.opaque)).toEqual([]);
  expect(contextsOf(folder).length).toBe(new Set(contextsOf(folder)).size);
  for (const [index, meta] of chosen(usable).entries()) {
    const { replayed, rows } = await replayFrom(project, file, { folder, meta, usable, index });
    expect(rows.filter((row) => row.type === "jump-failed")).toEqual([]);
    expect(rows.filter((row) => row.type === "hash" && !row.equal)).toEqual([]);
    expect(rows.some((row) => row.type === "jump" && row.key === meta.key)).toBe(true);
    expect(rows.some((row) => row.type === "end")).toBe(true);
    expect(isHeadAndTail(replayed.stdout, recorded.stdout), `output from ${meta.key} ${meta.point} ${meta.iteration}`).toBe(true);
  }
}

describe.each(readdirSync(ITERATED))("what is changed while it is iterated: %s", (file) => {
  test("loops around a restored one go on where they stood", { timeout: 120_000 }, async () => {
    const project = makeProject({ [file]: readFileSync(join(ITERATED, file), "utf8") });
    const plain = await node(project, file, { HINDLOG: "off" });
    const recorded = await node(project, file, { HINDLOG_CHECKPOINTS: "all", HINDLOG_SEED: "7" });
    expect(recorded).toEqual(plain);
    const folder = runFolder(project);
    const usable = readPack(readFileSync(join(folder, "checkpoints/pack"))).entries.map((entry) => entry.meta);
    const inner = usable.filter((meta) => isInFunction(meta) && meta.unusable === null && chainTo(meta, usable) !== null);
    for (const [index, meta] of inner.filter((_, at) => at % 5 === 3).entries()) {
      const { replayed, rows } = await replayFrom(project, file, { folder, meta, usable, index });
      expect(rows.filter((row) => row.type === "jump-failed" || (row.type === "hash" && !row.equal))).toEqual([]);
      expect(replayed.stdout, `output from ${meta.key} ${meta.point} ${meta.iteration}`).toBe(plain.stdout);
    }
  });
});

/** The first loop of these programs stands in a function. */
function isInFunction({ key }: CheckpointMeta): boolean {
  return parseActivationKey(key).loop === 0;
}

test("a program that prints what differs is not taken for the same", () => {
  expect(isHeadAndTail("a\nc\n", "a\nb\nc\n")).toBe(true);
  expect(isHeadAndTail("a\nx\nc\n", "a\nb\nc\n")).toBe(false);
  expect(isRest("a\nc\n", "a\nb\nc\n", [4])).toBe(true);
  expect(isRest("a\n", "a\nb\nc\n", [4])).toBe(false);
  expect(isRest("a\nb\nd\nf\n", "a\nb\nc\nd\ne\nf\n", [6, 10])).toBe(true);
  expect(isRest("a\nb\ne\nf\n", "a\nb\nc\nd\ne\nf\n", [6, 10])).toBe(false);
});

function node(project: Project, file: string, env: Readonly<Record<string, string>>): Promise<Outcome> {
  return project.run(process.execPath, ["--import", REGISTER, file], { env: { HINDLOG: "on", ...env } });
}

function runFolder(project: Project): string {
  const runs = join(project.root, ".hindlog/runs");
  return join(runs, readdirSync(runs)[0]!);
}

/** Every context of a run as text; none may come twice. */
function contextsOf(folder: string): string[] {
  const { rows } = readJournal(readFileSync(join(folder, "journal")));
  return rows.flatMap((row) => (row.type === "context" ? [[row.parent, row.module, row.loop, row.entry, row.iteration].join()] : []));
}

/** A handful of boundaries of all sorts: the ends, the middle, the deepest, an exit. */
function chosen(all: readonly CheckpointMeta[]): CheckpointMeta[] {
  const reachable = all.filter((meta) => chainTo(meta, all) !== null);
  const depth = (meta: CheckpointMeta): number => meta.key.split("/").length;
  const deepest = reachable.filter((meta) => depth(meta) === Math.max(...reachable.map(depth)));
  const exits = reachable.filter((meta) => meta.point === "exit");
  const at = (list: readonly CheckpointMeta[], share: number): CheckpointMeta | undefined => list[Math.floor((list.length - 1) * share)];
  return [...new Set([at(reachable, 0), at(reachable, 0.5), at(deepest, 0.6), at(exits, 0.7), at(reachable, 1)])].filter((meta) => meta !== undefined);
}

interface From {
  readonly folder: string;
  readonly meta: CheckpointMeta;
  readonly usable: readonly CheckpointMeta[];
  readonly index: number;
}

async function replayFrom(project: Project, file: string, { folder, meta, usable, index }: From): Promise<{ replayed: Outcome; rows: JournalRow[] }> {
  const plan = writePlan(folder, chainTo(meta, usable)!, String(index));
  const replayed = await node(project, file, { HINDLOG_REPLAY: plan });
  return { replayed, rows: readJournal(readFileSync(join(dirname(plan), "journal"))).rows };
}
