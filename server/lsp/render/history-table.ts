/** The hover's table: what one log statement logged in each past run. Pure: rows in, lines of plain text out. */
import { clip, visible } from "../../render/escape.ts";
import { numberCell, valueCell, whenCell } from "../../render/cells.ts";
import { sparkline } from "./sparkline.ts";
import { tableLines, type Column } from "../../render/table.ts";

/** Rows shown of each kind; older ones are counted. */
const SHOWN_ROWS = 20;
/** Columns of a terminal that a sparkline takes at most. */
const TREND_COLUMNS = 10;
/** Arguments that get a column. */
const SHOWN_ARGS = 3;

/** What a statement logged in one run. */
export interface HistoryRow {
  readonly run: string;
  readonly version: string;
  readonly startedAt: Date;
  /** Arguments of the run, by name. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly source: "recorded" | "backfilled";
  /** Backfilled rows: what is known about the values. */
  readonly verdict: string;
  readonly count: number;
  /** Any logged value. */
  readonly last: unknown;
  /** Null where no value is a number. */
  readonly min: number | null;
  readonly max: number | null;
  /** Numbers in order of emission, thinned. */
  readonly sketch: readonly number[];
  /** What was logged, where that is not what the statement logs today; else null. */
  readonly expression: string | null;
}

/**
 * Lines of the table: a summary, recorded rows, backfilled ones, newest run first in each. What is the same in all rows is said once.
 *
 * @param name - the record name, any text
 * @param rows - in any order; none gives []
 * @param now - the moment the table is read
 */
export function historyTable(name: string, rows: readonly HistoryRow[], now: Date): string[] {
  if (rows.length === 0) return [];
  const newest = [...rows].sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime() || (a.run < b.run ? 1 : -1));
  const recorded = newest.filter((row) => row.source === "recorded");
  const backfilled = newest.filter((row) => row.source === "backfilled");
  const shown = [...recorded.slice(0, SHOWN_ROWS), ...backfilled.slice(0, SHOWN_ROWS)];
  const [head = "", ...lines] = tableLines(columns(shown, differingArgs(newest), now));
  const split = Math.min(recorded.length, SHOWN_ROWS);
  const title = `${clip(visible(name), 60)}: ${summary(newest, backfilled.length)}`;
  if (backfilled.length === 0) return [title, "", head, ...withRest(lines, recorded.length)];
  const first = recorded.length === 0 ? [] : ["recorded", ...withRest(lines.slice(0, split), recorded.length)];
  return [title, "", head, ...first, "backfilled", ...withRest(lines.slice(split), backfilled.length)];
}

function withRest(lines: readonly string[], count: number): string[] {
  return count > lines.length ? [...lines, `and ${counted(count - lines.length, "older run")}`] : [...lines];
}

function summary(rows: readonly HistoryRow[], backfilled: number): string {
  const runs = new Set(rows.map((row) => row.run)).size;
  const versions = new Set(rows.map((row) => row.version)).size;
  const text = [counted(runs, "run"), counted(versions, "version")];
  if (backfilled > 0) text.push(`${backfilled} backfilled`);
  if (haveSameCount(rows)) text.push(`${counted(rows[0]?.count ?? 0, "value")} each`);
  return text.join(", ");
}

function haveSameCount(rows: readonly HistoryRow[]): boolean {
  return rows.every((row) => row.count === rows[0]?.count);
}

/** `1 run`, `2 runs`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function columns(rows: readonly HistoryRow[], args: readonly string[], now: Date): Column[] {
  const left = (head: string, cell: (row: HistoryRow) => string): Column => ({ head, cells: rows.map(cell), align: "left" });
  const right = (head: string, cell: (row: HistoryRow) => string): Column => ({ head, cells: rows.map(cell), align: "right" });
  // Where each run logged the value once, the lowest and highest say nothing.
  const spread = rows.some((row) => row.count > 1);
  const sameCount = haveSameCount(rows);
  return [
    left("run", (row) => visible(row.run)),
    left("version", (row) => visible(row.version)),
    left("when", (row) => whenCell(row.startedAt, now)),
    ...args.map((arg) => right(clip(visible(arg), 12), (row) => (Object.hasOwn(row.args, arg) ? clip(valueCell(row.args[arg]), 12) : ""))),
    right("last", (row) => valueCell(row.last)),
    right("min", (row) => (spread && row.min !== null ? numberCell(row.min) : "")),
    right("max", (row) => (spread && row.max !== null ? numberCell(row.max) : "")),
    right("count", (row) => (sameCount ? "" : String(row.count))),
    left("trend", (row) => (row.sketch.length > 1 ? sparkline(row.sketch, TREND_COLUMNS) : "")),
    left("logged", (row) => (row.expression === null ? "" : clip(visible(row.expression), 30))),
    left("verdict", (row) => (row.source === "backfilled" ? clip(visible(row.verdict), 40) : "")),
  ];
}

/** Names of the first arguments whose values differ between the runs; an argument that only some runs had differs. */
function differingArgs(rows: readonly HistoryRow[]): string[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.args)))];
  const differs = (name: string): boolean => new Set(rows.map((row) => (Object.hasOwn(row.args, name) ? valueCell(row.args[name]) : ""))).size > 1;
  return names.filter(differs).slice(0, SHOWN_ARGS);
}
