/**
 * Where in the past run's records a replay is: a cursor that moves with the replay's records, jumps and boundaries.
 *
 * Invariants
 * 1. In step, the cursor stands before the first original record that the replay has neither emitted nor jumped over.
 * 2. Out of step (a record differed), nothing is compared until a boundary that both runs passed gives the place again.
 * 3. Where the order is lost in which activities went on, the cursor passes over records that may come elsewhere (lost-order.ts): they are
 *    compared with whichever of their statement is left, and where their value may be another, one that finds none is no difference.
 * 4. Where a boundary has a checkpoint, its time says what came before it. The contexts of records do not, where a generator emits them: they
 *    lie in the iteration in which it began.
 */
import type { CheckpointMeta } from "../../../runtime/format/checkpoint.ts";
import type { RecordEvent } from "../journal-events.ts";
import type { LostOrder } from "../order/lost-order.ts";

/** How a record of the replay compares. */
export type Comparison =
  | { readonly kind: "equal" }
  /** Nothing to compare with. */
  | { readonly kind: "lost" }
  | { readonly kind: "different"; readonly expected: RecordEvent | null };

/** Follows a replay through the records of the past run. */
export class Alignment {
  readonly #records: readonly RecordEvent[];
  readonly #sites: ReadonlySet<string>;
  readonly #lostOrder: Pick<LostOrder, "of">;
  #at = 0;
  #inStep = true;
  /** Records that may come in any order and have not come, by statement and value, the first ones last; null while the order is known. */
  #elsewhere: Map<string, RecordEvent[]> | null = null;
  /** Whether all of those whose values are known should come. */
  #isWhole = true;

  /** @param lostOrder - asked when the order is lost */
  constructor(records: readonly RecordEvent[], lostOrder: Pick<LostOrder, "of">) {
    this.#records = records;
    this.#lostOrder = lostOrder;
    const sites = new Set<string>();
    for (const record of records) for (const level of record.levels ?? []) sites.add(`${level.module}#${level.loop}`);
    this.#sites = sites;
  }

  /** The next record that is expected; null at the end. */
  get expected(): RecordEvent | null {
    if (this.#elsewhere !== null) while (this.#at < this.#records.length && this.#lostOrder.of(this.#records[this.#at]!) !== "kept") this.#at++;
    return this.#records[this.#at] ?? null;
  }

  get inStep(): boolean {
    return this.#inStep;
  }

  /** One that may come in any order and did not come; null where there is none, or where some were jumped over. */
  get leftOver(): RecordEvent | null {
    if (!this.#isWhole || this.#elsewhere === null) return null;
    for (const left of this.#elsewhere.values()) {
      const first = left.at(-1);
      if (first !== undefined && this.#lostOrder.of(first) === "moved") return first;
    }
    return null;
  }

  /** From here on it is not known in which order activities went on in the past run. */
  loseOrder(): void {
    if (this.#elsewhere !== null) return;
    this.#isWhole &&= this.#inStep;
    this.#elsewhere = new Map();
    const from = this.#inStep ? this.#at : 0;
    for (let index = this.#records.length - 1; index >= from; index--) {
      const record = this.#records[index]!;
      if (this.#lostOrder.of(record) === "kept") continue;
      const left = this.#elsewhere.get(valueOf(record));
      if (left === undefined) this.#elsewhere.set(valueOf(record), [record]);
      else left.push(record);
    }
  }

  /** Compares a record that the replay emitted. */
  record(found: RecordEvent): Comparison {
    if (!this.#inStep) return { kind: "lost" };
    const order = this.#elsewhere === null ? "kept" : this.#lostOrder.of(found);
    if (order !== "kept") return this.#anywhere(found, order);
    const expected = this.expected;
    if (expected !== null && this.#same(expected, found)) {
      this.#at++;
      return { kind: "equal" };
    }
    this.#inStep = false;
    return { kind: "different", expected };
  }

  #anywhere(found: RecordEvent, order: "moved" | "unknown"): Comparison {
    const left = this.#elsewhere?.get(valueOf(found)) ?? [];
    const index = left.findLastIndex((record) => this.#same(record, found));
    if (index < 0) return order === "moved" ? { kind: "different", expected: null } : { kind: "lost" };
    left.splice(index, 1);
    return { kind: "equal" };
  }

  /** The replay arrived by itself at a boundary. @returns the first record that should have come before and did not. */
  arrive(key: string, at: number | "exit", checkpoint: CheckpointMeta | undefined): RecordEvent | null {
    if (!this.#inStep) return null;
    const expected = this.expected;
    if (expected === null) return null;
    if (checkpoint === undefined ? !liesBefore(expected, key, at) : expected.atMs >= checkpoint.atMs) return null;
    this.#inStep = false;
    return expected;
  }

  /** What lies before this boundary was left out, or is over. */
  jumpTo(key: string, to: number | "exit", checkpoint: CheckpointMeta | undefined): void {
    this.#isWhole = false;
    this.moveTo(key, to, checkpoint);
  }

  /** The state is that of the past run at this boundary: whatever lies before it there is over. */
  moveTo(key: string, to: number | "exit", checkpoint: CheckpointMeta | undefined): void {
    const inStep = this.#inStep;
    this.#inStep = true;
    if (checkpoint !== undefined) {
      this.#at = countBefore(this.#records, checkpoint.atMs);
      return;
    }
    if (!inStep) this.#search(key, to);
    while (this.#at < this.#records.length && this.#over(this.#at, key, to)) this.#at++;
  }

  /** Whether record `index` lies before the boundary; one without a context does if one behind it does. */
  #over(index: number, key: string, to: number | "exit"): boolean {
    const records = this.#records;
    if (records[index]!.path !== null) return liesBefore(records[index]!, key, to);
    const known = records.findIndex((record, at) => at > index && record.path !== null);
    return known >= 0 && liesBefore(records[known]!, key, to);
  }

  #search(key: string, to: number | "exit"): void {
    const records = this.#records;
    let behind = -1;
    for (let index = 0; index < records.length; index++) {
      const iteration = iterationIn(records[index]!, key);
      if (iteration === null) continue;
      behind = index + 1;
      if (to !== "exit" && iteration >= to) {
        this.#at = index;
        return;
      }
    }
    if (behind >= 0) this.#at = behind;
  }

  /** Levels of loops that had no context in the past run were added by the insertion: they do not count, nor do entries below them. */
  #same(expected: RecordEvent, found: RecordEvent): boolean {
    if (expected.module !== found.module || expected.statement !== found.statement || expected.part !== found.part || expected.name !== found.name)
      return false;
    if (!sameBytes(expected.bytes, found.bytes)) return false;
    if (expected.path === found.path || expected.levels === null || found.levels === null) return true;
    let added = false;
    let index = 0;
    for (const level of found.levels) {
      if (!this.#sites.has(`${level.module}#${level.loop}`)) {
        added = true;
        continue;
      }
      const past = expected.levels[index++];
      if (past === undefined || past.module !== level.module || past.loop !== level.loop || past.iteration !== level.iteration) return false;
      if (!added && past.entry !== level.entry) return false;
    }
    return index === expected.levels.length;
  }
}

/** Iteration of the activation `key` that a record lies in; null where it lies elsewhere. */
function iterationIn(record: RecordEvent, key: string): number | null {
  return record.path === null ? null : iterationOf(record.path, key);
}

/** Iteration of the activation `key` that a context path goes through; null where it does not. */
export function iterationOf(path: string, key: string): number | null {
  if (!path.startsWith(key) || path[key.length] !== "@") return null;
  const end = path.indexOf("/", key.length);
  return Number(path.slice(key.length + 1, end < 0 ? undefined : end));
}

function valueOf({ module, statement, part, bytes }: RecordEvent): string {
  return `${module}#${statement}.${part} ${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1")}`;
}

function liesBefore(record: RecordEvent, key: string, to: number | "exit"): boolean {
  const iteration = iterationIn(record, key);
  return iteration !== null && (to === "exit" || iteration < to);
}

function countBefore(records: readonly RecordEvent[], atMs: number): number {
  const index = records.findIndex((record) => record.atMs >= atMs);
  return index < 0 ? records.length : index;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
