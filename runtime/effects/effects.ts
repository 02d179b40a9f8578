/**
 * Effects: work outside of the program (a question to a server, a query) whose outcome is kept while recording. A replay does not do the work again.
 *
 * Invariants
 * 1. Effects are numbered in the order of their calls, beside the other inputs: the number is part of every checkpoint.
 * 2. A replay asks by name: the first of that name that was not asked for yet. Promises settle in the order in which they did in the past run (order.ts).
 * 3. What cannot be kept as it was, or was not kept, is told: nothing of a replay behind such a call is used. The work is done then, as far as a replay may.
 */
import type { AsyncLocalStorage } from "node:async_hooks";
import { types } from "node:util";
import { isDom, readError, whyNoError, writeError } from "./error-data.ts";
import { asyncHooks } from "../format/built-in.ts";
import { EFFECTS, type EffectRow } from "../format/journal-rows.ts";
import { textThen } from "../format/replayed-paths.ts";
import { replayTimers, SettlingOrder, whatElseWaits } from "./order.ts";
import { PastEffects } from "./past.ts";
import { readPlain, whyNotPlain, writePlain } from "./plain-data.ts";
import { plainMember } from "../members.ts";
import { pastRows } from "../past-rows.ts";
import type { Session } from "../session.ts";
import { isBeside, isOneWaiting } from "../strand.ts";

/** How a value is kept that is no plain data. */
export interface Shape<T> {
  keep(value: T): unknown;
  /** What the program goes on with while recording. */
  seen?(value: T, number: number): T;
  give(kept: unknown, number: number): T;
  /** What is thrown is made by the language. */
  readonly isOfLanguage?: true;
  /** Of one name one is asked for behind another. */
  readonly isInTurn?: true;
}

/** The language's own, whatever the program puts in its place. */
const now = performance.now.bind(performance);

/** Bytes, as they are written, that a run keeps of what effects gave (HINDLOG_EFFECT_BYTES). */
const BUDGET = Number(process.env["HINDLOG_EFFECT_BYTES"] ?? 2 ** 28);

/** What takes more jobs of the language than these counts as something that the event loop was waited for. */
const MOST_JOBS = 300;

export const AS_IT_IS: Shape<never> = { keep: (value) => value, give: (kept) => kept as never };

/** The effects of a session. */
export class Effects {
  readonly #session: Session;
  /** Calls that have not settled. */
  readonly #open = new Set<Call>();
  #bytes = 0;
  /** True where work runs. */
  #inside: AsyncLocalStorage<true> | null = null;
  /** Those behind the last effect that settled later: what settles in them may have been settled by the program. */
  #lastJobs: Jobs | null = null;
  #past: PastEffects | null = null;
  #settling: SettlingOrder | null = null;

  constructor(session: Session) {
    this.#session = session;
    if (session.plan === null) return;
    replayTimers().watch((what) => {
      // What else is begun while a single activity waits is over before the effect settles, or the past run says so (EffectRow.isAmong).
      const isRound = what === "round" && this.#settling?.isWaiting === true;
      // A package goes on that a single activity waits for: what it begins is waited for too, where nothing else can come in between.
      const isWaitedFor = what === "other" && isOneWaiting(session) && replayTimers().dues().length === 0;
      if (what === "tie" || isRound || (isBeside(session) && !isWaitedFor)) session.loseOrder();
    });
  }

  /** @returns what `work` gives while recording, what it gave then in a replay. */
  run<T>(name: string, work: () => T, shape: Shape<Awaited<T>> = AS_IT_IS): T {
    const { mode, main, inputs } = this.#session;
    if (mode === "off" || !main || inputs.isAside || this.isInside) return settled(work(), NOTHING);
    const call = { number: inputs.counts[EFFECTS]!++, name: textThen(name) };
    return mode === "record" ? this.#keep(call, work, shape) : this.#give(call, work, shape);
  }

  /** Recording: the work of an effect runs. A replay does not do it, so what it draws, reads and asks for counts nothing. */
  get isInside(): boolean {
    return this.#inside !== null && this.#inside.getStore() === true;
  }

  /** The process ends: what is still open never settled. */
  end(): void {
    if (this.#session.mode !== "record") return;
    for (const call of this.#open) this.#session.json({ type: "effect", ...call, when: "later", after: 0, kind: "open", data: "" });
  }

  /** A replay goes on at a boundary before which this many effects had been asked for. */
  jumpTo(asked: number): void {
    this.#pastEffects().leaveOut(asked);
  }

  /** Replay: there were effects to wait for, and what goes on next is known. */
  get isOrderKnown(): boolean {
    return this.#settling?.isKnown === true;
  }

  #keep<T>(call: Call, work: () => T, shape: Shape<Awaited<T>>): T {
    this.#inside ??= new (asyncHooks().AsyncLocalStorage)();
    let given: T;
    try {
      given = this.#inside.run(true, () => this.#session.inEffect(work));
    } catch (error) {
      this.#write(call, NOW, () => thrown(error));
      throw error;
    }
    if (!isThenable(given)) {
      this.#write(call, NOW, () => gave(shape.keep(given as Awaited<T>)));
      return given;
    }
    this.#open.add(call);
    const asked = now();
    const jobs = new Jobs();
    const how = (): How => {
      if (jobs.isGoingOn) return { when: "at once", after: jobs.end() };
      const isCaused = this.#lastJobs?.isGoingOn === true;
      this.#lastJobs = new Jobs();
      return { when: "later", after: now() - asked, ...(isCaused || whatElseWaits() > 0 ? AMONG : {}) };
    };
    return settled(given, {
      gave: (value) => {
        this.#write(call, how(), () => gave(shape.keep(value as Awaited<T>)));
        return shape.seen?.(value as Awaited<T>, call.number) ?? value;
      },
      // What a signal stops may have been stopped by the program, in this very job.
      threw: (error) => this.#write(call, { ...how(), ...(isStopped(error) ? AMONG : {}) }, () => thrown(error, shape.isOfLanguage)),
    });
  }

  #write(call: Call, how: How, tell: () => Outcome): void {
    this.#open.delete(call);
    const outcome = told(tell);
    this.#bytes += outcome.data.length;
    const isKept = this.#bytes <= BUDGET;
    const kept: Outcome = isKept ? outcome : { kind: "lost", data: `effects of this run are kept up to ${BUDGET} bytes (HINDLOG_EFFECT_BYTES)` };
    if (kept.kind === "lost") this.#session.note("effects", `what the effect ${JSON.stringify(call.name)} gave is not kept: ${kept.data}`);
    this.#session.json({ type: "effect", ...call, ...how, ...kept });
  }

  #give<T>({ name }: Call, work: () => T, shape: Shape<Awaited<T>>): T {
    const { inputs } = this.#session;
    const past = this.#pastEffects();
    const isUnclear = shape.isInTurn !== true && this.#session.isOrderLost && isBeside(this.#session) && past.isOneOfMany(name);
    const row = past.take(name);
    if (row === undefined || row.kind === "lost" || isUnclear) {
      inputs.endBecause(whyNotGiven(name, row));
      return settled(work(), NOTHING);
    }
    if (row.when !== "now") return this.#settled(row, shape) as T;
    if (row.kind === "thrown") throw readError(row.data);
    return shape.give(readPlain(row.data), row.number);
  }

  #settled<T>(row: EffectRow, shape: Shape<T>): Promise<T> {
    const settle = (): T => {
      if (row.kind === "thrown") throw readError(row.data);
      return shape.give(readPlain(row.data), row.number);
    };
    if (row.kind === "open") return new Promise(() => undefined);
    if (row.when === "at once") return new Promise((resolve, reject) => new Jobs(row.after, () => settledBy(settle, { resolve, reject })));
    return new Promise<void>((resolve) => this.#order().add(row, resolve)).then(settle);
  }

  #pastEffects(): PastEffects {
    return (this.#past ??= new PastEffects(pastRows(this.#session.plan!).filter((row) => row.type === "effect")));
  }

  #order(): SettlingOrder {
    return (this.#settling ??= new SettlingOrder(this.#pastEffects(), () => this.#session.loseOrder()));
  }
}

/** Jobs of the language, counted from now on: as long as one follows another, the event loop does not go on. */
class Jobs {
  #count = 0;
  #last: number;
  readonly #then: (() => void) | undefined;

  /** @param last - how many are counted. @param then - what to do in that one */
  constructor(last: number = MOST_JOBS, then?: () => void) {
    this.#last = last;
    this.#then = then;
    this.#next();
  }

  get isGoingOn(): boolean {
    return this.#count < this.#last;
  }

  /** Counts no more. @returns how many there were */
  end(): number {
    this.#last = 0;
    return this.#count;
  }

  #next(): void {
    if (this.isGoingOn) queueMicrotask(this.#step);
    else this.#then?.();
  }

  readonly #step = (): void => {
    this.#count++;
    this.#next();
  };
}

function settledBy<T>(settle: () => T, { resolve, reject }: { readonly resolve: (value: T) => void; readonly reject: (reason: unknown) => void }): void {
  try {
    resolve(settle());
  } catch (error) {
    reject(error);
  }
}

type Call = Pick<EffectRow, "number" | "name">;
/** No promise was given. */
const NOW: How = { when: "now", after: 0 };
/** See {@link EffectRow.isAmong}. */
const AMONG = { isAmong: true } as const;

type How = Pick<EffectRow, "when" | "after" | "isAmong">;
type Outcome = Pick<EffectRow, "kind" | "data">;

interface Listener {
  /** @returns what the program goes on with */
  gave?(value: unknown): unknown;
  threw?(error: unknown): void;
}

const NOTHING: Listener = {};

/** What work gave; a promise of the same where it gave one, whether anybody listens or not. */
function settled<T>(given: T, { gave: onValue, threw: onError }: Listener): T {
  if (!isThenable(given)) return given;
  return Promise.resolve(given).then(
    (value) => (onValue === undefined ? value : onValue(value)),
    (error: unknown) => {
      onError?.(error);
      throw error;
    },
  ) as T;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (types.isPromise(value)) return true;
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}

/** Whatever the program throws or gives, looking at it throws nothing. */
function told(tell: () => Outcome): Outcome {
  try {
    return tell();
  } catch (error) {
    return { kind: "lost", data: `it could not be written (${error instanceof Error ? error.message : String(error)})` };
  }
}

function isStopped(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const name = isDom(error) ? error.name : plainMember(error, "name");
  return name === "AbortError" || name === "TimeoutError";
}

function gave(value: unknown): Outcome {
  const why = whyNotPlain(value);
  return why === null ? { kind: "value", data: writePlain(value) } : { kind: "lost", data: `${why} cannot be given again; let the effect return plain data` };
}

function whyNotGiven(name: string, row: EffectRow | undefined): string {
  const quoted = JSON.stringify(name);
  if (row === undefined) return `the past run kept nothing more of the effect ${quoted}, and a replay asks nobody`;
  if (row.kind === "lost") return `what the effect ${quoted} gave was not kept: ${row.data}`;
  return `several activities ask for an effect ${quoted}, and runs do not keep the order in which they went on: give them names of their own`;
}

function thrown(error: unknown, isOfLanguage = false): Outcome {
  const why = whyNoError(error, isOfLanguage);
  return why === null
    ? { kind: "thrown", data: writeError(error) }
    : { kind: "lost", data: `it threw ${why}, which cannot be made again; catch it in the effect` };
}
