/**
 * Logged values as bytes. They keep their JavaScript type; what cannot be kept becomes a described placeholder.
 *
 * Invariants
 * 1. Encoding never throws and never calls the user's code: accessors, proxies and `toJSON` are described, not run.
 * 2. Two values have the same bytes exactly when a program could not tell their contents apart (NaN and -0 included).
 * 3. At most {@link MAX_NODES} nodes and {@link MAX_TEXT} characters a string; what is beyond is a placeholder.
 */
import { types } from "node:util";
import type { ByteReader, ByteWriter } from "./bytes.ts";

/** Nodes (primitives and objects) that one logged value may have. */
const MAX_NODES = 10_000;
/** Characters of one string, elements of one typed array. */
const MAX_TEXT = 1_000_000;

/** Stands for what cannot be kept: a function, a socket, the part beyond a limit, the second sight of a cycle. */
export class Placeholder {
  readonly description: string;
  constructor(description: string) {
    this.description = description;
  }
}

const Tag = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  number: 4,
  string: 5,
  bigint: 6,
  date: 7,
  array: 8,
  object: 9,
  map: 10,
  set: 11,
  typed: 12,
  error: 13,
  regexp: 14,
  symbol: 15,
  placeholder: 16,
  hole: 17,
} as const;

const TYPED = [
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
] as const;

interface Encoding {
  readonly out: ByteWriter;
  readonly open: object[];
  nodes: number;
}

/** Appends `value` to `out`. Never throws. */
export function encodeValue(out: ByteWriter, value: unknown): void {
  if (typeof value === "number") {
    out.reserve(9);
    out.view.setUint8(out.length, Tag.number);
    out.view.setFloat64(out.length + 1, value === value ? value : Number.NaN, true);
    out.length += 9;
    return;
  }
  if (typeof value === "string" && value.length <= MAX_TEXT) {
    out.u8(Tag.string);
    out.string(value);
    return;
  }
  const before = out.length - out.start;
  try {
    encode({ out, open: [], nodes: 0 }, value);
  } catch (error) {
    out.length = out.start + before;
    placeholder(out, `value that could not be read: ${error instanceof Error ? error.name : typeof error}`);
  }
}

/** Appends the values from `from` up to `to` as an array. Never throws. */
export function encodeList(out: ByteWriter, { values, from, to }: { readonly values: readonly unknown[]; readonly from: number; readonly to: number }): void {
  out.u8(Tag.array);
  out.u32(to - from);
  for (let index = from; index < to; index++) encodeValue(out, values[index]);
}

function placeholder(out: ByteWriter, description: string): void {
  out.u8(Tag.placeholder);
  out.string(description);
}

function encode(state: Encoding, value: unknown): void {
  const { out } = state;
  if (++state.nodes > MAX_NODES) return placeholder(out, `beyond ${MAX_NODES} values`);
  switch (typeof value) {
    case "number":
      out.u8(Tag.number);
      return out.f64(value);
    case "string":
      if (value.length > MAX_TEXT) return placeholder(out, `string of ${value.length} characters: ${value.slice(0, 200)}`);
      out.u8(Tag.string);
      return out.string(value);
    case "boolean":
      return out.u8(value ? Tag.true : Tag.false);
    case "undefined":
      return out.u8(Tag.undefined);
    case "bigint":
      out.u8(Tag.bigint);
      return out.string(value.toString(16));
    case "symbol":
      out.u8(Tag.symbol);
      return out.string(value.description ?? "");
    case "function":
      return placeholder(out, `function ${ownText(value, "name")}`.trim());
    default:
      return value === null ? out.u8(Tag.null) : encodeObject(state, value as object);
  }
}

function encodeObject(state: Encoding, value: object): void {
  const { out, open } = state;
  if (types.isProxy(value)) return placeholder(out, "Proxy");
  if (open.length > 0 && open.includes(value)) return placeholder(out, "cycle");
  if (open.length > 200) return placeholder(out, "nested too deeply");
  open.push(value);
  encodeOpen(state, value);
  open.length--;
}

function encodeOpen(state: Encoding, value: object): void {
  const { out } = state;
  if (Array.isArray(value)) {
    out.u8(Tag.array);
    const length = Math.min(value.length, MAX_NODES);
    out.u32(length);
    for (let index = 0; index < length; index++) encodeProperty(state, value, index);
  } else if (types.isDate(value)) {
    out.u8(Tag.date);
    out.f64(Date.prototype.getTime.call(value));
  } else if (types.isTypedArray(value)) {
    encodeTyped(out, value);
  } else if (types.isMap(value)) {
    const entries = [...Map.prototype.entries.call(value)];
    out.u8(Tag.map);
    out.u32(entries.length);
    for (const [key, item] of entries) {
      encode(state, key);
      encode(state, item);
    }
  } else if (types.isSet(value)) {
    const items = [...Set.prototype.values.call(value)];
    out.u8(Tag.set);
    out.u32(items.length);
    for (const item of items) encode(state, item);
  } else if (types.isNativeError(value)) {
    out.u8(Tag.error);
    out.string(ownText(value, "name") || prototypeName(value));
    out.string(ownText(value, "message"));
  } else if (types.isRegExp(value)) {
    out.u8(Tag.regexp);
    out.string(RegExp.prototype.toString.call(value));
  } else if (types.isPromise(value) || types.isWeakMap(value) || types.isWeakSet(value) || types.isGeneratorObject(value)) {
    placeholder(out, Object.prototype.toString.call(value).slice(8, -1));
  } else {
    encodeRecord(state, value);
  }
}

function encodeRecord(state: Encoding, value: object): void {
  const { out } = state;
  const keys = Object.keys(value);
  out.u8(Tag.object);
  out.string(prototypeName(value));
  out.u32(keys.length);
  for (const key of keys) {
    out.string(key);
    encodeProperty(state, value, key);
  }
}

function encodeProperty(state: Encoding, owner: object, key: string | number): void {
  const property = Object.getOwnPropertyDescriptor(owner, key);
  if (property === undefined) state.out.u8(Tag.hole);
  else if (!("value" in property)) placeholder(state.out, "accessor");
  else encode(state, property.value);
}

function encodeTyped(out: ByteWriter, value: NodeJS.TypedArray): void {
  const kind = (TYPED as readonly string[]).indexOf(Object.prototype.toString.call(value).slice(8, -1));
  if (kind < 0 || value.length > MAX_TEXT) return placeholder(out, `typed array of ${value.length}`);
  out.u8(Tag.typed);
  out.u8(kind);
  out.u32(value.byteLength);
  out.raw(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
}

/** An own data property that is text, else "". */
function ownText(value: object, key: string): string {
  const property = Object.getOwnPropertyDescriptor(value, key);
  return typeof property?.value === "string" ? property.value : "";
}

/** Name of the class of an object: "" for a plain object or one without a prototype. */
function prototypeName(value: object): string {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || prototype === Object.prototype ? "" : classNameOf(prototype);
}

/** Name of the class that a prototype is of, "" where it tells none. */
export function classNameOf(prototype: object): string {
  const made = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value as unknown;
  return typeof made === "function" ? ownText(made, "name") : "";
}

/** What a decoded class instance is: its class by name, its own enumerable data properties. */
export class Instance {
  readonly className: string;
  readonly properties: Record<string, unknown>;
  constructor(className: string, properties: Record<string, unknown>) {
    this.className = className;
    this.properties = properties;
  }
}

/** Reads one value. Class instances come back as {@link Instance}, what was not kept as {@link Placeholder}. @throws RangeError on damaged bytes. */
export function decodeValue(from: ByteReader): unknown {
  const tag = from.u8();
  switch (tag) {
    case Tag.undefined:
    case Tag.hole:
      return undefined;
    case Tag.null:
      return null;
    case Tag.false:
      return false;
    case Tag.true:
      return true;
    case Tag.number:
      return from.f64();
    case Tag.string:
      return from.string();
    case Tag.bigint: {
      const digits = from.string();
      return digits.startsWith("-") ? -BigInt(`0x${digits.slice(1)}`) : BigInt(`0x${digits}`);
    }
    case Tag.date:
      return new Date(from.f64());
    case Tag.array:
      return Array.from({ length: from.u32() }, () => decodeValue(from));
    case Tag.object:
      return decodeRecord(from);
    case Tag.map:
      return new Map(Array.from({ length: from.u32() }, () => [decodeValue(from), decodeValue(from)] as const));
    case Tag.set:
      return new Set(Array.from({ length: from.u32() }, () => decodeValue(from)));
    case Tag.typed:
      return decodeTyped(from);
    case Tag.error:
      return new Placeholder(`${from.string()}: ${from.string()}`);
    case Tag.regexp:
      return new Placeholder(from.string());
    case Tag.symbol:
      return new Placeholder(`Symbol(${from.string()})`);
    case Tag.placeholder:
      return new Placeholder(from.string());
    default:
      throw new RangeError(`Expected a value tag from 0 to 17, got ${tag}`);
  }
}

function decodeRecord(from: ByteReader): unknown {
  const className = from.string();
  const count = from.u32();
  const properties: Record<string, unknown> = {};
  for (let index = 0; index < count; index++) {
    const key = from.string();
    const value = decodeValue(from);
    Object.defineProperty(properties, key, { value, writable: true, enumerable: true, configurable: true });
  }
  return className === "" ? properties : new Instance(className, properties);
}

function decodeTyped(from: ByteReader): unknown {
  const kind = TYPED[from.u8()];
  const bytes = from.raw(from.u32());
  if (kind === undefined) throw new RangeError("Expected a typed array kind");
  const copy = bytes.slice().buffer;
  return new (globalThis[kind] as new (buffer: ArrayBuffer) => unknown)(copy);
}
