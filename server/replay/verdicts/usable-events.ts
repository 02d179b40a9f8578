/** How far what a replay told can be used: to a failure that ends it, and in a run that was killed as far as that is known to have come. */
import type { JournalEvent, RecordEvent } from "../journal-events.ts";
import type { LostOrder } from "../order/lost-order.ts";
import type { RecordedRun } from "../recorded-run.ts";
import { describeBoundary, type LoopName } from "./describe-place.ts";
import { pastKill } from "./end-of-run.ts";

/** A run and the events of its replay. */
export interface Replayed {
  readonly run: Pick<RecordedRun, "records" | "loops" | "checkpoints" | "ended" | "exitCode">;
  readonly replayed: readonly JournalEvent[];
  readonly loopName: LoopName;
  readonly lostOrder: LostOrder;
}

/** What of that counts. */
export interface UsableEvents {
  readonly events: readonly JournalEvent[];
  /** Whether they are all there are, so that the ends of the two runs can be compared. */
  readonly isWhole: boolean;
  /** Values of inserted statements among those that do not count, though nothing failed before them. */
  readonly beyondEnd: number;
  /** Why what follows is missing; null where nothing failed. */
  readonly fatal: string | null;
}

/** Finds out what counts. */
export function usableEvents(input: Replayed): UsableEvents {
  const fatalAt = input.replayed.findIndex((event) => isFatal(event, input.lostOrder));
  const events = fatalAt < 0 ? input.replayed : input.replayed.slice(0, fatalAt);
  const isLost = events.some((event) => event.type === "order-lost");
  const isEndLost = input.run.ended && isLost && input.lostOrder.mayEnd(input.run.exitCode);
  const known = input.run.ended && !isEndLost ? events.length : lastKnown(input, events) + 1;
  return {
    events: events.slice(0, known),
    isWhole: !isEndLost && known === events.length && fatalAt < 0,
    beyondEnd: events.slice(known).filter((event) => event.type === "record" && event.statement < 0).length,
    fatal: isKill(input, fatalAt) ? null : whyFatal(input.replayed[fatalAt], input.loopName),
  };
}

function isFatal(event: JournalEvent, lostOrder: LostOrder): boolean {
  if (event.type === "inputs-ended") return event.isOrderLost !== true || !lostOrder.mayAskInputs();
  return event.type === "jump-failed" && event.fatal;
}

/** What a killed run kept is over where it was killed. */
function isKill({ run, replayed }: Replayed, fatalAt: number): boolean {
  if (run.ended || replayed[fatalAt]?.type !== "inputs-ended") return false;
  const isPast = pastKill(run);
  return replayed.slice(0, fatalAt + 1).some(isPast);
}

function whyFatal(failed: JournalEvent | undefined, loopName: LoopName): string | null {
  if (failed?.type === "inputs-ended") return failed.reason;
  return failed?.type === "jump-failed" ? `the replay could not restore ${describeBoundary(failed.key, failed.to, loopName)}: ${failed.reason}` : null;
}

/** Index of the last event that shows that the past run got there: a record at a place where it has one too, whatever its value, or a boundary that it saved. */
function lastKnown({ run, lostOrder }: Replayed, events: readonly JournalEvent[]): number {
  const ended = new Set(run.loops.map((row) => row.key));
  const left = new Map<string, number>();
  const occurrence = ({ module, statement, part, path }: RecordEvent): string => `${module}#${statement}.${part} ${path}`;
  for (const record of run.records) left.set(occurrence(record), (left.get(occurrence(record)) ?? 0) + 1);
  let last = -1;
  let isLost = false;
  for (const [index, event] of events.entries()) {
    if (event.type === "order-lost") isLost = true;
    if (event.type === "record" && event.statement >= 0) {
      // Where the order is lost, what comes from elsewhere does not tell how far the main activity was.
      if (isLost && lostOrder.of(event) !== "kept") continue;
      const count = left.get(occurrence(event)) ?? 0;
      if (count > 0) last = index;
      left.set(occurrence(event), count - 1);
    } else if (event.type === "hash" || event.type === "jump" || (event.type === "loop" && ended.has(event.key))) last = index;
  }
  return last;
}
