/**
 * In which order a replay lets effects settle: that of the past run, among each other and among timers, though nobody waits for the world any more.
 *
 * Invariants
 * 1. One effect settles in a turn of the event loop of its own, when those that settled before it have, and file operations that had ended then have ended.
 * 2. Time that the past run waited for an effect is left out where no timer waits that is due soon: timers themselves wait as long as ever, so they would come late. Where one is due before an effect, it comes first.
 * 3. Where an effect and a timer came at nearly the same moment, or other things waited that were not counted, the order is lost, and it says so.
 */
import type { EffectRow } from "../format/journal-rows.ts";
import type { PastEffects } from "./past.ts";

/** Milliseconds until it is looked again whether an effect may settle. */
const AGAIN_MS = 1;

/** Timers that are due in more milliseconds than these are there in case something takes too long: while others wait, no time is left out. */
const FAR_MS = 5000;

/** Timers of a replay, whose clock runs ahead by what was not waited for. Milliseconds. */
export interface ReplayTimers {
  now(): number;
  skip(ms: number): void;
  /** When those that wait are due, ascending. */
  dues(): readonly number[];
  /** Within which two of them, or one and an effect, may have come in either order. */
  readonly tieMs: number;
  /** Tells of what makes the order in which activities go on unknown (guard-timers.ts). */
  watch(listener: (what: "tie" | "round" | "other" | "hidden") => void): void;
  /** The language's own. */
  readonly setTimeout: (work: () => void, ms: number) => unknown;
  readonly setImmediate: (work: () => void) => unknown;
}

const NO_TIMERS: ReplayTimers = {
  now: () => performance.now(),
  skip: () => undefined,
  dues: () => [],
  tieMs: 0,
  watch: () => undefined,
  setTimeout,
  setImmediate,
};

interface Waiting {
  readonly row: EffectRow;
  /** By the clock of the timers. */
  readonly due: number;
  readonly settle: () => void;
}

/** Effects that were asked for and have not settled. */
export class SettlingOrder {
  readonly #past: PastEffects;
  readonly #timers: ReplayTimers = replayTimers();
  readonly #onLost: () => void;
  readonly #waiting = new Map<number, Waiting>();
  #isLooking = false;
  #isLookingAgain = false;

  /** @param onLost - the order is not known from here on */
  constructor(past: PastEffects, onLost: () => void) {
    this.#past = past;
    this.#onLost = onLost;
  }

  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  add(row: EffectRow, settle: () => void): void {
    // It may settle before anything else goes on, or after all of it.
    if (row.isAmong === true) this.#onLost();
    this.#waiting.set(row.number, { row, due: this.#timers.now() + row.after, settle });
    if (!this.#isLooking) this.#look(false);
  }

  /** Whether it is known what goes on next: nothing but effects and timers is waited for, and the next two are not due at nearly the same moment. */
  get isKnown(): boolean {
    const others = othersWaiting(this.#isLooking ? 1 : 0);
    if (others === 0) return true;
    if (others > countOf("Timeout") - (this.#isLookingAgain ? 1 : 0)) return false;
    const effect = this.#past.next(this.#waiting)?.due ?? Number.POSITIVE_INFINITY;
    const [first = effect, second = Number.POSITIVE_INFINITY] = [effect, ...this.#timers.dues().slice(0, 2)].sort((one, other) => one - other);
    return second - first > this.#timers.tieMs;
  }

  #look(isAgain: boolean): void {
    this.#isLooking = true;
    this.#isLookingAgain = isAgain;
    if (isAgain) this.#timers.setTimeout(() => this.#turn(1), AGAIN_MS);
    else this.#timers.setImmediate(() => this.#turn(0));
  }

  /** @param own - how many of what waits is this looking itself */
  #turn(own: number): void {
    const next = this.#past.next(this.#waiting) ?? this.#stuck(own);
    const isReady = next !== undefined && this.#isReady(next);
    if (isReady) {
      this.#waiting.delete(next.row.number);
      next.settle();
    }
    this.#isLooking = this.#isLookingAgain = false;
    if (this.#waiting.size > 0) this.#look(!isReady);
  }

  /** What was next will not be asked for. */
  #stuck(own: number): Waiting | undefined {
    if (othersWaiting(own) > 0) return undefined;
    this.#onLost();
    return this.#waiting.values().next().value;
  }

  #isReady({ row, due }: Waiting): boolean {
    const timer = this.#timers.dues()[0] ?? Number.POSITIVE_INFINITY;
    const now = this.#timers.now();
    if (Math.abs(timer - due) < this.#timers.tieMs) this.#onLost();
    if (row.isAmong !== true && whatElseWaits() > 0) return false;
    if (timer < due || (now < due && timer - now < FAR_MS)) return false;
    this.#timers.skip(due - now);
    return true;
  }
}

const TIMERS: unique symbol = Symbol.for("hindlog.replay.timers") as never;

function countOf(kind: string): number {
  return process.getActiveResourcesInfo().filter((one) => one === kind).length;
}

/** How many things keep the process alive. @param own - how many of them are the looking itself */
function othersWaiting(own: number): number {
  return process.getActiveResourcesInfo().filter((kind) => !/^(?:TTY|Pipe)/.test(kind)).length - own;
}

/** Those that the guard of a replay follows, where the past run waited for effects. */
export function replayTimers(): ReplayTimers {
  return (globalThis as { [TIMERS]?: ReplayTimers })[TIMERS] ?? NO_TIMERS;
}

/** Timers are known, answers of servers are effects; what asks for them lets the event loop go round by itself. */
const COUNTED = /^(?:Timeout|Immediate|TTY|Pipe|TCP|TLS|GetAddrInfo|HTTP|Shutdown|WriteWrap|StreamPipe)/;

/** How many things wait whose order among effects nobody keeps: files, processes, threads. */
export function whatElseWaits(): number {
  return process.getActiveResourcesInfo().filter((kind) => !COUNTED.test(kind)).length;
}
