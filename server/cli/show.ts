/** `hindlog show RUN`: all that is known of one run. */
import type { Command } from "commander";
import type { RunDetail } from "../history/runs.ts";
import { visible } from "../render/escape.ts";
import { formatOption, type Format } from "./format.ts";
import { durationText } from "./output/duration.ts";
import { toJson } from "./output/json.ts";
import { formatRows, Label } from "./output/rows.ts";
import { argsText, statusText } from "./runs.ts";
import { withHistory } from "./with-history.ts";

export function addShow(program: Command): void {
  program
    .command("show")
    .summary("show one run")
    .description("Shows one run: its arguments, source, loops, names, checkpoints, backfills, and what hindlog could not do.")
    .argument("<run>", "id of the run, or how it begins or ends; `last` is the newest")
    .addOption(formatOption("table", "json"))
    .addHelpText("after", "\nExamples:\n  hindlog show last\n  hindlog show 20260131-1402 --format json")
    .action((run: string, { format }: { readonly format: Format }) =>
      withHistory(async (history) => {
        const detail = await history.show(run);
        process.stdout.write(format === "json" ? `${JSON.stringify(toJson(detail), null, 2)}\n` : forReading(detail));
      }),
    );
}

function forReading(run: RunDetail): string {
  const facts = [
    ["run", run.run],
    ["status", statusText(run)],
    ["started", run.startedAt],
    ["took", run.durationMs === null ? "" : durationText(run.durationMs)],
    ["program", [run.entry, ...run.argv].join(" ")],
    ["folder", run.cwd === "" ? "." : run.cwd],
    ["arguments", argsText(run)],
    ["seed", String(run.seed)],
    ["node", run.node],
    ["version", run.version === null ? "" : `${run.versionNumber} (${run.version.slice(0, 12)})`],
    ["git HEAD", run.head === null ? "" : `${run.head.slice(0, 12)}${run.dirty === true ? ", with changes" : ""}`],
    ["started by run", run.parentRun ?? ""],
    ["damaged", run.damage ?? ""],
    ["source not kept", run.versionProblem ?? ""],
  ].filter(([, text]) => text !== "");
  const width = Math.max(...facts.map(([name = ""]) => name.length));
  const lines = facts.map(([name = "", text = ""]) => `${name.padEnd(width)}  ${visible(text)}\n`);
  return [lines.join(""), ...sections(run)].join("\n");
}

function sections(run: RunDetail): string[] {
  const checkpoints = [
    ...(run.checkpoints > 0 ? [["usable", run.checkpoints] as const] : []),
    ...run.unusable.map(({ reason, count }) => [`unusable: ${reason}`, count] as const),
  ];
  return [
    section(
      "names",
      ["name", "source", "records"],
      run.names.map((name) => [new Label(name.name), new Label(name.source), name.count]),
    ),
    section(
      "loops",
      ["loop", "module", "iterations", "took"],
      run.loops.map((loop) => [new Label(loop.name), new Label(loop.module), loop.iterations, new Label(durationText(loop.endMs - loop.startMs))]),
    ),
    section(
      "checkpoints",
      ["checkpoints", "count"],
      checkpoints.map(([text, count]) => [new Label(text), count]),
    ),
    section(
      "source",
      ["module", "ran as", "door"],
      // Only compiled files have another name.
      run.modules.map(({ path, file, door }) => [path, file === path ? "" : file, door].map((text) => new Label(text))),
    ),
    section("backfills", ["replay", "names", "state", "placed", "refused"], run.replays.map(replayCells)),
    section(
      "notes",
      ["note", "text"],
      run.notes.map((note) => [new Label(note.kind), new Label(note.text)]),
    ),
  ].filter((text) => text !== "");
}

function replayCells(replay: RunDetail["replays"][number]): Label[] {
  const refused = replay.refused.map(({ name, reason }) => `${name}: ${reason}`).join("; ");
  return [replay.replay, replay.names.join(", "), replay.state, replay.propagation?.verdict ?? "", refused].map((text) => new Label(text));
}

/** Rows shown of a section; the rest is counted. */
const SHOWN_ROWS = 20;

function section(title: string, columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  if (rows.length === 0) return "";
  const more = rows.length > SHOWN_ROWS ? `and ${rows.length - SHOWN_ROWS} more ${title}; --format json has all\n` : "";
  return formatRows({ columns, rows: rows.slice(0, SHOWN_ROWS) }, "table") + more;
}
