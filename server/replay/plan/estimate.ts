/** Times within a past run, from its loop rows and checkpoints: the planner's only measure of cost. */
import type { CheckpointMeta } from "../../../runtime/format/checkpoint.ts";
import type { Activation } from "./activations.ts";

/** Restoring a checkpoint costs this much of what saving it took (Flor, PVLDB 2020, §5.3). */
const RESTORE_RATIO = 1.38;

/** Milliseconds that restoring a checkpoint takes. */
export function restoreMs(meta: CheckpointMeta): number {
  return meta.costMs * RESTORE_RATIO;
}

/** When iteration `at` began, or the activation ended, in milliseconds since the run began; interpolated where no checkpoint says. */
export function startOf(activation: Activation, at: number | "exit"): number {
  if (at === "exit") return endOf(activation);
  const exact = activation.starts.get(at);
  if (exact !== undefined) return exact.atMs;
  let [lowAt, low] = [0, beginOf(activation)];
  let [highAt, high] = [activation.iterations, endOf(activation)];
  for (const [iteration, meta] of activation.starts) {
    if (iteration < at) [lowAt, low] = [iteration, meta.atMs];
    else {
      [highAt, high] = [iteration, meta.atMs];
      break;
    }
  }
  return highAt <= lowAt ? low : low + ((high - low) * (at - lowAt)) / (highAt - lowAt);
}

/** How long iteration `at` took. */
export function iterationMs(activation: Activation, at: number): number {
  const end = at + 1 < activation.iterations ? startOf(activation, at + 1) : endOf(activation);
  return Math.max(0, end - startOf(activation, at));
}

function beginOf(activation: Activation): number {
  if (!Number.isNaN(activation.startMs)) return activation.startMs;
  const first = activation.starts.values().next();
  return first.done === true ? endOf(activation) : first.value.atMs;
}

function endOf(activation: Activation): number {
  if (!Number.isNaN(activation.endMs)) return activation.endMs;
  if (activation.exit !== null) return activation.exit.atMs;
  return [...activation.starts.values()].at(-1)?.atMs ?? 0;
}
