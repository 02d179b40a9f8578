/**
 * Which of two things that a replay waits for came first in the past run, for guard-timers.ts: known only where it does not depend on how quick either was.
 *
 * Invariants
 * 1. Node keeps the order of timers that wait equally long, and of one that is set later and waits longer.
 * 2. Time that timers wait, and time that is left out, is the same in every run. What the program is busy, what other things take, and what timers are late, may
 *    have been anything from none of it to about three times as much.
 */

/** Milliseconds within which two things may have come in either order, though nothing else is unsure. */
export const TIE_MS = 25;

/** When something began to wait. */
export interface Beginning {
  /** Milliseconds, by the clock that runs ahead. */
  readonly at: number;
  readonly real: number;
  readonly busy: number;
  readonly cpu: number;
  readonly late: number;
  readonly others: number;
  readonly number: number;
}

/** Unwrapped: the program's readings of this clock are given back to it. */
export const realNow: () => number = performance.now.bind(performance);
const cpuUsage = process.cpuUsage.bind(process);
const utilization = performance.eventLoopUtilization.bind(performance);

let late = 0;
let others = 0;
let count = 0;

/** A timer fires so many milliseconds late. */
export function noteLate(ms: number): void {
  late += Math.max(0, ms);
}

/** Something begins that is no timer, and nobody knows how long it takes. */
export function noteOther(): void {
  others++;
}

/** @param at - by the clock that runs ahead */
export function beginning(at: number): Beginning {
  return { at, real: realNow(), busy: busy(), cpu: cpu(), late, others, number: count++ };
}

/** What waits so many milliseconds from its beginning. */
export interface Waits {
  readonly from: Beginning;
  readonly delay: number;
}

/** Whether either of two may have come first. */
export function isTie(one: Waits, other: Waits): boolean {
  const [older, younger] = one.from.number < other.from.number ? [one, other] : [other, one];
  const longer = older.delay - younger.delay;
  return longer > 0 && Math.abs(younger.from.at - older.from.at - longer) < TIE_MS + unsure(older.from);
}

/** Whether something else began since, of which nobody knows how long it takes. */
export function areOthersSince({ others: then }: Beginning): boolean {
  return others !== then;
}

/** Milliseconds since then that may have been more or fewer. */
function unsure(since: Beginning): number {
  return areOthersSince(since) ? 2 * (realNow() - since.real) : busy() - since.busy + cpu() - since.cpu + late - since.late;
}

/** Milliseconds that the event loop was not idle. */
function busy(): number {
  return realNow() - utilization().idle;
}

/** Milliseconds that it computed; with {@link busy}, which counts what the machine did meanwhile, twice what a run on an idle machine takes. */
function cpu(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
}
