/**
 * Timers that a program's own code has set before a loop and keeps by a name. A replay has set them too, and as many wait at a checkpoint as did at the entry of its
 * loop (runtime/later.ts); when they come is not known behind a jump over which one waits, and what their callbacks change is doubted there (races.ts). So a
 * restored state does without what they hide.
 *
 * Invariants
 * 1. A timer that something else has set (a package, code that no name tells) stays opaque: nobody knows what it changes.
 */
import type ts from "typescript";
import { A_TIMER, type OpaqueValue } from "../../../runtime/format/checkpoint.ts";
import { parseModules } from "../calls/call-graph.ts";
import type { RecordedRun } from "../recorded-run.ts";
import { timerOf } from "./stopped-code.ts";

/** The run with checkpoints in which such timers are not opaque. */
export function withOwnTimers(ts_: typeof ts, run: RecordedRun): RecordedRun {
  const isTimer = ({ reason }: OpaqueValue): boolean => reason === A_TIMER;
  if (!run.checkpoints.some(({ opaque }) => opaque.some(isTimer))) return run;
  const names = namesOfTimers(ts_, new Map(run.modules.map(({ path, descriptor }) => [path, descriptor.text])));
  const isOwn = (value: OpaqueValue): boolean => isTimer(value) && names.has(lastStep(value.path));
  return { ...run, checkpoints: run.checkpoints.map((meta) => ({ ...meta, opaque: meta.opaque.filter((value) => !isOwn(value)) })) };
}

function namesOfTimers(ts_: typeof ts, texts: ReadonlyMap<string, string>): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const handle = ts_.isCallExpression(node) ? timerOf(ts_, node)?.handle : undefined;
    if (typeof handle === "object" && handle !== null) names.add(handle.name);
    ts_.forEachChild(node, visit);
  };
  for (const file of parseModules(ts_, texts).values()) visit(file);
  return names;
}

/** `timer` of `main.ts:trainer.timer`. */
function lastStep(path: string): string {
  return /[\p{ID_Continue}$#]+$/u.exec(path)?.[0] ?? "";
}
