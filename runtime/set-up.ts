/** What a process is to do: record, replay or neither, told by its environment. */
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";
import type { ReplayPlan } from "./format/replay-plan.ts";
import { replayPaths, replayTemporary } from "./format/replayed-paths.ts";
import type { RunFile } from "./format/run.ts";
import { createRunFolder } from "./run-folder.ts";
import { isOff } from "./switch.ts";

/** What a session begins with. */
export interface SessionSetUp {
  readonly mode: "off" | "record" | "replay";
  readonly seed: number;
  readonly run: RunFile | null;
  readonly plan: ReplayPlan | null;
  readonly folder: string | null;
  /** File name of the journal. */
  readonly journal: string;
}

const OFF: SessionSetUp = { mode: "off", seed: 0, run: null, plan: null, folder: null, journal: "journal" };

/** Of this thread; a failure is told on stderr and records nothing. */
export function setUp(): SessionSetUp {
  const entry = process.argv[1];
  if (isOff() || entry === undefined) return OFF;
  try {
    const planFile = process.env["HINDLOG_REPLAY"];
    if (planFile !== undefined) return replaySetUp(planFile);
    if (!isMainThread) return strandSetUp();
    return recordSetUp(entry);
  } catch (error) {
    complain(`this run is not recorded: ${error instanceof Error ? error.message : String(error)}. The program goes on.`);
    return OFF;
  }
}

function replaySetUp(planFile: string): SessionSetUp {
  const plan = JSON.parse(readFileSync(planFile, "utf8")) as ReplayPlan;
  replayPaths(plan.root, plan.pastRoot);
  if (plan.pastTemporary !== null) replayTemporary(tmpdir(), plan.pastTemporary);
  mkdirSync(plan.outFolder, { recursive: true });
  return { mode: "replay", seed: plan.seed, run: null, plan, folder: plan.outFolder, journal: "journal" };
}

/** A worker thread is a strand of its process's run and draws its own numbers. */
function strandSetUp(): SessionSetUp {
  const outer = process.env["HINDLOG_RUN"];
  if (outer === undefined) return OFF;
  const { folder, file } = JSON.parse(outer) as { folder: string; file: RunFile };
  const number = claimStrand(folder);
  return { mode: "record", seed: (file.seed + number) >>> 0, run: file, plan: null, folder, journal: `journal-w${number}` };
}

/** Worker threads are numbered as they come: thread ids count Node's and our own threads too. */
function claimStrand(folder: string): number {
  for (let number = 1; ; number++) {
    try {
      closeSync(openSync(join(folder, `journal-w${number}`), "wx"));
      return number;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

function recordSetUp(entry: string): SessionSetUp {
  const outer = process.env["HINDLOG_RUN"];
  const parentRun = outer === undefined ? null : (JSON.parse(outer) as { file: RunFile }).file.id;
  const given = process.env["HINDLOG_SEED"];
  // Child processes draw their own numbers unless they are given a seed themselves.
  delete process.env["HINDLOG_SEED"];
  const seed = given === undefined ? Math.trunc(Math.random() * 2 ** 32) : Number(given) >>> 0;
  const args = JSON.parse(process.env["HINDLOG_ARGS"] ?? "{}") as Record<string, string>;
  const made = createRunFolder(entry, { seed, args, parentRun });
  process.env["HINDLOG_RUN"] = JSON.stringify({ folder: made.folder, file: { id: made.file.id, seed } });
  return { mode: "record", seed, run: made.file, plan: null, folder: made.folder, journal: "journal" };
}

/** One line on stderr: what hindlog could not do. */
export function complain(problem: string): void {
  try {
    writeSync(2, `hindlog: ${problem}\n`);
  } catch {
    // Nobody reads it.
  }
}
