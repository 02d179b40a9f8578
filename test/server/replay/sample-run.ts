/** Builds what a run of `for epoch { BEFORE for step { INSIDE } AFTER }` leaves behind, without running it. */
import type { CheckpointMeta } from "../../../runtime/format/checkpoint.ts";
import type { LoopRow } from "../../../runtime/format/journal-rows.ts";
import type { PlannerInput, PlannerLoop, PlannerTarget } from "../../../server/replay/plan/planner.ts";
import type { Reach } from "../../../server/replay/calls/reach.ts";

export const EPOCH = "a.ts#0.0";
export const stepOf = (epoch: number): string => `${EPOCH}@${epoch}/a.ts#1.0`;

const LOOPS: PlannerLoop[] = [
  { id: 0, name: "epoch", start: 10, end: 100 },
  { id: 1, name: "step", start: 40, end: 70 },
];
const PLACES = { before: [20, 30, [0]], inside: [50, 60, [1, 0]], after: [80, 90, [0]], end: [110, 120, []], setUp: [0, 8, []] } as const;

/** A target at one of the places of the sample program. */
export function target(place: keyof typeof PLACES, statement = -1): PlannerTarget {
  const [start, end, nest] = PLACES[place];
  return { module: "a.ts", statement, nest: [...nest], start, end, moduleLevel: true };
}

/** The reach of targets in the sample program. */
export function reachOf(targets: readonly PlannerTarget[]): Reach {
  const of = (_module: string, id: number): { contains: boolean; calls: boolean } => {
    const loop = LOOPS[id]!;
    return { contains: targets.some((one) => one.start > loop.start && one.end < loop.end), calls: false };
  };
  return { of, free: (module, id) => !of(module, id).contains };
}

export function start(key: string, iteration: number, atMs: number, extra: Partial<CheckpointMeta> = {}): CheckpointMeta {
  return { key, iteration, point: "start", hash: "h", entryHash: "e", unusable: null, opaque: [], atMs, costMs: 1, bytes: 10, ...extra };
}
export function exit(key: string, iterations: number, atMs: number, extra: Partial<CheckpointMeta> = {}): CheckpointMeta {
  return { ...start(key, iterations, atMs), point: "exit", ...extra };
}

/** A run of `epochs` epochs of 100 ms with 10 steps; which boundaries have checkpoints is said by the options. */
export function sample(options: {
  epochs: number;
  epochStarts?: number[];
  epochExit?: boolean;
  stepExits?: boolean;
  stepStarts?: number[];
  /** Of the outer loop. */
  entryIteration?: number;
}): Pick<PlannerInput, "run" | "loops"> {
  const checkpoints: CheckpointMeta[] = [];
  const loops: LoopRow[] = [];
  const entered = options.entryIteration === undefined ? {} : { entryIteration: options.entryIteration };
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const at = epoch * 100;
    if (options.epochStarts?.includes(epoch)) checkpoints.push(start(EPOCH, epoch, at, entered));
    for (const step of options.stepStarts ?? []) checkpoints.push(start(stepOf(epoch), step, at + 10 + step * 8));
    if (options.stepExits) checkpoints.push(exit(stepOf(epoch), 10, at + 90));
    loops.push({ type: "loop", key: stepOf(epoch), iterations: 10, startMs: at + 10, endMs: at + 90 });
  }
  const endMs = options.epochs * 100;
  if (options.epochExit) checkpoints.push(exit(EPOCH, options.epochs, endMs, entered));
  loops.push({ type: "loop", key: EPOCH, iterations: options.epochs, startMs: 0, endMs });
  return { run: { checkpoints, loops, records: [], lastMs: endMs, ended: true }, loops: new Map([["a.ts", LOOPS]]) };
}
