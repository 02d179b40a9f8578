/** The plan of a backfill, for a person. */
import { visible } from "../../render/escape.ts";
import { counted } from "../../lsp/render/history-table.ts";
import type { BackfillPlan } from "../../replay/backfill.ts";
import { durationText } from "./duration.ts";
import { refusalLines } from "./refusals.ts";
import { formatRows, Label } from "./rows.ts";

/** Lines of text: a table of the runs that will be replayed, the refused ones with their reasons, and how long all of it takes. */
export function planText(plan: BackfillPlan): string {
  const replayed = plan.runs.filter((run) => run.refused === undefined && run.level !== null);
  const table = formatRows(
    {
      columns: ["run", "version", "placed", "executes", "about"],
      rows: replayed.map((run) => [run.run, run.version.slice(0, 8), run.verdict, run.executes, durationText(run.estimateMs)].map((text) => new Label(text))),
    },
    "table",
  );
  const known = plan.runs.reduce((sum, run) => sum + run.skippedKnown, 0);
  const lines = [
    `Plan for ${plan.names.map(visible).join(", ")}: ${counted(replayed.length, "run")} to replay`,
    ...(known > 0 ? [`${counted(known, "value")} already known`] : []),
    ...refusalLines(plan.runs.flatMap(({ run, refused }) => (refused === undefined ? [] : [{ run, reason: refused.reason }]))),
  ];
  const total =
    replayed.length === 0
      ? ""
      : `\nAbout ${durationText(plan.totalEstimateMs)}; executing these runs as a whole again would take about ${durationText(plan.fullEstimateMs)}.\n`;
  return `${lines.join("\n")}\n${replayed.length === 0 ? "" : `\n${table}`}${total}`;
}
