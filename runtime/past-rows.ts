/** What a replay is given again of the past run: its inputs and effects, read once. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readJournal, type EffectRow, type InputRow } from "./format/journal.ts";
import type { ReplayPlan } from "./format/replay-plan.ts";

const read = new WeakMap<ReplayPlan, readonly (InputRow | EffectRow)[]>();

/** In the order of the journal; none where it cannot be read: who asks for more than was kept is told so. */
export function pastRows(plan: ReplayPlan): readonly (InputRow | EffectRow)[] {
  const known = read.get(plan) ?? readRows(join(plan.runFolder, "journal"));
  read.set(plan, known);
  return known;
}

function readRows(file: string): readonly (InputRow | EffectRow)[] {
  try {
    return readJournal(readFileSync(file)).rows.filter((row) => row.type === "input" || row.type === "effect");
  } catch {
    return [];
  }
}
