/** `hindlog dataframe NAMES...`: what was logged, and what backfills found, as rows. */
import type { Command } from "commander";
import type { DataColumn, Dataframe, RowMeta } from "../history/index.ts";
import { formatOption, type Format } from "./format.ts";
import { verdictLegend, withMark } from "./output/verdicts.ts";
import { formatRows, Label, Missing, type RowSet } from "./output/rows.ts";
import { withHistory } from "./with-history.ts";

interface DataframeVerbOptions {
  readonly where?: string;
  readonly format: Format;
}

export function addDataframe(program: Command): void {
  program
    .command("dataframe")
    .summary("print logged values as rows")
    .description(
      "Prints one row for each deepest loop iteration that any of the names was logged in, with the run, the loops and one column a name. Names may be arguments too.",
    )
    .argument("<names...>", "names of log records, arguments, or columns of runs such as seed")
    .option("--where <condition>", "only rows for which this holds: comparisons of names, arguments and loops with and, or, not")
    .addOption(formatOption("table", "json", "csv"))
    .addHelpText(
      "after",
      "\nExamples:\n  hindlog dataframe loss accuracy\n  hindlog dataframe rate loss --where 'rate > 0.01 and epoch < 5'\n  hindlog dataframe loss --format csv > loss.csv\n" +
        "\nA table rounds numbers and marks backfilled values; json is exact and typed;\ncsv is exact but for text that a spreadsheet would run.",
    )
    .action((names: string[], options: DataframeVerbOptions) =>
      withHistory(async (history) => {
        const frame = await history.dataframe(names, { where: options.where });
        process.stdout.write(dataframeText(frame, options.format));
      }),
    );
}

/** The rows in a format; a table has a legend below it where it holds backfilled values. */
function dataframeText(frame: Dataframe, format: Format): string {
  if (format === "json") return formatRows(exact(frame), "json");
  if (format === "csv") return formatRows(cells(frame, frame.columns), "csv");
  const columns = frame.columns.filter((column) => isWorthReading(frame, column));
  const marked = { columns: columns.map((column) => column.name), rows: frame.rows.map((_, row) => columns.map((column) => markedCell(frame, row, column))) };
  return frame.rows.length === 0 ? "no rows\n" : formatRows(marked, "table") + verdictLegend(frame.meta.flatMap((meta) => Object.values(meta.cells)));
}

/** A table leaves out the start of a run, which `hindlog runs` has, and loop variables that only count iterations. */
function isWorthReading(frame: Dataframe, column: DataColumn): boolean {
  if (column.kind !== "loop-value") return column.name !== "started";
  return frame.rows.some((row) => row[column.name] !== row[column.of]);
}

function cells(frame: Dataframe, columns: readonly DataColumn[]): RowSet {
  return { columns: columns.map((column) => column.name), rows: frame.rows.map((_, row) => columns.map((column) => cell(frame, row, column))) };
}

function cell(frame: Dataframe, row: number, column: DataColumn): unknown {
  const value = frame.rows[row]?.[column.name];
  const meta = frame.meta[row]?.cells[column.name];
  if (meta?.state === "missing") return new Missing(meta.why.replace("-", " "));
  if (column.kind === "run" && typeof value === "string") return new Label(value);
  return isStructure(column) && value === null ? new Missing("") : value;
}

function markedCell(frame: Dataframe, row: number, column: DataColumn): unknown {
  const plain = cell(frame, row, column);
  const meta = frame.meta[row]?.cells[column.name];
  return meta?.state === "value" && meta.verdict !== null ? withMark(plain, meta.verdict) : plain;
}

function isStructure(column: DataColumn): boolean {
  return column.kind !== "arg" && column.kind !== "log";
}

/** Every row as it is, and beside it, under names that no program uses, what is known about its cells. */
function exact(frame: Dataframe): RowSet {
  const plain = cells(frame, frame.columns);
  const about = [
    ["$verdicts", verdictsOf],
    ["$missing", missingOf],
  ] as const;
  return {
    columns: [...plain.columns, ...about.map(([name]) => name)],
    rows: plain.rows.map((row, index) => [...row, ...about.map(([, of]) => orMissing(of(frame.meta[index])))]),
  };
}

function verdictsOf(meta: RowMeta | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(meta?.cells ?? {}).flatMap(([name, known]) => (known.state === "value" && known.verdict !== null ? [[name, known.verdict]] : [])),
  );
}

function missingOf(meta: RowMeta | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(meta?.cells ?? {}).flatMap(([name, known]) =>
      known.state === "missing" ? [[name, known.reason === null ? known.why : `${known.why}: ${known.reason}`]] : [],
    ),
  );
}

function orMissing(record: Record<string, string>): unknown {
  return Object.keys(record).length === 0 ? new Missing("") : record;
}
