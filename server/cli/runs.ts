/** `hindlog runs`: every run, oldest first. */
import type { Command } from "commander";
import type { RunSummary } from "../history/runs.ts";
import { whenCell } from "../render/cells.ts";
import { formatOption, type Format } from "./format.ts";
import { durationText } from "./output/duration.ts";
import { formatRows, Label, type RowSet } from "./output/rows.ts";
import { withHistory } from "./with-history.ts";

export function addRuns(program: Command): void {
  program
    .command("runs")
    .summary("list the runs")
    .description("Lists every run of this project, oldest first.")
    .addOption(formatOption("table", "json", "csv"))
    .addHelpText("after", "\nExamples:\n  hindlog runs\n  hindlog runs --format json")
    .action(({ format }: { readonly format: Format }) =>
      withHistory(async (history) => {
        const runs = await history.runs();
        process.stdout.write(formatRows(format === "table" ? forReading(runs) : exact(runs), format));
      }),
    );
}

function forReading(runs: readonly RunSummary[]): RowSet {
  const now = new Date();
  return {
    columns: ["run", "started", "status", "took", "version", "entry", "arguments", "seed", "records", "backfilled", "checkpoints", "damage"],
    rows: runs.map((run) => [
      new Label(run.run),
      new Label(whenCell(new Date(run.startedAt), now)),
      new Label(statusText(run)),
      new Label(run.durationMs === null ? "" : durationText(run.durationMs)),
      new Label(run.versionNumber === null ? "not kept" : String(run.versionNumber)),
      new Label(run.entry),
      new Label(argsText(run)),
      run.seed,
      run.records,
      run.backfilled,
      run.checkpoints,
      new Label(run.damage ?? ""),
    ]),
  };
}

/** `finished`, `finished with 3`, `killed`, `running`. */
export function statusText({ status, code }: Pick<RunSummary, "status" | "code">): string {
  return code === null || code === 0 ? status : `${status} with ${code}`;
}

/** `rate=0.1 epochs=5`. */
export function argsText({ args }: Pick<RunSummary, "args">): string {
  return Object.entries(args)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(" ");
}

/** Everything by the names that `--where` and dataframes have for it. */
function exact(runs: readonly RunSummary[]): RowSet {
  const rows = runs.map((run) => ({
    run: run.run,
    started: run.startedAt,
    status: run.status,
    code: run.code,
    durationMs: run.durationMs,
    version: run.versionNumber,
    versionId: run.version,
    entry: run.entry,
    argv: run.argv,
    args: run.args,
    seed: run.seed,
    records: run.records,
    backfilled: run.backfilled,
    checkpoints: run.checkpoints,
    parentRun: run.parentRun,
    damage: run.damage,
  }));
  return { columns: Object.keys(rows[0] ?? {}), rows: rows.map((row) => Object.values(row)) };
}
