/** An explained file, for a person. */
import type { FileExplanation } from "../../explain.ts";
import { visible } from "../../render/escape.ts";

/** Columns that a line of a reason takes at most, on a narrower terminal less. */
const WIDTH = Math.min(process.stdout.columns ?? 100, 100);
const LABEL = 14;

/** Blocks of lines, in the order of the source. */
export function explanationText(file: FileExplanation): string {
  const head = file.leftAlone === null ? [] : [`${file.path} is left alone. ${file.leftAlone}\n`];
  const blocks = [
    ...file.loops.map((loop) => ({ at: loop.line, text: loopText(file, loop) })),
    ...file.logs.map((log) => ({ at: log.line, text: logText(file, log) })),
    ...file.elsewhere.map((fn) => ({
      at: fn.line,
      text: `${file.path}:${fn.line}  ${fn.fn.endsWith("?") ? "a function" : `function ${fn.fn}`}\n${line("left alone", fn.why)}`,
    })),
  ];
  if (blocks.length === 0) return [...head, `${file.path} has no loops and no log statements.\n`].join("\n");
  return [...head, ...blocks.sort((a, b) => a.at - b.at).map((block) => block.text)].map((text) => text.split("\n").map(visible).join("\n")).join("\n");
}

function loopText(file: FileExplanation, loop: FileExplanation["loops"][number]): string {
  const hindered = loop.past !== null && loop.past.checkpoints === 0 && loop.past.unusable.length > 0;
  const word = !loop.checkpointable ? "no" : hindered ? "none usable in past runs, see there" : "yes";
  const lines = [line("checkpoints", `${word}. ${loop.why}`)];
  if (loop.checkpointable) {
    const own = loop.saves.map(({ name, uses }) => `${name} (${uses.join(", ")})`).join(", ");
    lines.push(line("saves", own === "" ? "nothing of its own" : own));
    if (file.module.length > 0) lines.push(line("", `and what modules hold, here ${file.module.join(", ")}`));
  }
  return `${file.path}:${loop.line}  loop ${loop.name} (${loop.kind}${inFunction(loop.fn)})\n${[...lines, ...pastLines(loop)].join("")}`;
}

function pastLines({ past }: FileExplanation["loops"][number]): string[] {
  if (past === null) return [line("past runs", "none has run this loop")];
  const { runs, checkpoints, unusable, notes } = past;
  const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
  return [
    line("past runs", `${counted(runs, "run")}, ${counted(checkpoints, "usable checkpoint")}`),
    ...unusable.map(({ reason, count }) => line("", `${counted(count, "checkpoint")} not usable: ${reason}`)),
    ...notes.map((note) => line("", note)),
  ];
}

function logText(file: FileExplanation, log: FileExplanation["logs"][number]): string {
  const records = log.records.map(({ name, expression }) =>
    name === null ? `a name computed at run time: ${expression}` : name === expression ? name : `${name}: ${expression}`,
  );
  const lines = [
    line("records", records.length === 0 ? "nothing" : records[0]!),
    ...records.slice(1).map((record) => line("", record)),
    line("context", log.loop === null ? "what calls it" : `iterations of ${log.loop}`),
  ];
  return `${file.path}:${log.line}  ${log.callee}${inFunction(log.fn)}\n${lines.join("")}`;
}

/** ` in Trainer.fit`, "" at module level. */
function inFunction(fn: string): string {
  const named = fn.replace(/(?:(?:^|\.)\?)+$/, "");
  if (named === fn) return fn === "" ? "" : ` in ${fn}`;
  return ` in a function${named === "" ? "" : ` in ${named}`}`;
}

/** `  label      text`, the text broken at blanks. */
function line(label: string, text: string): string {
  const rows = [""];
  for (const word of text.split(" ")) {
    if (rows.at(-1) !== "" && rows.at(-1)!.length + word.length + 1 > WIDTH - LABEL) rows.push("");
    rows[rows.length - 1] += rows.at(-1) === "" ? word : ` ${word}`;
  }
  return rows.map((row, index) => `  ${(index === 0 ? label : "").padEnd(LABEL - 2)}${row}\n`).join("");
}
