import { widthOf } from "./width.ts";

/** One column of a table. Cells hold no line breaks. */
export interface Column {
  readonly head: string;
  readonly cells: readonly string[];
  /** Numbers stand on the right. */
  readonly align: "left" | "right";
}

/** Lines of a table with padded columns, head first, no trailing blanks. Columns without any text are left out. */
export function tableLines(columns: readonly Column[]): string[] {
  const shown = columns.filter((column) => column.cells.some((cell) => cell !== ""));
  const count = Math.max(0, ...shown.map((column) => column.cells.length));
  const widths = shown.map((column) => column.cells.reduce((widest, cell) => Math.max(widest, widthOf(cell)), widthOf(column.head)));
  const line = (cellOf: (column: Column) => string): string =>
    shown
      .map((column, index) => pad(cellOf(column), widths[index] ?? 0, column.align))
      .join("  ")
      .trimEnd();
  return [line((column) => column.head), ...Array.from({ length: count }, (_, row) => line((column) => column.cells[row] ?? ""))];
}

function pad(text: string, width: number, align: Column["align"]): string {
  const blanks = " ".repeat(Math.max(0, width - widthOf(text)));
  return align === "left" ? text + blanks : blanks + text;
}
