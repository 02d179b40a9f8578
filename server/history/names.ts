/** The values of one name in every run, from roll-ups; for hover. */
import { sketchMeans, type Sketch } from "./sketch.ts";
import { fromColumns } from "./native-value.ts";
import { argsByRun, versionNumbers } from "./runs.ts";
import type { Connection } from "./sqlite.ts";
import { loadRunFacts } from "./dataframe/run-facts.ts";
import type { CellMeta } from "./dataframe/types.ts";

/** Roll-up of the values of one name in one run from one source. */
export interface ValueSummary {
  /** Values of any type. */
  readonly count: number;
  /** Finite numbers among them; min, max, mean and sketch are about these. */
  readonly numbers: number;
  readonly last: unknown;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** Up to 64 means of equal stretches, oldest first; for a sparkline. */
  readonly sketch: readonly number[];
  /** How many values have which verdict; all 0 for recorded ones. */
  readonly verdicts: { readonly verified: number; readonly diverged: number; readonly unverifiable: number };
}

/** The values of one name in one run. */
export interface NameHistory {
  readonly run: string;
  readonly startedAt: string;
  readonly status: "running" | "finished" | "killed";
  readonly version: string | null;
  readonly versionNumber: number | null;
  readonly args: Readonly<Record<string, string | number | boolean | null>>;
  readonly recorded: ValueSummary | null;
  readonly backfilled: ValueSummary | null;
  /** Why there is neither; null where there is one. */
  readonly missing: (CellMeta & { state: "missing" }) | null;
}

/** All names that were recorded or backfilled, or that a recorded version could log; sorted. */
export async function listNames(connection: Connection): Promise<string[]> {
  const rows = await connection.all<{ name: string }>("SELECT DISTINCT value_name AS name FROM summaries ORDER BY 1");
  return rows.map((row) => row.name);
}

/** Which runs {@link loadNameHistory} tells about. */
export interface NameFilter {
  /** Ids of runs or parts of them; all where not given. */
  readonly runs?: readonly string[];
}

interface SummaryRow {
  readonly run_key: number;
  readonly source: "recorded" | "backfilled";
  readonly count: number;
  readonly numbers: number;
  readonly last_type: string;
  readonly last: unknown;
  readonly last_exact: Uint8Array | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly sum: number;
  readonly sketch: string;
  readonly verified: number;
  readonly diverged: number;
  readonly unverifiable: number;
}

/** The values of a name in every run, by start; runs without it say why. Reads roll-ups only, whatever the number of values. */
export async function loadNameHistory(connection: Connection, name: string, filter: NameFilter = {}): Promise<NameHistory[]> {
  const rows = await connection.all<SummaryRow>("SELECT * FROM summaries WHERE value_name = ? ORDER BY run_key, source, strand", [name]);
  const numbers = await versionNumbers(connection);
  const args = await argsByRun(connection);
  const runs = await loadRunFacts(connection, [name], filter.runs);
  return runs.map((run): NameHistory => {
    const own = (source: string): ValueSummary | null => combine(rows.filter((row) => row.run_key === run.runKey && row.source === source));
    const [recorded, backfilled] = [own("recorded"), own("backfilled")];
    const why = run.missing(name);
    const version = run.columns["versionId"] as string | null;
    return {
      run: run.id,
      startedAt: run.columns["started"] as string,
      status: run.columns["status"] as NameHistory["status"],
      version,
      versionNumber: version === null ? null : (numbers.get(version) ?? null),
      args: args.get(run.runKey) ?? {},
      recorded,
      backfilled,
      missing: recorded === null && backfilled === null && why.state === "missing" ? why : null,
    };
  });
}

function combine(strands: readonly SummaryRow[]): ValueSummary | null {
  const last = strands.at(-1);
  if (last === undefined) return null;
  const total = (pick: (row: SummaryRow) => number): number => strands.reduce((sum, row) => sum + pick(row), 0);
  const numbers = total((row) => row.numbers);
  return {
    count: total((row) => row.count),
    numbers,
    last: fromColumns(last.last_type, last.last, last.last_exact),
    min: numbers === 0 ? null : Math.min(...strands.map((row) => row.min ?? Number.POSITIVE_INFINITY)),
    max: numbers === 0 ? null : Math.max(...strands.map((row) => row.max ?? Number.NEGATIVE_INFINITY)),
    mean: numbers === 0 ? null : total((row) => row.sum) / numbers,
    sketch: strands.flatMap((row) => sketchMeans(JSON.parse(row.sketch) as Sketch)),
    verdicts: { verified: total((row) => row.verified), diverged: total((row) => row.diverged), unverifiable: total((row) => row.unverifiable) },
  };
}
