/** Which boundaries of a recorded program are restored, and the plan that leads there. */
import type { CheckpointMeta, OpaqueValue } from "../../runtime/format/checkpoint.ts";
import type { ActivationPlan } from "../../runtime/format/replay-plan.ts";

/** The kinds of boundaries that each program is restored at. */
export const BOUNDARIES = ["first", "middle", "last", "inner", "exit", "random"] as const;
export type Boundary = (typeof BOUNDARIES)[number];

/** A checkpoint of a program, its place among those of the run, and how many lines the program had printed. */
export interface Saved {
  readonly meta: CheckpointMeta;
  readonly index: number;
  readonly line: number;
}

const depthOf = ({ meta }: Saved): number => meta.key.split("/").length;
const at = (list: readonly Saved[], share: number): Saved | undefined => list[Math.round((list.length - 1) * share)];

/** What there is to choose from. */
export interface Choice {
  /** Of one program, in order; unusable ones too. */
  readonly saved: readonly Saved[];
  /** A number in [0, 1). */
  readonly draw: number;
  /** `module#loop` of the main loop. */
  readonly main: string;
}

/**
 * Chooses.
 * @returns undefined where the program has no such boundary.
 */
export function choose(boundary: Boundary, { saved, draw, main }: Choice): Saved | undefined {
  const starts = saved.filter(({ meta }) => meta.point === "start");
  if (boundary === "first") return starts[0];
  if (boundary === "middle") return at(longest(starts.filter(({ meta }) => meta.key.slice(meta.key.lastIndexOf("/") + 1).startsWith(`${main}.`))), 0.5);
  if (boundary === "last") return saved.at(-1);
  if (boundary === "exit")
    return at(
      saved.filter(({ meta }) => meta.point === "exit"),
      draw,
    );
  if (boundary === "random") return saved[Math.floor(draw * saved.length)];
  const deepest = Math.max(...starts.map(depthOf));
  return deepest < 2
    ? undefined
    : at(
        starts.filter((one) => depthOf(one) === deepest),
        draw,
      );
}

/** Those of the activation that has most. */
function longest(starts: readonly Saved[]): Saved[] {
  return [...group(starts).values()].reduce((best, list) => (list.length > best.length ? list : best), []);
}

function group(list: readonly Saved[]): Map<string, Saved[]> {
  const groups = new Map<string, Saved[]>();
  for (const one of list) groups.set(one.meta.key, [...(groups.get(one.meta.key) ?? []), one]);
  return groups;
}

/** A way to a boundary: its jumps, and what the checkpoints on it keep by identity only. */
export interface Way {
  readonly plan: Readonly<Record<string, ActivationPlan>>;
  readonly opaque: readonly OpaqueValue[];
}

/**
 * The jumps that lead to a boundary through every enclosing loop, or why there is no way. A loop that has no boundaries at all (it yields, say) is
 * executed as it is until it comes there, as a backfill would do.
 */
export function wayTo({ meta }: Saved, saved: readonly Saved[]): Way | string {
  const plan: Record<string, ActivationPlan> = {};
  const opaque = [...meta.opaque];
  const levels = meta.key.split("/");
  for (let depth = 0; depth < levels.length - 1; depth++) {
    const split = levels[depth]!.lastIndexOf("@");
    const iteration = Number(levels[depth]!.slice(split + 1));
    const key = [...levels.slice(0, depth), levels[depth]!.slice(0, split)].join("/");
    const entry = saved.find((other) => other.meta.key === key)?.meta.entryIteration ?? 0;
    if (iteration <= entry) continue;
    const around = saved.find((other) => other.meta.key === key && other.meta.point === "start" && other.meta.iteration === iteration);
    if (around === undefined && !saved.some((other) => other.meta.key === key && other.meta.point === "start")) continue;
    if (around === undefined) return "a loop around it has no checkpoint";
    if (around.meta.unusable !== null) return around.meta.unusable;
    opaque.push(...around.meta.opaque);
    plan[key] = { jumps: [{ from: entry, to: iteration }], cuts: [] };
  }
  plan[meta.key] = { jumps: [{ from: meta.entryIteration ?? 0, to: meta.point === "exit" ? "exit" : meta.iteration }], cuts: [] };
  return { plan, opaque };
}
