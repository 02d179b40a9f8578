/** What a backfill found, for people and for programs. */
import type { BackfillCell, BackfillPlan, BackfillResult } from "../../replay/backfill.ts";
import { visible } from "../../render/escape.ts";
import { counted } from "../../lsp/render/history-table.ts";
import { durationText } from "./duration.ts";
import { grouped } from "./grouped.ts";
import { toJson } from "./json.ts";
import { refusalLines } from "./refusals.ts";
import { formatRows, Label, Missing, type RowSet } from "./rows.ts";

/** Everything as one JSON object: `plan`, `cells` (a row object each, with name, value, verdict, reason, level), `refused`, `executed`, `durationMs`. */
export function resultJson(plan: BackfillPlan, result: BackfillResult): object {
  const { refused, executed, durationMs } = result;
  const cells = result.cells.map(({ run, name, path, value, verdict, reason, level }) => ({
    run,
    ...path,
    name,
    value: toJson(value),
    verdict,
    ...(reason === undefined ? {} : { reason }),
    level,
  }));
  return { plan, cells, refused, executed, durationMs };
}

/** An object as JSON text in which each member, and each element of an array in it, has a line: long results stay readable by line. */
export function sections(object: object): string {
  const members = Object.entries(object).map(([name, value]) => {
    const text = Array.isArray(value) && value.length > 0 ? `[\n${value.map((item) => JSON.stringify(item)).join(",\n")}\n]` : JSON.stringify(value);
    return `${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${members.join(",\n")}\n}\n`;
}

/** One row a cell, for CSV. */
export function resultRows(result: BackfillResult): RowSet {
  const loops = [...new Set(result.cells.flatMap((cell) => Object.keys(cell.path)))];
  return {
    columns: ["run", ...loops, "name", "value", "verdict", "reason", "level"],
    rows: result.cells.map((cell) => [
      new Label(cell.run),
      ...loops.map((loop) => (loop in cell.path ? cell.path[loop] : new Missing(""))),
      new Label(cell.name),
      cell.value,
      new Label(cell.verdict),
      new Label(cell.reason ?? ""),
      cell.level,
    ]),
  };
}

/** A line for each run and name with its verdicts, what was refused and why (if the plan did not say so), and how long it took. */
export function resultSummary(result: BackfillResult, plan: Pick<BackfillPlan, "names" | "runs" | "request">): string {
  const rows = grouped(result.cells, ({ run, name }) => [run, name]).map((cells) => [
    new Label(cells[0]?.run ?? ""),
    new Label(cells[0]?.name ?? ""),
    cells.length,
    ...(["verified", "unverifiable", "diverged"] as const).map((verdict) => countOf(cells, verdict)),
    new Label(reasonsOf(cells)),
  ]);
  const table = rows.length === 0 ? "" : formatRows({ columns: ["run", "name", "values", "verified", "unverifiable", "diverged", "why"], rows }, "table");
  const isTold = ({ run }: BackfillResult["refused"][number]): boolean => plan.runs.some((one) => one.run === run && one.refused !== undefined);
  const refused = refusalLines(result.refused.filter((one) => !isTold(one)))
    .map((line) => `${line}\n`)
    .join("");
  const total = `${counted(result.cells.length, "value")} in ${durationText(result.durationMs)}.`;
  const next = result.cells.length === 0 ? "" : ` Read them: ${reading(plan.names)}`;
  return `\n${table}${table === "" ? "" : "\n"}${refused}${withoutValues(result, plan)}${total}${next}\n`;
}

/** Names that no backfill was needed for, and names whose statements the runs just never came to. */
function withoutValues({ cells, refused }: BackfillResult, { names, runs, request }: Pick<BackfillPlan, "names" | "runs" | "request">): string {
  const known = new Set([...cells, ...refused].map(({ name }) => name));
  const none = names.filter((name) => !known.has(name));
  if (none.length === 0 || runs.every((run) => run.refused !== undefined)) return "";
  if (request.where !== undefined) return `nothing to add to ${none.map(visible).join(", ")} where the condition holds\n`;
  const recorded = new Set(runs.flatMap((run) => run.recorded));
  const own = none.filter((name) => recorded.has(name));
  const lost = none.filter((name) => !recorded.has(name));
  return [
    ...own.map((name) => `nothing to add to ${visible(name)}: the runs recorded it themselves. Read it: ${reading([name])}\n`),
    lost.length === 0 ? "" : `no values of ${lost.map(visible).join(", ")}: no run came to ${lost.length === 1 ? "its statement" : "their statements"}\n`,
  ].join("");
}

/** The command that prints values of names. */
function reading(names: readonly string[]): string {
  return `hindlog dataframe ${names.map((name) => (/^[\w.]+$/.test(name) ? name : `'${visible(name)}'`)).join(" ")}`;
}

function countOf(cells: readonly BackfillCell[], verdict: BackfillCell["verdict"]): unknown {
  const count = cells.filter((cell) => cell.verdict === verdict).length;
  return count === 0 ? new Missing("") : count;
}

function reasonsOf(cells: readonly BackfillCell[]): string {
  const reasons = [...new Set(cells.flatMap((cell) => cell.reason ?? []))];
  return reasons.length > 1 ? `${reasons[0]} (and ${reasons.length - 1} more)` : (reasons[0] ?? "");
}
