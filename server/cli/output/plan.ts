/** The plan of a backfill, for a person. */
import { visible } from "../../render/escape.ts";
import { counted } from "../../lsp/render/history-table.ts";
import type { BackfillPlan } from "../../replay/backfill.ts";
import { durationText } from "./duration.ts";
import { refusalLines } from "./refusals.ts";
import { formatRows, Label, type RowSet } from "./rows.ts";

/** A row for each run, for CSV. */
export function planRows(plan: BackfillPlan): RowSet {
  return {
    columns: ["run", "version", "placed", "executes", "estimateMs", "fullMs", "known", "refused"],
    rows: plan.runs.map((run) => [
      new Label(run.run),
      run.versionNumber,
      new Label(run.verdict),
      new Label(run.executes),
      run.estimateMs,
      run.fullMs,
      run.skippedKnown,
      new Label(run.refused?.reason ?? ""),
    ]),
  };
}

/** Lines of text: a table of the runs that will be replayed, the refused ones with their reasons, and how long all of it takes. */
export function planText(plan: BackfillPlan): string {
  const replayed = plan.runs.filter((run) => run.refused === undefined && run.level !== null);
  const table = formatRows(
    {
      columns: ["run", "version", "placed", "executes", "about"],
      rows: replayed.map((run) =>
        [run.run, String(run.versionNumber ?? "not kept"), run.verdict, run.executes, durationText(run.estimateMs)].map((text) => new Label(text)),
      ),
    },
    "table",
  );
  const known = plan.runs.reduce((sum, run) => sum + run.skippedKnown, 0);
  const isFound = plan.runs.some((run) => run.skippedFound > 0);
  const lines = [
    `Plan for ${plan.names.map(visible).join(", ")}: ${counted(replayed.length, "run")} to replay`,
    ...(known > 0 ? [`${counted(known, "value")} already known${isFound ? " (--again looks once more for what a backfill found)" : ""}`] : []),
    ...refusalLines(plan.runs.flatMap(({ run, refused }) => (refused === undefined ? [] : (refused.names ?? [refused]).map((one) => ({ run, ...one }))))),
  ];
  const total =
    replayed.length === 0
      ? ""
      : `\nAbout ${durationText(plan.totalEstimateMs)}; executing these runs as a whole again would take about ${durationText(plan.fullEstimateMs)}.\n`;
  return `${lines.join("\n")}\n${replayed.length === 0 ? "" : `\n${table}`}${total}`;
}
