/**
 * Logged text is data: nothing in it may act on a terminal, reorder the line it stands in or end the block around it.
 */
import { widthOf } from "./width.ts";

/** Controls (C0, DEL, C1), line and paragraph separators, bidirectional overrides, invisible characters, lone surrogates. */
const ACTIVE =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\u001b": "\\e" };

/** Text on one line in which every character is visible: `\n`, `\e`, `\u{202e}` stand for what would act. */
export function visible(text: string): string {
  return text.replace(ACTIVE, (found) => NAMED[found] ?? `\\u{${found.charCodeAt(0).toString(16)}}`);
}

/** At most `columns` columns of a terminal, with an ellipsis where something was left off. */
export function clip(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = "";
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width += widthOf(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Markdown fenced block of any lines. A fence is longer than any run of backticks inside, so none can end it. */
export function fenced(lines: readonly string[]): string {
  const fence = "`".repeat(Math.max(3, longestTickRun(lines.join("\n")) + 1));
  return [`${fence}text`, ...lines, fence].join("\n");
}

function longestTickRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
