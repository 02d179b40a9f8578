/** What a replay is given again of the past run: its inputs and effects, read once. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readJournal } from "./format/journal.ts";
import type { EffectRow, InputRow, RepeatRow } from "./format/journal-rows.ts";
import type { ReplayPlan } from "./format/replay-plan.ts";

/** What is given again. */
export type PastRow = InputRow | RepeatRow | EffectRow;

const read = new WeakMap<ReplayPlan, readonly PastRow[]>();

/** In the order of the journal; none where it cannot be read: who asks for more than was kept is told so. */
export function pastRows(plan: ReplayPlan): readonly PastRow[] {
  const known = read.get(plan) ?? readRows(join(plan.runFolder, "journal"));
  read.set(plan, known);
  return known;
}

function readRows(file: string): readonly PastRow[] {
  try {
    return readJournal(readFileSync(file)).rows.filter((row) => row.type === "input" || row.type === "repeat" || row.type === "effect");
  } catch {
    return [];
  }
}
