/** Rows in the format that was asked for. */
import { clip, visible } from "../../render/escape.ts";
import { valueCell } from "../../render/cells.ts";
import { tableLines } from "../../render/table.ts";
import type { Format } from "../format.ts";
import { csv } from "./csv.ts";
import { toJson } from "./json.ts";

/** Columns of a terminal that one text cell takes at most. */
const TEXT_COLUMNS = 60;

/** A cell without a value, and why; JSON leaves it out, a table writes the reason. */
export class Missing {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

/** Text that is shown as it is, where a logged string would be quoted. */
export class Label {
  readonly text: string;
  /** Whether it stands on the right as numbers do. */
  readonly isNumeric: boolean;
  constructor(text: string, isNumeric = false) {
    this.text = text;
    this.isNumeric = isNumeric;
  }
}

/** A table of decoded values by column. */
export interface RowSet {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** The text of the rows, with a line end behind each line. */
export function formatRows(set: RowSet, format: Format): string {
  if (format === "csv")
    return csv(
      set.columns,
      set.rows.map((row) => row.map(plain)),
    );
  if (format === "json") return jsonRows(set);
  return tableLines(
    set.columns.map((column, index) =>
      tableColumn(
        column,
        set.rows.map((row) => row[index]),
      ),
    ),
  )
    .map((line) => `${line}\n`)
    .join("");
}

function plain(cell: unknown): unknown {
  if (cell instanceof Missing) return undefined;
  return cell instanceof Label ? cell.text : cell;
}

/** One object a line: long results can be read by eye and by line-based tools. */
function jsonRows({ columns, rows }: RowSet): string {
  const objects = rows.map((row) => {
    const cells = columns.flatMap((column, index) => (row[index] instanceof Missing ? [] : [[column, toJson(plain(row[index]))] as const]));
    return JSON.stringify(Object.fromEntries(cells));
  });
  return objects.length === 0 ? "[]\n" : `[\n${objects.join(",\n")}\n]\n`;
}

function tableColumn(head: string, cells: readonly unknown[]): Parameters<typeof tableLines>[0][number] {
  const numeric = cells.every((cell) => typeof cell === "number" || cell === null || cell instanceof Missing || (cell instanceof Label && cell.isNumeric));
  return { head: clip(visible(head), TEXT_COLUMNS), cells: cells.map(text), align: numeric ? "right" : "left" };
}

function text(cell: unknown): string {
  if (cell instanceof Missing) return cell.reason;
  return cell instanceof Label ? clip(visible(cell.text), TEXT_COLUMNS) : valueCell(cell);
}
