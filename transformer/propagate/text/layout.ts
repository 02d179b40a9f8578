/** How a text is laid out: line endings, indentation; and how a piece of one text looks in the layout of another. */
import type { Range } from "./tokens.ts";

/** Line ending and indentation unit of a text. */
export interface Layout {
  readonly eol: "\n" | "\r\n";
  readonly unit: string;
}

/** More lines say nothing new. */
const MOST_LINES = 5000;

/** The layouts asked for last, the last one first: one of the newest text, one of an older one. */
let known: readonly { readonly text: string; readonly layout: Layout }[] = [];

/** Reads the layout off a text; two spaces and `\n` where it says nothing. */
export function layoutOf(text: string): Layout {
  const same = known.find((one) => one.text === text) ?? { text, layout: readLayout(text) };
  known = [same, ...known.filter((one) => one !== same).slice(0, 1)];
  return same.layout;
}

function readLayout(text: string): Layout {
  let [crlf, lf] = [0, 0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    if (text.charCodeAt(at - 1) === 13) crlf++;
    else lf++;
  }
  const counts = new Map<string, number>();
  let previous = 0;
  let start = 0;
  for (let count = 0; count < MOST_LINES && start <= text.length; count++) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    let at = start;
    while (at < end && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at++;
    const indent = at - start;
    if (indent > 0 || text.slice(start, end).trimEnd() !== "") {
      if (text.charCodeAt(start) === 9) counts.set("\t", (counts.get("\t") ?? 0) + 1);
      else if (indent > previous && indent - previous <= 8) {
        const unit = " ".repeat(indent - previous);
        counts.set(unit, (counts.get(unit) ?? 0) + 1);
      }
      previous = indent;
    }
    start = end + 1;
  }
  const unit = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "  ";
  return { eol: crlf > lf ? "\r\n" : "\n", unit };
}

/** White space at the start of the line that `offset` is in. */
export function indentAt(text: string, offset: number): string {
  const line = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t\uFEFF]*/.exec(text.slice(line, offset))![0].replaceAll("\uFEFF", "");
}

/** End of a statement without a semicolon that stands on a later line: there it guards the statement behind (`;[1].map(f)`). */
export function visibleEnd(text: string, start: number, end: number): number {
  if (text[end - 1] !== ";") return end;
  const gap = /\n[ \t]*;$/.exec(text.slice(start, end));
  if (!gap) return end;
  const line = text.slice(start, end - gap[0].length);
  const comment = /[ \t]*\/\/[^\n'"`]*$/.exec(line);
  return start + (comment ? comment.index : line.trimEnd().length);
}

/** Whether only white space stands before `offset` in its line. */
export function startsLine(text: string, offset: number): boolean {
  const line = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t\uFEFF]*$/.test(text.slice(line, offset));
}

/**
 * Re-indents the lines of `text` behind its first one.
 *
 * @param text The piece, without indentation before its first line.
 * @param from Indentation of its first line and layout where it comes from.
 * @param to The same where it goes.
 * @param frozen Ranges of `text` (template literals) whose lines stay as they are.
 */
export function reindent(text: string, from: { indent: string; layout: Layout }, to: { indent: string; layout: Layout }, frozen: readonly Range[]): string {
  let out = "";
  let at = 0;
  for (;;) {
    const newline = text.indexOf("\n", at);
    if (newline < 0) return out + text.slice(at);
    const isFrozen = frozen.some((range) => range.start <= newline && newline < range.end);
    if (isFrozen) {
      out += text.slice(at, newline + 1);
      at = newline + 1;
      continue;
    }
    out += text.slice(at, text[newline - 1] === "\r" ? newline - 1 : newline) + to.layout.eol;
    const indent = /^[ \t]*/.exec(text.slice(newline + 1))![0];
    at = newline + 1 + indent.length;
    const isEmpty = at >= text.length || text[at] === "\n" || text[at] === "\r";
    if (!isEmpty) out += to.indent + convert(indent, from, to.layout.unit);
  }
}

function convert(indent: string, from: { indent: string; layout: Layout }, unit: string): string {
  if (!indent.startsWith(from.indent)) return "";
  let rest = indent.slice(from.indent.length);
  let out = "";
  while (from.layout.unit !== "" && rest.startsWith(from.layout.unit)) {
    out += unit;
    rest = rest.slice(from.layout.unit.length);
  }
  return out + rest;
}
