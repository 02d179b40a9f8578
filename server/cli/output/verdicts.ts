/** How verdicts show in tables: a mark behind the value, and a legend. */
import type { CellMeta } from "../../history/index.ts";
import type { CellVerdict } from "../../history/replay-result.ts";
import { valueCell } from "../../render/cells.ts";
import { visible } from "../../render/escape.ts";
import { counted } from "../../lsp/render/history-table.ts";
import { Label } from "./rows.ts";

const MARKS: Readonly<Record<CellVerdict, string>> = { verified: "✓", unverifiable: "?", diverged: "✗" };
const ORDER = ["verified", "unverifiable", "diverged"] as const;
/** Reasons that are told for each verdict; the rest are counted. */
const SHOWN_REASONS = 5;

/** A backfilled value with its verdict's mark. */
export function withMark(value: unknown, verdict: CellVerdict): Label {
  return new Label(`${valueCell(value)} ${MARKS[verdict]}`, typeof value === "number");
}

/** Lines that explain the marks and tell the reasons; "" where nothing was backfilled or is unrecoverable. */
export function verdictLegend(cells: readonly CellMeta[]): string {
  const known = cells.flatMap((cell) => (cell.state === "value" && cell.verdict !== null ? [{ verdict: cell.verdict, reason: cell.reason }] : []));
  const lines = ORDER.flatMap((verdict) => {
    const of = known.filter((cell) => cell.verdict === verdict);
    return of.length === 0 ? [] : [`${MARKS[verdict]} ${verdict}: ${counted(of.length, "value")}`, ...reasonLines(of.map((cell) => cell.reason))];
  });
  const lost = cells.flatMap((cell) => (cell.state === "missing" && cell.why === "unrecoverable" ? [cell.reason] : []));
  if (lost.length > 0) lines.push("unrecoverable", ...reasonLines(lost));
  return lines.length === 0 ? "" : `\n${lines.join("\n")}\n`;
}

function reasonLines(reasons: readonly (string | null)[]): string[] {
  const distinct = [...new Set(reasons.filter((reason) => reason !== null))];
  const more = distinct.length - SHOWN_REASONS;
  return [
    ...distinct.slice(0, SHOWN_REASONS).map((reason) => `  ${visible(reason)}`),
    ...(more > 0 ? [`  and ${counted(more, "more reason")}; --format json has all`] : []),
  ];
}
