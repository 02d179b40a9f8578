/** `hindlog propagate NAMES...`: the patch that puts log statements into each past version, and how sure it is. Runs nothing, changes nothing. */
import { Option, type Command } from "commander";
import { findRoot } from "../../runtime/project-root.ts";
import type { VersionPropagation } from "../replay/statements/propagate-versions.ts";
import { visible } from "../render/escape.ts";
import { formatOption, type Format } from "./format.ts";
import { interruptible } from "./interruption.ts";
import { startProgress } from "./progress.ts";
import { target } from "./target.ts";

interface PropagateOptions {
  readonly to?: readonly string[];
  readonly all?: boolean;
  readonly format: Format;
}

/** Exit status where a version refuses a statement. */
const SOME_REFUSED = 1;

export function addPropagate(program: Command): void {
  program
    .command("propagate")
    .summary("show where log statements would stand in past versions")
    .description(
      "Prints, for every past version, the patch that puts the log statements of these names, as they stand in the source now, into it, and how sure that is. Nothing is run or changed.\n" +
        "Exit status: 0 all statements find their place in every version, 1 some are refused (with reasons), 2 wrong usage.",
    )
    .argument("<names...>", "names of log statements, or FILE:LINE")
    .option("--to <version...>", "only these versions: numbers, or ids as `hindlog show` has them")
    .addOption(new Option("--all", "all versions (the default)").conflicts("to"))
    .addOption(formatOption("table", "json"))
    .addHelpText(
      "after",
      "\nExamples:\n  hindlog propagate gradNorm --all\n  hindlog propagate gradNorm --to 3\n  hindlog propagate src/train.ts:31 --format json",
    )
    .action((names: string[], options: PropagateOptions) => interruptible((signal) => propagateVerb(names, options, signal)));
}

async function propagateVerb(names: readonly string[], { to, format }: PropagateOptions, signal: AbortSignal): Promise<void> {
  // Loaded here: it brings the compiler along.
  const { propagateIntoVersions } = await import("../replay/statements/propagate-versions.ts");
  const progress = startProgress("Propagating");
  const onProgress = (done: number, total: number, message: string): void => progress.update(done, total, message);
  const request = { targets: names.map(target), ...(to === undefined ? {} : { versions: to }) };
  const found = await propagateIntoVersions(findRoot(process.cwd()), request, { signal, onProgress }).finally(() => progress.stop());
  process.stdout.write(format === "json" ? `${JSON.stringify(found, null, 2)}\n` : `${found.map(forReading).join("\n")}\n${summary(found)}`);
  if (found.some((one) => one.refused.length > 0)) process.exitCode = SOME_REFUSED;
}

function forReading({ number, version, runs, verdict, confidence, reason, patch, already, refused }: VersionPropagation): string {
  const count = `${runs.length} ${runs.length === 1 ? "run" : "runs"}`;
  const sure = patch === "" ? "" : ` (${confidence.toFixed(2)})`;
  const isThere = patch === "" && already.length > 0;
  const lines = [
    `version ${number} (${version.slice(0, 12)}, ${count}): ${isThere ? "already there" : `${verdict}${sure}`}`,
    ...(isThere ? [] : [`  ${reason}`]),
    ...refused.filter((one) => one.reason !== reason || refused.length > 1).map((one) => `  ${one.place}: ${one.verdict}: ${one.reason}`),
    ...(patch !== "" && already.length > 0 ? [`  already there: ${already.join(", ")}`] : []),
  ];
  const patched = patch.split("\n").filter((line) => line !== "");
  return `${[...lines, ...patched].map(shown).join("\n")}\n`;
}

/** What can be done about a refusal, by verdict. */
const ADVICE: Readonly<Partial<Record<VersionPropagation["verdict"], string>>> = {
  absent: "those versions have nothing like the code around the statement, or like the expression that it logs",
  ambiguous: "the place is not certain enough: move the statement next to lines that those versions have too",
  unbound: "log something that exists in those versions too, or leave them out",
  "type-error":
    "write the statement so that it also makes sense there: with members that its types have there, where a value is known to be there, on a line of its own",
};

/** How many versions take the statements, and what to do about the others. */
function summary(found: readonly VersionPropagation[]): string {
  if (found.length === 0) return "";
  const refusing = found.filter((one) => one.refused.length > 0);
  const there = found.filter((one) => one.refused.length === 0 && one.patch === "").length;
  const count = (number: number, words: string): string[] => (number === 0 ? [] : [`${number} ${words}`]);
  const parts = [
    ...count(found.length - refusing.length - there, "can take it"),
    ...count(there, there === 1 ? "has it already" : "have it already"),
    ...count(refusing.length, refusing.length === 1 ? "refuses" : "refuse"),
  ];
  const verdicts = [...new Set(refusing.flatMap((one) => one.refused.map(({ verdict }) => verdict)))];
  const advice = verdicts.flatMap((verdict) => (ADVICE[verdict] === undefined ? [] : [`  ${verdict}: ${ADVICE[verdict]}\n`]));
  return `${found.length} ${found.length === 1 ? "version" : "versions"}: ${parts.join(", ")}\n${advice.join("")}`;
}

/** Tabs are how code is indented. */
function shown(line: string): string {
  return line.split("\t").map(visible).join("\t");
}
