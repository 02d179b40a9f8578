/**
 * Clocks, random bytes, random names of folders and numbers of open files: kept while recording, given back in a replay, so that elapsed times and ids come out equal. Effects are counted beside them (effects.ts).
 *
 * Invariants
 * 1. Inputs are numbered by kind; the numbers are part of every checkpoint, so a restored boundary goes on with the right ones.
 * 2. What an inserted statement reads is looked at and not taken (aside).
 * 3. Behind the last input that was kept nothing of a replay may be used; it says so once.
 */
import { types } from "node:util";
import { writeInputRow, writeRepeatRow } from "./format/journal.ts";
import { EFFECTS, FILE_NUMBER, INPUT_KINDS, NEW_FOLDER, type InputKind } from "./format/journal-rows.ts";
import { FileNumbers } from "./file-numbers.ts";
import type { ReplayPlan } from "./format/replay-plan.ts";
import { namedAsThen } from "./new-folder.ts";
import { pastRows } from "./past-rows.ts";
import type { Journal } from "./journal/journal.ts";
import type { Session } from "./session.ts";

const ASKED = Symbol.for("hindlog.replay.asked");

/** Bytes of inputs that one run keeps (HINDLOG_INPUT_BYTES). */
const BUDGET = Number(process.env["HINDLOG_INPUT_BYTES"] ?? 2 ** 26);

/** The inputs of a session. */
export class Inputs {
  /** How many of each kind were read, and how many effects were asked for. */
  readonly counts: Int32Array = new Int32Array(INPUT_KINDS);
  readonly #session: Session;
  #kept: (readonly unknown[])[] | null = null;
  #bytes = 0;
  /** By kind: what was kept last, and how often it was read again since. */
  readonly #last: unknown[] = [];
  readonly #repeats: Uint32Array = new Uint32Array(INPUT_KINDS);
  #isRepeated = false;
  #ended = false;
  #isMoreAsked = false;
  readonly #fileNumbers = new FileNumbers();
  readonly #aside: { readonly counts: Int32Array; readonly random: Int32Array; readonly holes: number }[] = [];

  /** What notes in a replay that a clock was asked, or random bytes (guard-inputs.ts). */
  readonly #asked = (globalThis as { [ASKED]?: ((isKept: boolean) => void) & { readonly clocks: readonly unknown[] } })[ASKED];

  constructor(session: Session) {
    this.#session = session;
  }

  /** What was asked by now and not handed over here is kept by no run. */
  tellUnkept(): void {
    this.#asked?.(false);
  }

  /** @returns what the program goes on with: `value` while recording, what the past run got in a replay. */
  read<T>(kind: InputKind, value: T): T {
    if (kind < EFFECTS) this.#asked?.(true);
    if (!this.isCounted) return value;
    const number = this.counts[kind]!++;
    return this.#session.mode === "record" ? this.keep(kind, value) : this.past(kind, number, value);
  }

  /** Whether a replay has what `clock`, a function, would be asked for: then it need not be asked, which takes a replay long (guard-inputs.ts). */
  isKept(kind: InputKind, clock: unknown): boolean {
    if (this.#session.mode !== "replay" || !this.isCounted || this.#asked?.clocks.includes(clock) !== true) return false;
    if (this.counts[kind]! >= this.pastOf(kind).length) return false;
    // The clock that was asked before this one is not the one that is handed over.
    this.tellUnkept();
    return true;
  }

  /** The program is about to open a file: a replay gives it the number of the past run. @returns the kind of that number */
  opening(): InputKind {
    if (!this.isCounted || this.#session.mode === "record" || this.isAside) return FILE_NUMBER;
    const past = this.pastOf(FILE_NUMBER)[this.counts[FILE_NUMBER]!];
    if (typeof past === "number") this.#fileNumbers.reserve(past);
    return FILE_NUMBER;
  }

  private get isCounted(): boolean {
    return this.#session.main && this.#session.mode !== "off" && !this.#session.effects.isInside;
  }

  /** An inserted statement begins: what it draws and reads is undone at its end. */
  beginAside(): void {
    this.#aside.push({ counts: this.counts.slice(), random: this.#session.random.slice(), holes: this.#session.holes.length });
  }

  endAside(): void {
    const saved = this.#aside.pop();
    if (saved === undefined) return;
    this.counts.set(saved.counts);
    this.#session.random.set(saved.random);
    // Left there where it threw.
    this.#session.holes.length = saved.holes;
  }

  private keep<T>(kind: InputKind, value: T): T {
    if (this.#ended) return value;
    const { journal } = this.#session;
    if (journal === null) return value;
    const kept = plain(value);
    if (typeof kept === "number" && this.#last[kind] === kept) {
      this.#repeats[kind]!++;
      if (!this.#isRepeated) journal.beforeNext(() => this.tellRepeats(journal));
      this.#isRepeated = true;
      return value;
    }
    const out = journal.begin();
    this.#last[kind] = kept;
    writeInputRow(out, kind, kept);
    this.#bytes += out.length - out.start;
    journal.commit();
    if (this.#bytes > BUDGET) {
      this.#ended = true;
      this.#session.note(
        "inputs",
        `clocks and random bytes of this run are kept up to ${BUDGET} bytes (HINDLOG_INPUT_BYTES); what is behind cannot be verified`,
      );
    }
    return value;
  }

  /** Clocks give one time very often: how often is written before the next row of any kind. */
  private tellRepeats(journal: Journal): void {
    this.#isRepeated = false;
    for (let kind = 0; kind < INPUT_KINDS; kind++) {
      const count = this.#repeats[kind]!;
      if (count === 0) continue;
      this.#repeats[kind] = 0;
      const out = journal.begin();
      writeRepeatRow(out, kind, count);
      this.#bytes += out.length - out.start;
      journal.commit();
    }
  }

  /** Nothing of this replay may be used from here on. */
  endBecause(reason: string): void {
    if (this.#ended || this.isAside) return;
    this.#ended = true;
    this.#session.json({ type: "inputs-ended", reason });
  }

  /** An inserted statement is being executed. */
  get isAside(): boolean {
    return this.#aside.length > 0;
  }

  /** What a boundary keeps of this. Kinds that came later are left out where there were none: checkpoints of runs before there were any stay comparable. */
  written(): string {
    const used = this.counts.findLastIndex((count) => count > 0) + 1;
    return this.counts.subarray(0, Math.max(used, EFFECTS)).join();
  }

  /** @param text - what {@link written} gave */
  restore(text: string): void {
    this.counts.fill(0);
    this.counts.set(text.split(",").map(Number));
    if (this.counts[EFFECTS]! > 0) this.#session.effects.jumpTo(this.counts[EFFECTS]!);
  }

  private past<T>(kind: InputKind, number: number, value: T): T {
    const kept = this.pastOf(kind);
    if (kind === FILE_NUMBER && !this.isAside) this.#fileNumbers.given(value, kept[number]);
    if (number < kept.length) {
      if (kind === FILE_NUMBER) return value;
      if (kind === NEW_FOLDER) return (this.isAside ? value : namedAsThen(value, kept[number])) as T;
      return likeNow(value, kept[number]) as T;
    }
    // Runs of older releases kept none.
    if (kind === FILE_NUMBER && kept.length === 0) return value;
    this.#askMore(`the past run kept ${kept.length} of its ${INPUT_NAMES[kind]}, and the replay asks for more`);
    return value;
  }

  private pastOf(kind: InputKind): readonly unknown[] {
    this.#kept ??= keptByKind(this.#session.plan!);
    return this.#kept[kind]!;
  }

  /** Where the order is lost it may have asked less often then, which is for the judge to say. */
  #askMore(reason: string): void {
    if (!this.#session.isOrderLost) return this.endBecause(reason);
    if (this.#isMoreAsked || this.#ended || this.isAside) return;
    this.#isMoreAsked = true;
    this.#session.json({ type: "inputs-ended", reason, isOrderLost: true });
  }
}

const INPUT_NAMES = [
  "clock readings",
  "dates",
  "dates",
  "clock readings",
  "clock readings",
  "clock readings",
  "clock readings",
  "random ids",
  "random bytes",
  "random values",
  "effects",
  "names of new folders",
  "numbers of open files",
] as const;

const { getTime, setTime } = Date.prototype;

/** What is written: dates as numbers, bytes as bytes; undefined for an object of the program's own (a clock that it has replaced). */
function plain(value: unknown): unknown {
  if (types.isDate(value)) return getTime.call(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
  return typeof value === "function" || (typeof value === "object" && !Array.isArray(value)) ? undefined : value;
}

/** The past value in the object that the program has just been given. */
function likeNow(value: unknown, past: unknown): unknown {
  if (past === undefined) return value;
  if (types.isDate(value)) {
    setTime.call(value, past as number);
    return value;
  }
  if (!ArrayBuffer.isView(value)) return past;
  new Uint8Array(value.buffer, value.byteOffset, value.byteLength).set(past as Uint8Array);
  return value;
}

function keptByKind(plan: ReplayPlan): unknown[][] {
  const kept: unknown[][] = Array.from({ length: INPUT_KINDS }, () => []);
  for (const row of pastRows(plan)) {
    if (row.type === "effect") continue;
    const values = kept[row.kind]!;
    if (row.type === "input") values.push(row.value);
    else for (let left = row.count; left > 0; left--) values.push(values.at(-1));
  }
  return kept;
}
