/** `hindlog backfill NAMES...`: finds out what past runs would have logged. It shows its plan, asks on a terminal, and prints what it found. */
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { findRoot } from "../../runtime/project-root.ts";
import type { BackfillPlan, BackfillProgress, BackfillRequest, BackfillResult } from "../replay/backfill.ts";
import { formatOption, type Format } from "./format.ts";
import { interruptible } from "./interruption.ts";
import { planRows, planText } from "./output/plan.ts";
import { resultJson, resultRows, resultSummary, sections } from "./output/backfill-result.ts";
import { formatRows } from "./output/rows.ts";
import { startProgress } from "./progress.ts";
import { target } from "./target.ts";

interface BackfillOptions {
  readonly where?: string;
  readonly again?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly verbose?: boolean;
  readonly format: Format;
}

/** Exit status where some values could not be had. */
const SOME_REFUSED = 1;

export function addBackfill(program: Command): void {
  program
    .command("backfill")
    .summary("get the values that past runs would have logged")
    .description(
      "Puts the log statements of these names, as they stand in the source now, into the versions of past runs, and replays what is needed to reach them.\n" +
        "Exit status: 0 all values are there, 1 some were refused (listed with reasons), 2 wrong usage.",
    )
    .argument("<names...>", "names of log statements, or FILE:LINE")
    .option("--where <expression>", "only for runs and iterations for which this holds, such as 'rate > 0.01 && epoch < 5'")
    .option("--again", "replay what is known already too: a variable, a file or a package may be as it was now")
    .option("--dry-run", "show the plan and stop")
    .option("--yes", "do not ask")
    .option("--verbose", "show what the replayed programs print, on stderr")
    .addOption(formatOption("table", "json", "csv"))
    .addHelpText(
      "after",
      "\nExamples:\n  hindlog backfill gradNorm\n  hindlog backfill gradNorm --where 'rate > 0.01' --dry-run\n  hindlog backfill src/train.ts:31 --yes --format json\n" +
        "\n--format json prints an object: plan, cells, refused, executed (the iterations\nthat were executed, by run and loop activation) and durationMs.",
    )
    .action((names: string[], options: BackfillOptions) => interruptible((signal) => backfillVerb(names, options, signal)));
}

async function backfillVerb(names: readonly string[], options: BackfillOptions, signal: AbortSignal): Promise<void> {
  // Loaded here: it brings the compiler along, which no other verb needs.
  const { planBackfill, runBackfill } = await import("../replay/backfill.ts");
  const root = findRoot(process.cwd());
  const plan = await planBackfill(root, request(names, options));
  if (options.format === "table") process.stdout.write(planText(plan));
  if (options.dryRun === true) {
    if (options.format === "json") process.stdout.write(sections({ plan }));
    if (options.format === "csv") process.stdout.write(formatRows(planRows(plan), "csv"));
    return;
  }
  if (plan.runs.some((run) => run.level !== null) && !(await isWanted(options, signal))) return;
  const progress = startProgress("Backfilling");
  const onProgress = ({ done, total, message }: BackfillProgress): void => progress.update(done, total, message);
  const result = await runBackfill(root, plan, { onProgress, signal, verbose: options.verbose === true }).finally(() => progress.stop());
  process.stdout.write(text(plan, result, options.format));
  if (signal.aborted) throw new DOMException("stopped", "AbortError");
  if (result.refused.length > 0) process.exitCode = SOME_REFUSED;
}

function request(names: readonly string[], options: BackfillOptions): BackfillRequest {
  const targets = names.map(target);
  return { targets, ...(options.where === undefined ? {} : { where: options.where }), ...(options.again === true ? { again: true } : {}) };
}

/** Asks on a terminal; elsewhere, and with `--yes`, it is wanted. */
async function isWanted(options: BackfillOptions, signal: AbortSignal): Promise<boolean> {
  if (options.yes === true || !process.stdin.isTTY || !process.stderr.isTTY) return true;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C at the question is an answer.
  lines.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    const answer = await lines.question("Start? [Y/n] ", { signal });
    return /^(y(es)?)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}

function text(plan: BackfillPlan, result: BackfillResult, format: Format): string {
  if (format === "json") return sections(resultJson(plan, result));
  return format === "csv" ? formatRows(resultRows(result), "csv") : resultSummary(result, plan);
}
