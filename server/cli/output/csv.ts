/**
 * Comma-separated values as RFC 4180 has them: CRLF after every line, quotes around what needs them.
 *
 * Spreadsheets run text that starts with `=`, `+`, `-`, `@`, a tab or a carriage return as a formula, and log text may come from
 * anywhere. Such *text* gets an apostrophe in front (numbers never do), so text is not always exact here; `--format json` is.
 */
import { toJson } from "./json.ts";

/** One line of text for each row, the head first. A missing cell is empty. */
export function csv(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [columns.map(field), ...rows.map((row) => row.map(field))].map((fields) => `${fields.join(",")}\r\n`).join("");
}

function field(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "bigint" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(toJson(value));
  return quote(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
