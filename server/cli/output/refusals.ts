/** What was refused, for a person: one line for each reason. */
import { counted } from "../../lsp/render/history-table.ts";
import { grouped } from "./grouped.ts";
import { visible } from "../../render/escape.ts";

/** No more runs of a line are named. */
const MOST_RUNS = 3;

/** A refusal of a run as a whole, or of a name in it. */
export interface Refusal {
  readonly run: string;
  readonly name?: string;
  readonly reason: string;
}

/** Lines in the order of what was refused first. */
export function refusalLines(refused: readonly Refusal[]): string[] {
  const names = grouped(refused, ({ run, reason }) => [run, reason]).map((same) => ({
    ...same[0]!,
    names: [...new Set(same.flatMap(({ name }) => (name === undefined ? [] : [visible(name)])))].join(", "),
  }));
  return grouped(names, (one) => [one.names, one.reason]).map((same) => {
    const { names: what, reason } = same[0]!;
    return `refused: ${what === "" ? "" : `${what} in `}${runsText(same.map(({ run }) => run))}: ${visible(reason)}`;
  });
}

function runsText(runs: readonly string[]): string {
  if (runs.length === 1) return `run ${runs[0]}`;
  const more = runs.length - MOST_RUNS;
  return `${counted(runs.length, "run")} (${runs.slice(0, MOST_RUNS).join(", ")}${more > 0 ? ` and ${more} more` : ""})`;
}
