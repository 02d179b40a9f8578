/** What a hover says, as text for the client at hand. Pure. */
import type { MarkupContent } from "vscode-languageserver/node";
import { fenced, visible } from "../../render/escape.ts";
import { widthOf } from "../../render/width.ts";
import { historyTable, type HistoryRow } from "./history-table.ts";

/** Columns of a terminal that a sentence takes before it goes on in the next line. */
const SENTENCE_COLUMNS = 78;

/** What is known of one record name of a statement. */
export interface NameInPast {
  readonly name: string;
  readonly rows: readonly HistoryRow[];
}

/** What a hover says: a table for each name that has values, then sentences. */
export interface HoverText {
  readonly tables: readonly NameInPast[];
  /** Any text: data in it is shown literally. */
  readonly sentences: readonly string[];
}

/**
 * A block of plain text, fenced where the client asked for Markdown: it reads the same rendered and raw, and nothing that
 * a program logged can format it.
 *
 * @param now - the moment the hover is read
 */
export function hoverContent(text: HoverText, markdown: boolean, now: Date): MarkupContent {
  const parts = [...text.tables.map(({ name, rows }) => historyTable(name, rows, now)), ...text.sentences.map((sentence) => wrap(visible(sentence)))];
  const lines = parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? part : ["", ...part]));
  return markdown ? { kind: "markdown", value: fenced(lines) } : { kind: "plaintext", value: lines.join("\n") };
}

/** Breaks a sentence between words; a word that is longer than a line keeps a line of its own. */
function wrap(sentence: string): string[] {
  const lines: string[] = [];
  for (const word of sentence.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && widthOf(longer) <= SENTENCE_COLUMNS) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
