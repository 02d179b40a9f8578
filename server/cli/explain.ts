/** `hindlog explain FILE[:LINE]`: why each loop has checkpoints or not, what they save, what each log statement records, and what past runs say. */
import { readFileSync, statSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import type { Command } from "commander";
import { findRoot } from "../../runtime/project-root.ts";
import type { FileExplanation } from "../explain.ts";
import { HistoryError } from "../history/errors.ts";
import type { History } from "../history/open.ts";
import { UsageError } from "./errors.ts";
import { formatOption, type Format } from "./format.ts";
import { explanationText } from "./output/explanation.ts";
import { openHistory, readNew } from "./with-history.ts";

export function addExplain(program: Command): void {
  program
    .command("explain")
    .summary("explain the loops and log statements of a file")
    .description(
      "Says for every loop of a file whether it has checkpoints and why, what they save, and what past runs say of it; for every log statement what it records.",
    )
    .argument("<place>", "a file, or FILE:LINE for the loops and log statements at that line")
    .addOption(formatOption("table", "json"))
    .addHelpText("after", "\nExamples:\n  hindlog explain src/train.ts\n  hindlog explain src/train.ts:31 --format json")
    .action(async (place: string, { format }: { readonly format: Format }) => {
      const { file, line } = readPlace(place);
      const explained = at(await explain(file), line);
      process.stdout.write(format === "json" ? `${JSON.stringify(explained, null, 2)}\n` : explanationText(explained));
    });
}

function readPlace(place: string): { file: string; line: number | null } {
  const parts = /^(.*?)(?::(\d+))?$/.exec(place)!;
  const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  const [file, line] = isFile(place) ? [place, null] : [parts[1]!, parts[2] === undefined ? null : Number(parts[2])];
  if (!isFile(file))
    throw new UsageError(
      "no-file",
      `There is no file "${file}" in ${process.cwd()}. "hindlog explain" takes a source file, such as src/train.ts or src/train.ts:31.`,
    );
  if (!/\.(?:[cm]?[jt]s|[jt]sx)$/.test(file)) throw new UsageError("no-file", `Expected a TypeScript or JavaScript file, got "${file}".`);
  return { file: resolve(file), line };
}

async function explain(file: string): Promise<FileExplanation> {
  // Loaded here: it brings the compiler along.
  const { explainFile } = await import("../explain.ts");
  const root = findRoot(file);
  const history = await existing(root);
  try {
    return await explainFile({ root, path: relative(root, file).split(sep).join("/"), text: readFileSync(file, "utf8"), history });
  } finally {
    await history?.close();
  }
}

/** The history with all that runs have written; null where nothing was recorded. */
async function existing(root: string): Promise<History | null> {
  try {
    const history = await openHistory(root);
    await readNew(history);
    return history;
  } catch (error) {
    if (error instanceof HistoryError && error.code === "no-history") return null;
    throw error;
  }
}

/** What stands at a line: log statements on it, and all loops and functions that run elsewhere around it. */
function at(explained: FileExplanation, line: number | null): FileExplanation {
  if (line === null) return explained;
  const holds = (one: { readonly line: number; readonly endLine: number }): boolean => one.line <= line && line <= one.endLine;
  const [loops, logs, elsewhere] = [explained.loops.filter(holds), explained.logs.filter(holds), explained.elsewhere.filter(holds)];
  if (loops.length > 0 || logs.length > 0 || elsewhere.length > 0) return { ...explained, loops, logs, elsewhere };
  const lines = [...explained.loops, ...explained.logs].map((one) => one.line).sort((a, b) => Math.abs(a - line) - Math.abs(b - line));
  const nearest = lines.length === 0 ? "The file has neither." : `The nearest is at line ${lines[0]}.`;
  throw new UsageError("usage", `Expected a loop or a log statement at ${explained.path}:${line}, but there is none. ${nearest}`);
}
