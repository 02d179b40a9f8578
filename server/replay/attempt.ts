/** One attempt at a replay: a scratch tree is made, the plan executed in it, and what that gave judged. */
import { compiler as ts } from "../compiler.ts";
import type { VariableRow } from "../../runtime/format/journal-rows.ts";
import type { ReplayPlan } from "../../runtime/format/replay-plan.ts";
import type { KeptFiles } from "../history/versions/commit-run.ts";
import { filesWritten } from "./tree/asked-files.ts";
import { changedData, readsOf, writtenBefore } from "./tree/changed-data.ts";
import { compileAhead } from "./emit/compile.ts";
import { endOfRun } from "./verdicts/end-of-run.ts";
import { judge, type Judged } from "./verdicts/judge.ts";
import { lostOrder } from "./order/lost-order.ts";
import { causeOf, outsideDoubts, type Doubt } from "./verdicts/outside.ts";
import type { RunPlan } from "./plan/planner.ts";
import type { PreparedRun } from "./prepare-run.ts";
import { programPackages } from "./packages/program-packages.ts";
import { racesOf, type Races } from "./order/races.ts";
import { runReplay, workingFolder, type ReplayOutcome } from "./process/run-replay.ts";
import { createScratch, type Scratch } from "./tree/scratch.ts";
import { usedBeside } from "./tree/used-beside.ts";

/** What executing needs from outside. */
export interface ExecuteInput {
  readonly prepared: PreparedRun & { readonly plan: RunPlan };
  readonly projectRoot: string;
  /** The project's `.hindlog` folder. */
  readonly hindlog: string;
  readonly exportCommit: (folder: string) => Promise<void>;
  /** What is known of when those files were kept. */
  readonly kept: KeptFiles;
  /** Folders of runs that were under way at the same time, where the program may read what it wrote. */
  readonly beside: readonly string[];
  /** Plan that executes everything, for when restoring proves impossible. */
  readonly full: () => RunPlan;
  readonly signal?: AbortSignal | undefined;
  readonly onOutput?: (text: string) => void;
}

/** Where an attempt is written. */
export interface Place {
  /** Id of the replay. */
  readonly replay: string;
  /** Folder of the replay's journal. */
  readonly folder: string;
}

/** What an attempt gave. */
export interface Found {
  readonly plan: RunPlan;
  readonly judged: Judged;
  readonly outcome: ReplayOutcome;
  readonly scratch: Scratch;
  readonly races: () => Races;
  /** Why values may be others than the past run's, for what they were made of; null where nothing says so. */
  readonly changed: string | null;
  /** What of that may be behind a difference; null where nothing is known. */
  readonly cause: string | null;
  /** The same, by `module#statement`, for what is outside of the program. */
  readonly outside: ReadonlyMap<string, Doubt>;
  /** A file that it asked behind a jump, and that the past run may have written in what was left out. */
  readonly unwritten: string | null;
}

/** In a tree of its own: what another attempt wrote is nothing that the past run found. */
export async function attempt(input: ExecuteInput, { replay, folder }: Place, plan: RunPlan, isShifted = false): Promise<Found> {
  const { run } = input.prepared;
  const scratch = await createScratch({
    hindlog: input.hindlog,
    projectRoot: input.projectRoot,
    pastRoot: run.file.root,
    replay,
    modules: run.modules,
    files: run.files,
    beganMs: Date.parse(run.file.startedAt),
    exportCommit: input.exportCommit,
  });
  try {
    return await attemptIn(scratch, input, { folder, plan, isShifted });
  } finally {
    await scratch.remove();
  }
}

/** A plan on its way. */
interface Attempt {
  readonly folder: string;
  readonly plan: RunPlan;
  /** Whether packages read other times than they would. */
  readonly isShifted: boolean;
}

async function attemptIn(scratch: Scratch, input: ExecuteInput, { folder, plan, isShifted }: Attempt): Promise<Found> {
  const { prepared, signal, onOutput } = input;
  const { run, placement } = prepared;
  const table = compileAhead({ ts, scratch, modules: run.modules, edited: placement.edited });
  const { file } = run;
  const outcome = await runReplay({
    scratch,
    plan: planFile(run, { plan, folder, root: scratch.root }),
    entry: scratch.place(table.emittedOf(file.entry) ?? file.entry),
    argv: file.argv,
    execArgv: file.execArgv,
    environment: { ...valuesOf(run.variables), ...file.environment },
    variables: { hashes: file.variables, run: file.id },
    terminals: file.terminals,
    isShifted,
    modules: table.absolute(),
    cwd: workingFolder(scratch.place, file.cwd, file.entry),
    onEvent: endOfRun(run, plan),
    ...(onOutput === undefined ? {} : { onOutput }),
    signal,
    limitMs: 60_000 + 20 * run.lastMs,
  });
  const { projectRoot, kept } = input;
  const packages = programPackages({ projectRoot, root: scratch.root, modules: run.modules });
  const races = (): Races => racesOf(placement, packages);
  const judged = judge({ run, replayed: outcome.events, end: outcome.end, loopName: prepared.loopName, lostOrder: lostOrder(placement, races) });
  const own = new Set(run.modules.map((row) => row.path));
  const loaded = outcome.modules.filter((path) => !own.has(path));
  const beside = usedBeside(run, input.beside);
  const told = readsOf(folder);
  const source = { scratch, projectRoot, told, kept, written: filesWritten(run.files), loaded, beganMs: Date.parse(file.startedAt) };
  const unwritten = writtenBefore(source);
  const early = unwritten === null ? null : `it reads ${unwritten} behind what was left out, which may have written it`;
  const changed = otherNode(file.node) ?? beside ?? early ?? changedData(source);
  const together = new Set(outcome.events.flatMap((event) => (event.type === "together" ? [event.statement] : [])));
  const outside = outsideDoubts({ run, placement, scratch, projectRoot, told, together, races, inPackages: judged.inPackages });
  return { plan, judged, outcome, scratch, races, changed, cause: causeOf(run, told) ?? changed, outside, unwritten };
}

/** @param past - version of Node of the past run, as `v20.1.0`. @returns what may be different for that */
function otherNode(past: string): string | null {
  const majorOf = (version: string): string | undefined => version.split(".")[0];
  if (majorOf(past) === majorOf(process.version)) return null;
  return `the past run used Node ${past}, this replay ${process.version}, and what Node gives may have changed: backfill with the same Node`;
}

function valuesOf(variables: readonly VariableRow[]): Record<string, string | null> {
  return Object.fromEntries(variables.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
}

function planFile(run: PreparedRun["run"], { plan, folder, root }: { plan: RunPlan; folder: string; root: string }): ReplayPlan {
  return {
    format: 1,
    run: run.file.id,
    runFolder: run.folder,
    outFolder: folder,
    root,
    pastRoot: run.file.root,
    pastTemporary: run.file.temporary ?? null,
    seed: run.file.seed,
    given: run.file.args,
    args: run.args,
    activations: plan.activations,
    stopAfter: plan.stopAfter,
  };
}
