/** What a dataframe is made of. */
import type { CellVerdict } from "../replay-result.ts";

/** Why a cell has no value. */
export type MissingReason =
  /** The run's version has no such statement. */
  | "not-logged"
  /** It has, but execution did not come to it in this context. */
  | "not-reached"
  /** The run, or a replay that looks for it, is still going on. */
  | "pending"
  /** A replay looked for it and could not give it; `reason` says why. */
  | "unrecoverable";

/** What is known about one cell. */
export type CellMeta =
  | {
      readonly state: "value";
      readonly source: "recorded" | "backfilled";
      readonly verdict: CellVerdict | null;
      readonly reason: string | null;
      readonly level: number | null;
    }
  | { readonly state: "missing"; readonly why: MissingReason; readonly reason: string | null };

/** One column. */
export interface DataColumn {
  /** Key of the column in the rows. */
  readonly name: string;
  readonly kind: "run" | "loop" | "loop-entry" | "loop-value" | "occurrence" | "arg" | "log";
  /** Name of the run property, loop, argument or log record that it shows. */
  readonly of: string;
  /** True for the column of backfilled values that stands beside the recorded ones of the same name. */
  readonly backfilled: boolean;
}

/** One row by column name. A missing cell is null; what it means is in {@link RowMeta.cells}. Values have their JavaScript type. */
export type DataRow = Record<string, unknown>;

/** What belongs to a row beside its values. */
export interface RowMeta {
  readonly run: string;
  /** Context path (key.ts); null where the context is not known. */
  readonly path: string | null;
  /** For each column of kind `log` or `arg`. */
  readonly cells: Readonly<Record<string, CellMeta>>;
}

/** A table of named values over runs. */
export interface Dataframe {
  readonly columns: readonly DataColumn[];
  readonly rows: readonly DataRow[];
  /** Parallel to `rows`. */
  readonly meta: readonly RowMeta[];
}

/** What to leave out. */
export interface DataframeOptions {
  /** A condition over columns, arguments and names (where/parse.ts). */
  readonly where?: string | undefined;
  /** Ids of runs, or parts of ids; all runs where not given. */
  readonly runs?: readonly string[] | undefined;
}
