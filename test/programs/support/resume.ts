/** Resuming a recorded run at one of its boundaries: the jumps that lead there, and the plan that a replay process is told. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CheckpointMeta } from "../../../runtime/format/checkpoint.ts";
import type { ReplayPlan } from "../../../runtime/format/replay-plan.ts";
import type { RunFile } from "../../../runtime/format/run.ts";

/** The boundaries that are restored on the way to one, outermost first; the last is the one itself. */
export type Chain = readonly CheckpointMeta[];

/** The restores that lead there through every enclosing loop; null where an enclosing iteration has no usable checkpoint. */
export function chainTo(meta: CheckpointMeta, all: readonly CheckpointMeta[]): Chain | null {
  const chain: CheckpointMeta[] = [];
  const levels = meta.key.split("/");
  for (let depth = 0; depth < levels.length - 1; depth++) {
    const [own, iteration] = [levels[depth]!.split("@")[0]!, Number(levels[depth]!.split("@")[1])];
    const key = [...levels.slice(0, depth), own].join("/");
    if (iteration <= entryOf(key, all)) continue;
    const outer = all.find((other) => other.key === key && other.point === "start" && other.iteration === iteration && other.unusable === null);
    if (outer === undefined) return null;
    chain.push(outer);
  }
  return [...chain, meta];
}

/** The iteration of an activation up to which a replay executes everything; 0 where it has no checkpoints. */
function entryOf(key: string, all: readonly CheckpointMeta[]): number {
  return all.find((meta) => meta.key === key)?.entryIteration ?? 0;
}

/** Writes `plan.json` for a replay that restores a chain and then runs to the end. @returns its absolute path */
export function writePlan(runFolder: string, chain: Chain, name: string): string {
  const run = JSON.parse(readFileSync(join(runFolder, "run.json"), "utf8")) as RunFile;
  const outFolder = join(runFolder, "replays", name);
  mkdirSync(outFolder, { recursive: true });
  const activations = Object.fromEntries(
    chain.map((meta) => [meta.key, { jumps: [{ from: meta.entryIteration ?? 0, to: meta.point === "exit" ? ("exit" as const) : meta.iteration }], cuts: [] }]),
  );
  const plan: ReplayPlan = {
    format: 1,
    run: run.id,
    runFolder,
    outFolder,
    root: run.root,
    pastRoot: run.root,
    pastTemporary: null,
    seed: run.seed,
    given: {},
    args: {},
    activations,
    stopAfter: [],
  };
  writeFileSync(join(outFolder, "plan.json"), JSON.stringify(plan));
  return join(outFolder, "plan.json");
}

/**
 * Whether a replay put out a beginning of what was recorded, then a beginning of what was recorded behind each restored boundary on the
 * way, and all that was recorded behind the last one.
 * @param offsets - characters of `recorded` that had been put out at each boundary of the chain, in order.
 */
export function isRest(replayed: string, recorded: string, offsets: readonly number[]): boolean {
  const tail = recorded.slice(offsets.at(-1));
  return replayed.endsWith(tail) && isPieced(replayed.slice(0, replayed.length - tail.length), recorded, [0, ...offsets.slice(0, -1)]);
}

/** Whether a text consists of one beginning of each of the rests of `recorded` behind `offsets`, in order. */
function isPieced(text: string, recorded: string, offsets: readonly number[]): boolean {
  const [offset, ...further] = offsets;
  if (offset === undefined) return text === "";
  const longest = commonLength(text, recorded.slice(offset));
  if (further.length === 0) return longest === text.length;
  for (let length = longest; length >= 0; length--) if (isPieced(text.slice(length), recorded, further)) return true;
  return false;
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

/** Whether a replay put out a beginning of what was recorded and then an end of it: nothing else. Lines are not torn. */
export function isHeadAndTail(replayed: string, recorded: string): boolean {
  const [a, b] = [recorded.split("\n"), replayed.split("\n")];
  let head = 0;
  while (head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return head + tail >= b.length;
}
