/** Restoring any checkpoint and going on gives the rest of the run, bit for bit. */
import { readdirSync, readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readPack, type CheckpointMeta } from "../../runtime/format/checkpoint.ts";
import { readJournal, type JournalRow } from "../../runtime/format/journal.ts";
import type { ReplayPlan } from "../../runtime/format/replay-plan.ts";
import type { RunFile } from "../../runtime/format/run.ts";
import { makeProject, REPOSITORY, type Outcome, type Project } from "../programs/support/project.ts";

const PROGRAMS = fileURLToPath(new URL("programs", import.meta.url));
const REGISTER = join(REPOSITORY, "dist/transformer/register/index.js");

describe.each(readdirSync(PROGRAMS))("%s", (file) => {
  test("from the first, a middle, an inner, an exit and the last checkpoint", async () => {
    const project = makeProject({ [file]: readFileSync(join(PROGRAMS, file), "utf8") });
    const recorded = await node(project, file, { HINDLOG_CHECKPOINTS: "all", HINDLOG_SEED: "7" });
    expect(recorded.stderr).toBe("");
    const folder = runFolder(project);
    const usable = readPack(readFileSync(join(folder, "checkpoints/pack"))).entries.map((entry) => entry.meta);
    expect(usable.filter((meta) => meta.unusable !== null)).toEqual([]);
    expect(contextsOf(folder).length).toBe(new Set(contextsOf(folder)).size);
    for (const [index, meta] of chosen(usable).entries()) {
      const { replayed, rows } = await replayFrom(project, file, { folder, meta, usable, index });
      expect(rows.filter((row) => row.type === "jump-failed")).toEqual([]);
      expect(rows.filter((row) => row.type === "hash" && !row.equal)).toEqual([]);
      expect(rows.some((row) => row.type === "jump" && row.key === meta.key)).toBe(true);
      expect(rows.some((row) => row.type === "end")).toBe(true);
      expect(isHeadAndTail(replayed.stdout, recorded.stdout), `output from ${meta.key} ${meta.point} ${meta.iteration}`).toBe(true);
    }
  });
});

test("a program that prints what differs is not taken for the same", () => {
  expect(isHeadAndTail("a\nc\n", "a\nb\nc\n")).toBe(true);
  expect(isHeadAndTail("a\nx\nc\n", "a\nb\nc\n")).toBe(false);
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
  const reachable = all.filter((meta) => chain(meta, all) !== null);
  const depth = (meta: CheckpointMeta): number => meta.key.split("/").length;
  const deepest = reachable.filter((meta) => depth(meta) === Math.max(...reachable.map(depth)));
  const exits = reachable.filter((meta) => meta.point === "exit");
  const at = (list: readonly CheckpointMeta[], share: number): CheckpointMeta | undefined => list[Math.floor((list.length - 1) * share)];
  return [...new Set([at(reachable, 0), at(reachable, 0.5), at(deepest, 0.6), at(exits, 0.7), at(reachable, 1)])].filter((meta) => meta !== undefined);
}

/** The jumps that lead there through every enclosing loop; null where one of them has no checkpoint. */
function chain(meta: CheckpointMeta, all: readonly CheckpointMeta[]): Record<string, { jumps: { from: number; to: number | "exit" }[]; cuts: [] }> | null {
  const plan: Record<string, { jumps: { from: number; to: number | "exit" }[]; cuts: [] }> = {};
  const levels = meta.key.split("/");
  for (let depth = 0; depth < levels.length - 1; depth++) {
    const [own, iteration] = [levels[depth]!.split("@")[0]!, Number(levels[depth]!.split("@")[1])];
    const key = [...levels.slice(0, depth), own].join("/");
    if (iteration === 0) continue;
    if (!all.some((other) => other.key === key && other.point === "start" && other.iteration === iteration)) return null;
    plan[key] = { jumps: [{ from: 0, to: iteration }], cuts: [] };
  }
  plan[meta.key] = { jumps: [{ from: 0, to: meta.point === "exit" ? "exit" : meta.iteration }], cuts: [] };
  return plan;
}

interface From {
  readonly folder: string;
  readonly meta: CheckpointMeta;
  readonly usable: readonly CheckpointMeta[];
  readonly index: number;
}

async function replayFrom(project: Project, file: string, { folder, meta, usable, index }: From): Promise<{ replayed: Outcome; rows: JournalRow[] }> {
  const run = JSON.parse(readFileSync(join(folder, "run.json"), "utf8")) as RunFile;
  const outFolder = join(folder, "replays", String(index));
  mkdirSync(outFolder, { recursive: true });
  const plan: ReplayPlan = {
    format: 1,
    run: run.id,
    runFolder: folder,
    outFolder,
    root: run.root,
    seed: run.seed,
    args: {},
    activations: chain(meta, usable)!,
    stopAfter: [],
  };
  writeFileSync(join(outFolder, "plan.json"), JSON.stringify(plan));
  const replayed = await node(project, file, { HINDLOG_REPLAY: join(outFolder, "plan.json") });
  return { replayed, rows: readJournal(readFileSync(join(outFolder, "journal"))).rows };
}

/** Whether a replay printed a beginning of the recorded output and then an end of it: nothing else. */
function isHeadAndTail(replayed: string, recorded: string): boolean {
  const [a, b] = [recorded.split("\n"), replayed.split("\n")];
  let head = 0;
  while (head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return head + tail >= b.length;
}
