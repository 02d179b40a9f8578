import { counted } from "./render/history-table.ts";
import type { Past } from "./past.ts";

/** Runs whose reasons are told; the rest are counted. */
const SHOWN_REASONS = 3;

/**
 * Why a statement has no values, or not of all runs, and what to do next. Sentences of plain text; [] where all is there.
 *
 * @param name - what the statement is called
 */
export function wayOut(past: Past, name: string): string[] {
  const run = `npx hindlog run ${past.path}`;
  if (past.problem !== null) return [past.problem];
  if (past.runs === 0) return [`No runs are recorded in ${past.root} yet. Run the program, for example with: ${run}`];
  if (past.names.length === 0)
    return [
      `The name of this log statement is computed when it runs, so past values cannot be looked up by it. Give it a fixed name, or see all records of a run with: npx hindlog show RUN`,
    ];
  const shown = past.names.reduce((count, { rows }) => count + rows.length, 0);
  if (past.loaded === 0 && shown === 0)
    return [`None of the ${counted(past.runs, "recorded run")} loaded ${past.path}. Run the program that uses it, for example with: ${run}`];
  const pending =
    past.pending === 0 ? [] : [`${counted(past.pending, "past run")} ${past.pending === 1 ? "is" : "are"} still being compared with this buffer; hover again.`];
  return [...pending, ...lackingSentence(past, name, shown), ...reasons(past)];
}

function lackingSentence(past: Past, name: string, shown: number): string[] {
  const count = past.lacking.length;
  const action = `The code action "Backfill ${name} into ${counted(count, "past run")}" computes what ${count === 1 ? "it" : "they"} would have logged.`;
  const what = past.lackingNames.length === past.names.length ? "it" : past.lackingNames.join(", ");
  if (shown > 0) return count === 0 ? [] : [`${counted(count, "past run")} ${count === 1 ? "lacks" : "lack"} values of ${what}. ${action}`];
  if (count > 0) return [`No past run has a value of ${name}. ${action}`];
  if (past.pending > 0) return [];
  return [`${counted(past.matched, "past run")} had this statement, but none reached it.`];
}

function reasons({ refused }: Past): string[] {
  const told = refused.slice(0, SHOWN_REASONS).map(({ run, reason, isPart }) => `Run ${run} could ${isPart ? "only in part" : "not"} be backfilled: ${reason}`);
  return refused.length > SHOWN_REASONS ? [...told, `And ${counted(refused.length - SHOWN_REASONS, "more run")}: npx hindlog backfill tells why.`] : told;
}
