/**
 * What a replay of one run will execute (DESIGN §8). Pure: no file, no clock.
 *
 * Invariants
 * 1. Only usable checkpoints are restored, and only where execution arrives by itself or by a jump of the plan in an enclosing activation.
 * 2. A loop that may reach a target is left out only in iterations that are not wanted.
 * 3. A program that may read, in a loop or behind it, what it wrote in a loop is executed as a whole: files are not in any checkpoint.
 * 4. So is one whose target may come from a package that is not instrumented, or from what Node keeps for it (the performance timeline, data for threads): nor is what these keep.
 * 5. A target in the head of a loop is executed as a whole: boundaries lie behind the head.
 * 6. So is a short run where a value that is found behind a restore could not be verified, for the checkpoint does not hold all of the state.
 * 7. Every loop that is left out in part is, where its checkpoints allow it, executed once as a whole segment behind a restore (the exercise).
 */
import type { ContextLevel } from "../../../runtime/format/key.ts";
import type { OpaqueValue } from "../../../runtime/format/checkpoint.ts";
import { parseContextPath } from "../../../runtime/format/key.ts";
import type { ActivationPlan } from "../../../runtime/format/replay-plan.ts";
import { buildTree } from "./activations.ts";
import { addExercises } from "./exercise.ts";
import { THREAD_DATA, TIMELINE } from "../values/foreign-values.ts";
import { PlanWalk } from "./plan-walk.ts";
import type { Reach } from "../calls/reach.ts";
import type { RecordedRun } from "../recorded-run.ts";

/** Planner levels, cheapest first: statement only, skip inner, segment, full. */
export type PlannerLevel = 1 | 2 | 3 | 4;

/** An inserted statement as the planner sees it. Offsets into the edited text. */
export interface PlannerTarget {
  /** Path of the module, relative to the project root. */
  readonly module: string;
  /** Id below 0. */
  readonly statement: number;
  /** Ids of the loops of its own function that enclose it, innermost first. */
  readonly nest: readonly number[];
  readonly start: number;
  readonly end: number;
  /** In no function: executed at most once outside its loops. */
  readonly moduleLevel: boolean;
  /** In what a loop tests, goes over or counts by: a restore begins behind it, and nothing of it may be left out. */
  readonly inHead?: boolean;
  /** A log call around an expression that was there before. */
  readonly wraps?: boolean;
}

/** A loop as it stands in the edited text. */
export interface PlannerLoop {
  readonly id: number;
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** What the planner goes by. */
export interface PlannerInput {
  readonly run: Pick<RecordedRun, "checkpoints" | "loops" | "records" | "lastMs" | "ended">;
  /** Loops by module path. */
  readonly loops: Pick<ReadonlyMap<string, readonly PlannerLoop[]>, "get">;
  readonly targets: readonly PlannerTarget[];
  readonly reach: Reach;
  /** Whether a wanted cell may lie in this iteration or below it; everything is wanted where absent. */
  readonly wanted?: (levels: readonly ContextLevel[]) => boolean;
  /** Why everything is executed, whatever is asked for. */
  readonly whole?: string;
  /** Use this level's technique and no cheaper one, whatever it costs. */
  readonly level?: PlannerLevel;
}

/** What one replay does. */
export interface RunPlan {
  readonly level: PlannerLevel;
  readonly activations: Readonly<Record<string, ActivationPlan>>;
  readonly stopAfter: readonly string[];
  /** The process may be stopped when this iteration of this activation begins: nothing more is wanted. */
  readonly stopAt: { readonly key: string; readonly iteration: number } | null;
  readonly estimateMs: number;
  /** What executing the whole run would take. */
  readonly fullMs: number;
  /** For a person: what is executed. */
  readonly executes: string;
  /** Loops that are left out in part and could not be exercised, by name. */
  readonly notExercised: readonly string[];
  /** The program may read files that it wrote. */
  readonly readsBack: boolean;
}

/** Fixed cost of starting a replay process, in milliseconds. */
const START_MS = 150;

/** A run that takes no longer is rather executed as a whole than left without evidence. */
export const SHORT_MS = 60_000;

/** Plans the replay of a run. */
export function planReplay(asked: PlannerInput): RunPlan {
  const why = whyWhole(asked);
  if (why !== null) return planAt({ ...asked, level: 4 }, why);
  const walk = walked(asked);
  const lost = asked.level === undefined && asked.run.lastMs <= SHORT_MS ? unverifiable(walk) : null;
  return lost === null ? planAt(asked, "", walk) : planAt({ ...asked, level: 4 }, `${lost.path} cannot be restored (${lost.reason})`);
}

function walked(input: PlannerInput): PlanWalk {
  const walk = new PlanWalk(input, buildTree(input.run.checkpoints, input.run.loops, contextLevels(input.run.records)));
  walk.visit("");
  return walk;
}

/** What no value that is found behind the jumps of a plan could be verified for; null where there is nothing. */
function unverifiable(walk: PlanWalk): OpaqueValue | null {
  for (const { activation, jumps, cuts } of walk.drafts.values())
    for (const { to } of [...jumps, ...cuts]) {
      const checkpoint = to === "exit" ? activation.exit : activation.starts.get(to);
      if (checkpoint?.opaque[0] !== undefined) return checkpoint.opaque[0];
    }
  return null;
}

/** @param why - nothing may be left out, for a person; "" where something may, or it goes without saying */
function planAt(input: PlannerInput, why: string, walk: PlanWalk = walked(input)): RunPlan {
  const { run, level } = input;
  const setUp = setUpOnly(input);
  const notExercised = addExercises(walk);
  const stopAfter = setUp === null || level === 4 ? [] : setUp;
  const used = levelUsed(walk, stopAfter.length > 0);
  const estimateMs = START_MS + Math.max(0, Math.min(run.lastMs, stopAfter.length > 0 ? setUpMs(input) : run.lastMs - walk.skippedMs) + walk.restoreMs);
  return {
    level: used,
    activations: walk.activations(),
    stopAfter,
    stopAt: walk.stopAt(),
    estimateMs,
    fullMs: START_MS + run.lastMs,
    executes: describe(walk, used) + (why === "" ? "" : `: ${why}`),
    notExercised,
    readsBack: input.reach.readsBack === true,
  };
}

/** Why nothing may be left out, for a person ("" where a level was asked for or it goes without saying); null where something may. */
function whyWhole({ level, reach, targets, whole }: PlannerInput): string | null {
  if (whole !== undefined) return whole;
  if (level === undefined && reach.readsBack === true) return "it may read files that it wrote";
  const { foreign } = reach;
  if (level === undefined && (foreign === TIMELINE || foreign === THREAD_DATA)) return `${foreign} is in no checkpoint`;
  if (level === undefined && typeof foreign === "string")
    return `${foreign} may keep state between its calls (packages under "include" may be left out in part)`;
  return targets.some((target) => target.inHead === true) ? "" : null;
}

function* contextLevels(records: PlannerInput["run"]["records"]): Iterable<readonly ContextLevel[]> {
  let last: string | null = null;
  for (const record of records) {
    if (record.path === null || record.path === last) continue;
    last = record.path;
    yield record.levels ?? parseContextPath(record.path);
  }
}

/**
 * Statements after which the process can stop: targets that are executed once, outside all loops and functions, and the
 * program's first record, which is the evidence that the set-up went as it did. Null where there are other targets or no evidence.
 */
function setUpOnly({ targets, run }: PlannerInput): string[] | null {
  const first = run.records.find((record) => record.path !== null);
  if (first === undefined || targets.length === 0) return null;
  if (!targets.every((target) => target.moduleLevel && target.nest.length === 0)) return null;
  return [...targets.map((target) => `${target.module}#${target.statement}`), `${first.module}#${first.statement}`];
}

function setUpMs({ run }: PlannerInput): number {
  const loopStart = run.loops.reduce((least, row) => Math.min(least, row.startMs), run.lastMs);
  return Math.max(run.records[0]?.atMs ?? 0, Math.min(loopStart, run.lastMs));
}

function levelUsed(walk: PlanWalk, stops: boolean): PlannerLevel {
  const drafts = [...walk.drafts.values()];
  const skips = drafts.filter((draft) => draft.free && draft.jumps.some((jump) => jump.to === "exit"));
  if (skips.some((draft) => draft.inner && !walk.isBehindTargets(draft.activation))) return 2;
  if (drafts.some((draft) => draft.cuts.length > 0)) return 1;
  if (stops) return 1;
  if (drafts.some((draft) => draft.jumps.length > 0 && !skips.includes(draft))) return 3;
  return skips.length > 0 ? 2 : 4;
}

const WORDS: Readonly<Record<PlannerLevel, string>> = {
  1: "up to the statement only",
  2: "without the loops that do not hold the statement",
  3: "from the nearest checkpoint on",
  4: "the whole program",
};

function describe(walk: PlanWalk, level: PlannerLevel): string {
  const parts = [...walk.executedByLoop()].map(([name, { executed, total }]) => `${executed} of ${total} iterations of ${name}`);
  return parts.length === 0 || level === 4 ? WORDS[level] : `${parts.join(", ")}; ${WORDS[level]}`;
}
