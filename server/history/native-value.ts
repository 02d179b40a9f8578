/**
 * Logged values as columns: a type, a native value that SQL can compare and order, exact bytes where that is not all.
 *
 * Invariants
 * 1. `fromColumns(toColumns(bytes))` gives what `decodeValue(bytes)` gives, bit for bit.
 * 2. SQLite reads decimal numbers inexactly in the last place, so a number travels as an integer significand and a power of two.
 */
import { ByteReader } from "../../runtime/format/bytes.ts";
import { decodeValue, Instance, Placeholder } from "../../runtime/format/value.ts";
import { toJsonText } from "./json-text.ts";

/** The type of a value as SQL users see it. */
export type ValueType =
  | "number"
  | "string"
  | "boolean"
  | "null"
  | "undefined"
  | "bigint"
  | "date"
  | "array"
  | "object"
  | "map"
  | "set"
  | "typed-array"
  | "placeholder";

/** A value on its way into the database; `power` is null where `native` is meant as it stands, else native * 2^power is. */
export interface ValueColumns {
  readonly type: ValueType;
  readonly native: string | number | null;
  readonly power: number | null;
  /** Hexadecimal of the exact bytes, null where `native` is exact. */
  readonly exact: string | null;
}

/** `power` that stands for infinity; see powers.ts. */
export const INFINITE_POWER = 5000;

/** The columns of encoded bytes. @throws RangeError on damaged bytes. */
export function toColumns(bytes: Uint8Array): ValueColumns {
  return columnsOf(decodeValue(new ByteReader(bytes)), bytes);
}

function columnsOf(value: unknown, bytes: Uint8Array): ValueColumns {
  const hex = (): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
  const plain = (type: ValueType, native: string | number | null): ValueColumns => ({ type, native, power: null, exact: null });
  const kept = (type: ValueType, native: string | number | null): ValueColumns => ({ type, native, power: null, exact: hex() });
  switch (typeof value) {
    case "number":
      return numberColumns(value, hex);
    case "string":
      return needsBytes(value) ? kept("string", cleanText(value)) : plain("string", value);
    case "boolean":
      return plain("boolean", value ? 1 : 0);
    case "undefined":
      return plain("undefined", null);
    case "bigint":
      return { ...numberColumns(Number(value), hex), type: "bigint", exact: hex() };
    default:
      return value === null ? plain("null", null) : kept(objectType(value as object), nativeObject(value as object));
  }
}

/** The value that columns stand for. */
export function fromColumns(type: string, native: unknown, exact: Uint8Array | null): unknown {
  if (exact !== null) return decodeValue(new ByteReader(new Uint8Array(exact.buffer, exact.byteOffset, exact.byteLength)));
  if (type === "boolean") return native === 1;
  if (type === "undefined") return undefined;
  return native;
}

/** A native value that was read from the database, on its way back into it. */
export function nativeColumns(native: string | number | null): Pick<ValueColumns, "native" | "power"> {
  if (typeof native !== "number") return { native, power: null };
  const columns = numberColumns(native, () => "");
  return { native: columns.native, power: columns.power };
}

/** How {@link fromColumns} of a number gets there: significand and power of two, both exact. */
function numberColumns(value: number, hex: () => string): ValueColumns {
  if (Number.isSafeInteger(value)) return { type: "number", native: value === 0 ? 0 : value, power: null, exact: Object.is(value, -0) ? hex() : null };
  if (Number.isNaN(value)) return { type: "number", native: null, power: null, exact: hex() };
  if (!Number.isFinite(value)) return { type: "number", native: Math.sign(value), power: INFINITE_POWER, exact: null };
  return { type: "number", ...split(value), exact: null };
}

const scratch = new DataView(new ArrayBuffer(8));

function split(value: number): { native: number; power: number } {
  scratch.setFloat64(0, value);
  const high = scratch.getUint32(0);
  const exponent = (high >>> 20) & 0x7ff;
  const fraction = (high & 0xfffff) * 2 ** 32 + scratch.getUint32(4);
  const significand = exponent === 0 ? fraction : fraction + 2 ** 52;
  return { native: value < 0 ? -significand : significand, power: Math.max(exponent, 1) - 1075 };
}

function objectType(value: object): ValueType {
  if (value instanceof Placeholder) return "placeholder";
  if (value instanceof Date) return "date";
  if (Array.isArray(value)) return "array";
  if (value instanceof Map) return "map";
  if (value instanceof Set) return "set";
  return ArrayBuffer.isView(value) ? "typed-array" : "object";
}

function nativeObject(value: object): string | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Placeholder) return cleanText(value.description);
  return cleanText(toJsonText(value instanceof Instance ? value.properties : value));
}

/** SQL text ends at NUL for some readers and has no lone surrogates. */
function needsBytes(text: string): boolean {
  return text.includes("\0") || /\p{Surrogate}/u.test(text);
}

function cleanText(text: string): string {
  return needsBytes(text) ? text.replaceAll("\0", "\uFFFD").replace(/\p{Surrogate}/gu, "\uFFFD") : text;
}
