/** Values as JSON: what JSON lacks is described. */
import { Instance, Placeholder } from "../../runtime/format/value.ts";

/**
 * Any decoded value as JSON text: for people, for SQL's `json_extract` and for `--format json`. What JSON lacks becomes text
 * (`"NaN"`, `"12n"`), dates ISO 8601, sets and typed arrays arrays, maps objects where all keys are text, else arrays of pairs.
 */
export function toJsonText(value: unknown): string {
  return JSON.stringify(toJsonValue(value)) ?? "null";
}

/** The same as a JSON value. */
function toJsonValue(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return value ?? null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof Placeholder) return `[${value.description}]`;
  if (value instanceof Instance) return recordOf(Object.entries(value.properties));
  if (Array.isArray(value)) return value.map(toJsonValue);
  if (value instanceof Set) return [...value].map(toJsonValue);
  if (value instanceof Map) return mapValue(value);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number | bigint>, toJsonValue);
  return recordOf(Object.entries(value));
}

function mapValue(map: Map<unknown, unknown>): unknown {
  const entries = [...map];
  if (entries.every(([key]) => typeof key === "string")) return recordOf(entries as [string, unknown][]);
  return entries.map(([key, item]) => [toJsonValue(key), toJsonValue(item)]);
}

/** `Object.fromEntries` keeps a key `__proto__` as an own property. */
function recordOf(entries: readonly [string, unknown][]): Record<string, unknown> {
  return Object.fromEntries(entries.map(([key, item]) => [key, toJsonValue(item)]));
}
