/** What the past run kept of its effects, for a replay. */
import type { EffectRow } from "../format/journal-rows.ts";

/** The rows of a run, and how far a replay has come in them. */
export class PastEffects {
  /** Those that settled in a later turn than they were asked for in, in the order in which they settled. */
  readonly #later: readonly EffectRow[];
  /** By name, in the order in which they were asked for. */
  readonly #byName = new Map<string, EffectRow[]>();
  readonly #taken = new Set<EffectRow>();
  #next = 0;
  #from = 0;

  /** @param rows - in the order in which they settled */
  constructor(rows: readonly EffectRow[]) {
    this.#later = rows.filter((row) => row.when === "later");
    for (const row of rows.toSorted((one, other) => one.number - other.number)) {
      const named = this.#byName.get(row.name);
      if (named === undefined) this.#byName.set(row.name, [row]);
      else named.push(row);
    }
  }

  /** Those before `number` are over, but for the ones that were asked for and have not settled. */
  leaveOut(number: number): void {
    this.#from = number;
  }

  /** Whether those of this name that are left gave different things. */
  isOneOfMany(name: string): boolean {
    const left = (this.#byName.get(name) ?? []).filter((row) => row.number >= this.#from);
    return left.some((row) => row.kind !== left[0]!.kind || row.data !== left[0]!.data);
  }

  /** The first of this name that was not asked for yet. */
  take(name: string): EffectRow | undefined {
    const named = this.#byName.get(name) ?? [];
    for (let row = named.shift(); row !== undefined; row = named.shift()) {
      if (row.number < this.#from) continue;
      this.#taken.add(row);
      return row;
    }
    return undefined;
  }

  /** What settles next, where it has been asked for. @param waiting - by number, what has been asked for and has not settled */
  next<T>(waiting: ReadonlyMap<number, T>): T | undefined {
    for (let row = this.#later[this.#next]; row !== undefined; row = this.#later[++this.#next]) {
      const found = waiting.get(row.number);
      if (found !== undefined) return found;
      if (row.number >= this.#from && !this.#taken.has(row)) return undefined;
    }
    return undefined;
  }
}
