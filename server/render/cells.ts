/** How single values are written in a table: short, on one line, in plain characters. */
import { Instance, Placeholder } from "../../runtime/format/value.ts";
import { clip, visible } from "./escape.ts";

/** Significant digits of a number in a table; the exact value is one `hindlog dataframe` away. */
const DIGITS = 5;
/** Columns of a terminal that one value may take. */
const VALUE_COLUMNS = 24;

/** A number in few characters: `0.12346`, `1.5e-7`, `12000`. Whole numbers are exact. */
export function numberCell(value: number): string {
  if (Object.is(value, -0)) return "-0";
  if (!Number.isFinite(value) || Number.isSafeInteger(value)) return String(value);
  return String(Number(value.toPrecision(DIGITS)));
}

/** Any logged value in at most {@link VALUE_COLUMNS} columns, without characters that act. */
export function valueCell(value: unknown): string {
  if (typeof value === "number") return numberCell(value);
  return clip(visible(describe(value, 0)), VALUE_COLUMNS);
}

function describe(value: unknown, depth: number): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 200));
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return numberCell(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Placeholder) return `<${value.description}>`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (depth > 2) return "…";
  return describeObject(value, depth + 1);
}

function describeObject(value: object, depth: number): string {
  if (ArrayBuffer.isView(value)) {
    const items = Array.from((value as Uint8Array).subarray(0, 8), (item) => describe(item, depth));
    return `${value.constructor.name} [${items.join(", ")}]`;
  }
  if (Array.isArray(value))
    return `[${value
      .slice(0, 8)
      .map((item) => describe(item, depth))
      .join(", ")}]`;
  if (value instanceof Set)
    return `Set {${[...value]
      .slice(0, 8)
      .map((item) => describe(item, depth))
      .join(", ")}}`;
  if (value instanceof Map) return `Map {${entries([...value], depth, " => ")}}`;
  if (value instanceof Instance) return `${value.className} {${entries(Object.entries(value.properties), depth, ": ")}}`;
  return `{${entries(Object.entries(value), depth, ": ")}}`;
}

function entries(list: readonly (readonly [unknown, unknown])[], depth: number, between: string): string {
  return list
    .slice(0, 8)
    .map(([key, item]) => `${typeof key === "string" ? key : describe(key, depth)}${between}${describe(item, depth)}`)
    .join(", ");
}

/**
 * When something happened, in local time: `14:02` today, `11-23 14:02` this year, `2024-11-23` before.
 *
 * @param now - the moment the table is read
 */
export function whenCell(when: Date, now: Date): string {
  if (Number.isNaN(when.getTime())) return "?";
  const two = (part: number): string => String(part).padStart(2, "0");
  const day = `${two(when.getMonth() + 1)}-${two(when.getDate())}`;
  if (when.getFullYear() !== now.getFullYear()) return `${when.getFullYear()}-${day}`;
  const time = `${two(when.getHours())}:${two(when.getMinutes())}`;
  return when.toDateString() === now.toDateString() ? time : `${day} ${time}`;
}
