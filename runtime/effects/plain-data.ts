/**
 * Data that is the same after it was written and read again: what a structured clone keeps, and nothing that it would drop or change.
 * Nothing of the program's own runs here.
 */
import { types } from "node:util";
import type { Deserializer, Serializer } from "node:v8";
import { v8 } from "../format/built-in.ts";
import { classNameOf } from "../format/value.ts";

/** Text, base64, that {@link readPlain} makes the same data of. @param value - of which {@link whyNotPlain} says null */
export function writePlain(value: unknown): string {
  const writer = new (v8().Serializer)() as Writer;
  writer._setTreatArrayBufferViewsAsHostObjects(true);
  writer._writeHostObject = (view: ArrayBufferView) => {
    writer.writeUint32(VIEWS.indexOf(viewName(view)));
    writer.writeUint32(view.byteLength);
    writer.writeRawBytes(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  };
  writer.writeHeader();
  writer.writeValue(value);
  return writer.releaseBuffer().toString("base64");
}

/** @param text - what {@link writePlain} gave. @throws Error where it is something else */
export function readPlain(text: string): unknown {
  const reader = new (v8().Deserializer)(Buffer.from(text, "base64")) as Reader;
  reader._readHostObject = () => {
    const name = VIEWS[reader.readUint32()]!;
    const bytes = new Uint8Array(reader.readRawBytes(reader.readUint32()));
    if (name === "Buffer") return Buffer.from(bytes);
    return new (globalThis as unknown as Record<string, new (buffer: ArrayBuffer) => object>)[name]!(bytes.buffer);
  };
  reader.readHeader();
  return reader.readValue();
}

/** Of one value, about: writing more takes too long. */
const MOST_BYTES = 2 ** 24;

type Writer = Serializer & { _setTreatArrayBufferViewsAsHostObjects(on: boolean): void; _writeHostObject(view: ArrayBufferView): void };
type Reader = Deserializer & { _readHostObject(): object };

const VIEWS = (
  "Buffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array " +
  "BigInt64Array BigUint64Array"
).split(" ");

function viewName(view: ArrayBufferView): string {
  if (Object.getPrototypeOf(view) === Buffer.prototype) return "Buffer";
  return types.isDataView(view) ? "DataView" : (typedArrayName.call(view) as string);
}

const typedArrayName = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)!.get!;

/** What of a value would be lost or another one, in words; null where nothing is. */
export function whyNotPlain(value: unknown): string | null {
  const seen = new Set<object>();
  const open: { readonly at: string; readonly value: unknown }[] = [{ at: "", value }];
  let bytes = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { at, value: found } = next;
    bytes += typeof found === "string" ? found.length : 8;
    if (bytes > MOST_BYTES) return `more than ${MOST_BYTES} bytes`;
    if (typeof found === "function" || typeof found === "symbol") return `a ${typeof found}${place(at)}`;
    if (typeof found !== "object" || found === null || seen.has(found)) continue;
    seen.add(found);
    if (ArrayBuffer.isView(found)) {
      const { buffer } = found;
      if (seen.has(buffer) && viewName(found) !== "Buffer") return `a buffer that is seen in two ways${place(at)}`;
      seen.add(buffer);
      bytes += found.byteLength;
    } else if (types.isArrayBuffer(found)) bytes += found.byteLength;
    const why = whyNotPlainObject(found);
    if (why !== null) return `${why}${place(at)}`;
    if (types.isMap(found)) for (const [key, item] of mapEntries.call(found)) open.push({ at: `${at}.keys()`, value: key }, { at: `${at}.get()`, value: item });
    if (types.isSet(found)) for (const item of setValues.call(found)) open.push({ at: `${at}.values()`, value: item });
    if (ArrayBuffer.isView(found) || types.isArrayBuffer(found)) continue;
    for (const key of Object.keys(found))
      open.push({ at: Array.isArray(found) ? `${at}[${key}]` : `${at}.${key}`, value: (found as Record<string, unknown>)[key] });
  }
  return null;
}

const mapEntries = Map.prototype.entries;
const setValues = Set.prototype.values;

function place(at: string): string {
  return at === "" ? "" : ` at ${at}`;
}

const KINDS: readonly { readonly prototype: object; readonly is: (value: object) => boolean; readonly hidden?: readonly string[] }[] = [
  { prototype: Array.prototype, is: Array.isArray, hidden: ["length"] },
  { prototype: Date.prototype, is: types.isDate },
  { prototype: Map.prototype, is: types.isMap },
  { prototype: Set.prototype, is: types.isSet },
  { prototype: ArrayBuffer.prototype, is: types.isArrayBuffer },
];

/** What of the object itself would be lost; what it holds is asked for by the caller. */
function whyNotPlainObject(value: object): string | null {
  if (types.isProxy(value)) return "a proxy";
  const prototype: unknown = Object.getPrototypeOf(value);
  if (ArrayBuffer.isView(value)) return isPlainView(value, prototype) ? null : className(prototype);
  const kind = KINDS.find((one) => one.is(value));
  const isKnown = kind === undefined ? prototype === Object.prototype && !isOther(value) : kind.prototype === prototype;
  if (!isKnown) return className(prototype);
  if (!Object.isExtensible(value)) return "an object that cannot be extended";
  for (const key of Reflect.ownKeys(value)) {
    if (typeof key === "symbol") return "a property that is named by a symbol";
    const property = Object.getOwnPropertyDescriptor(value, key)!;
    if (kind?.hidden?.includes(key) === true) continue;
    if (!("value" in property)) return `an accessor (${key})`;
    if (property.enumerable !== true || property.writable !== true || property.configurable !== true) return `a hidden or constant property (${key})`;
  }
  return null;
}

/** Plain by its prototype alone. */
function isOther(value: object): boolean {
  return (
    types.isNativeError(value) ||
    types.isRegExp(value) ||
    types.isPromise(value) ||
    types.isBoxedPrimitive(value) ||
    types.isArgumentsObject(value) ||
    types.isExternal(value) ||
    types.isModuleNamespaceObject(value) ||
    types.isWeakMap(value) ||
    types.isWeakSet(value) ||
    types.isSharedArrayBuffer(value)
  );
}

/** A view of the prototype of its kind, with nothing of its own, and all of its buffer: others that see the same would no longer do so. Buffers share theirs by nature. */
function isPlainView(value: ArrayBufferView, prototype: unknown): boolean {
  const name = viewName(value);
  const made = (globalThis as Record<string, unknown>)[name] as { readonly prototype?: unknown } | undefined;
  if (!VIEWS.includes(name) || made?.prototype !== prototype || types.isSharedArrayBuffer(value.buffer)) return false;
  if (name !== "Buffer" && value.byteLength !== value.buffer.byteLength) return false;
  // Naming the elements of a large one takes longer than all else.
  if (value.byteLength > 100_000) return true;
  return Reflect.ownKeys(value).length === (name === "DataView" ? 0 : (value as Uint8Array).length);
}

function className(prototype: unknown): string {
  if (prototype === null) return "an object without prototype";
  const name = classNameOf(prototype as object);
  return name === "" ? "an object with a prototype of its own" : `an instance of ${name}`;
}
