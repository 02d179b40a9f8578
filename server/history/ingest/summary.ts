/**
 * Roll-ups of one strand of a run, one for each name and source, kept while rows stream by.
 *
 * Invariant: count, min, max, mean, last and sketch depend on the values and their order alone, not on how they were split over ingests.
 */
import { addToSketch, newSketch, type Sketch } from "../sketch.ts";
import type { Connection } from "../sqlite.ts";
import { nativeColumns, type ValueColumns } from "../native-value.ts";
import { insertMany, type BulkRow } from "../bulk.ts";

/** A value as {@link Summaries.add} needs it. */
export interface SummaryValue {
  readonly columns: ValueColumns;
  /** The number it is; NaN for what is no number. Only finite ones go into min, max, mean and sketch. */
  readonly number: number;
  readonly verdict: string | null;
}

/** Which roll-ups. */
export interface SummaryScope {
  readonly runKey: number;
  readonly strand: number;
  readonly source: "recorded" | "backfilled";
}

interface Summary {
  count: number;
  numbers: number;
  min: number;
  max: number;
  sum: number;
  sketch: Sketch;
  last: ValueColumns;
  verdicts: { verified: number; diverged: number; unverifiable: number };
}

/** Roll-ups that rows are added to and that are then written. */
export class Summaries {
  readonly #scope: SummaryScope;
  readonly #byName = new Map<string, Summary>();

  constructor(scope: SummaryScope) {
    this.#scope = scope;
  }

  /** Continues the roll-ups of the names that are already in the database. */
  static async load(connection: Connection, scope: SummaryScope): Promise<Summaries> {
    const summaries = new Summaries(scope);
    const rows = await connection.all<StoredSummary>("SELECT * FROM summaries WHERE run_key = ? AND strand = ? AND source = ?", [
      scope.runKey,
      scope.strand,
      scope.source,
    ]);
    for (const row of rows) summaries.#byName.set(row.value_name, restore(row));
    return summaries;
  }

  add(name: string, value: SummaryValue): void {
    let summary = this.#byName.get(name);
    if (summary === undefined) {
      summary = {
        count: 0,
        numbers: 0,
        min: Number.POSITIVE_INFINITY,
        max: Number.NEGATIVE_INFINITY,
        sum: 0,
        sketch: newSketch(),
        last: value.columns,
        verdicts: { verified: 0, diverged: 0, unverifiable: 0 },
      };
      this.#byName.set(name, summary);
    }
    summary.count++;
    summary.last = value.columns;
    if (Number.isFinite(value.number)) {
      summary.numbers++;
      addToSketch(summary.sketch, value.number);
      summary.min = Math.min(summary.min, value.number);
      summary.max = Math.max(summary.max, value.number);
      summary.sum += value.number;
    }
    if (value.verdict !== null && value.verdict in summary.verdicts) summary.verdicts[value.verdict as keyof Summary["verdicts"]]++;
  }

  /** Writes all of them over what was there. */
  async save(connection: Connection): Promise<void> {
    const { runKey, strand, source } = this.#scope;
    await connection.run("DELETE FROM summaries WHERE run_key = ? AND strand = ? AND source = ?", [runKey, strand, source]);
    const rows = [...this.#byName].map(([name, summary]): BulkRow => {
      const { last, verdicts } = summary;
      return [
        name,
        runKey,
        source,
        strand,
        summary.count,
        summary.numbers,
        last.type,
        last.native,
        last.power,
        last.exact,
        JSON.stringify(summary.sketch),
        verdicts.verified,
        verdicts.diverged,
        verdicts.unverifiable,
      ];
    });
    await insertMany(
      connection,
      TARGET,
      rows.map((row) => [...row, 0]),
    );
    for (const [name, summary] of this.#byName) await this.#saveNumbers(connection, name, summary);
  }

  /** Numbers that must be exact go as parameters. */
  async #saveNumbers(connection: Connection, name: string, summary: Summary): Promise<void> {
    const { runKey, strand, source } = this.#scope;
    const finite = summary.min <= summary.max;
    const mean = finite ? summary.sum / summary.numbers : null;
    await connection.run("UPDATE summaries SET min = ?, max = ?, sum = ?, mean = ? WHERE value_name = ? AND run_key = ? AND source = ? AND strand = ?", [
      finite ? summary.min : null,
      finite ? summary.max : null,
      summary.sum,
      mean,
      name,
      runKey,
      source,
      strand,
    ]);
  }
}

const TARGET = {
  table: "summaries",
  columns: [
    "value_name",
    "run_key",
    "source",
    "strand",
    "count",
    "numbers",
    "last_type",
    { value: "last", exact: "last_exact" },
    "sketch",
    "verified",
    "diverged",
    "unverifiable",
    "sum",
  ],
} as const;

interface StoredSummary {
  readonly value_name: string;
  readonly count: number;
  readonly numbers: number;
  readonly last_type: ValueColumns["type"];
  readonly last: string | number | null;
  readonly last_exact: Buffer | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly sum: number;
  readonly sketch: string;
  readonly verified: number;
  readonly diverged: number;
  readonly unverifiable: number;
}

function restore(row: StoredSummary): Summary {
  return {
    count: row.count,
    numbers: row.numbers,
    min: row.min ?? Number.POSITIVE_INFINITY,
    max: row.max ?? Number.NEGATIVE_INFINITY,
    sum: row.sum,
    sketch: JSON.parse(row.sketch) as Sketch,
    last: { ...nativeColumns(row.last), type: row.last_type, exact: row.last_exact?.toString("hex") ?? null },
    verdicts: { verified: row.verified, diverged: row.diverged, unverifiable: row.unverifiable },
  };
}
