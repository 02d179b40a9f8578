/** Tells when a replay has seen enough: the last thing that a killed run is known to have done, or the last iteration that is wanted. */
import type { JournalEvent, RecordEvent } from "../journal-events.ts";
import type { RunPlan } from "../plan/planner.ts";
import type { RecordedRun } from "../recorded-run.ts";

/** @returns a function that is told each event in order, and answers true from the one on that nothing more is wanted. */
export function endOfRun(run: RecordedRun, { stopAt }: Pick<RunPlan, "stopAt">): (event: JournalEvent) => boolean {
  const isPast = run.ended ? () => false : pastKill(run);
  return (event) => {
    const past = isPast(event);
    if (stopAt !== null && event.type === "iteration" && event.key === stopAt.key && event.iteration >= stopAt.iteration) return true;
    return past;
  };
}

/** @returns a function that is told each event in order, and answers true past the end of a killed run: its last record was emitted again, or jumped over, and its last checkpoint was passed; then one more thing happened */
export function pastKill(run: Pick<RecordedRun, "records" | "checkpoints">): (event: JournalEvent) => boolean {
  const lastRecord = run.records.at(-1);
  const lastCheckpoint = run.checkpoints.at(-1);
  let left = lastRecord === undefined ? 0 : run.records.filter((record) => isSamePlace(record, lastRecord)).length;
  let behind = lastCheckpoint === undefined;
  return (event) => {
    if (left === 0 && behind && event.type !== "hash") return true;
    if (event.type === "record" && lastRecord !== undefined && event.statement >= 0 && isSamePlace(event, lastRecord)) left--;
    if (lastCheckpoint !== undefined && (event.type === "hash" || event.type === "jump") && event.key === lastCheckpoint.key) {
      const at = event.type === "hash" ? event.at : event.to;
      const last = lastCheckpoint.point === "exit" ? "exit" : lastCheckpoint.iteration;
      if (at === last || at === "exit" || (last !== "exit" && at >= last)) behind = true;
    }
    return false;
  };
}

function isSamePlace(a: RecordEvent, b: RecordEvent): boolean {
  return a.module === b.module && a.statement === b.statement && a.part === b.part && a.path === b.path;
}
