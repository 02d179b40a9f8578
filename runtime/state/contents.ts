/** The contents of one object, written by kind. decode.ts reads them, make.ts and fill.ts restore them. */
import Module from "node:module";
import { inspect, types } from "node:util";
import { adapterOf, writeAdapted } from "./adapters.ts";
import { writeBuffer, writeOverBuffer, writeRaw } from "./buffers.ts";
import { writeClassPrototype, writeFunction } from "./functions.ts";
import { placeOf, writeGenerator } from "./generators.ts";
import { writeIterator } from "./iterators.ts";
import { Kind } from "./kind.ts";
import { writeEnvironment } from "./environments.ts";
import { classify, foreignClass, isClassPrototype, type OpaqueKind } from "./kinds.ts";
import { hasPrivates } from "./privates.ts";
import { mapSize, setSize } from "./places.ts";
import { writeProperties } from "./properties.ts";
import { isPrimitive, type StateWriter } from "./references.ts";
import { originOf, writeOrigin } from "./origins.ts";
import { shared, weakly } from "./shared.ts";
import { writeAddress, writeQuery } from "./urls.ts";

/** Writes one object. @returns whether its entries are weak: they are looked for when everything else is written. */
export function writeContents(writer: StateWriter, value: object | symbol): boolean {
  const origin = typeof value === "symbol" ? null : originOf(value);
  if (origin !== null) return (writeOrigin(writer, value as object, origin), false);
  // A proxy is asked nothing: its traps are the program's own code.
  if (types.isProxy(value)) return writeOpaque(writer, classify(value as object).opaque!);
  if (typeof value === "object" && shared.environment.is(value)) return (writeEnvironment(writer, value), false);
  if (typeof value === "object") return isClassPrototype(value) ? writeClassPrototype(writer, value) : writeObject(writer, value);
  if (typeof value === "symbol") writeSymbol(writer, value);
  else if (isRequire(value)) writeOpaque(writer, REQUIRE);
  else writeFunction(writer, value);
  return false;
}

const moduleCache = (Module as unknown as { readonly _cache: unknown })._cache;
const REQUIRE: OpaqueKind = { reason: "a `require` function", unusable: false, silent: true };

/** `createRequire(import.meta.url)`: all modules that are loaded hang on it. */
function isRequire(fn: object): boolean {
  return Object.getOwnPropertyDescriptor(fn, "cache")?.value === moduleCache;
}

function writeSymbol(writer: StateWriter, value: symbol): void {
  writer.out.u8(Kind.symbol);
  writer.out.string(value.description ?? "");
  writer.out.u8(value.description === undefined ? 0 : 1);
  if (!shared.symbols.has(weakly(value))) writer.unmakeable(`a symbol made inside the loop by code that is not instrumented (${String(value.description)})`);
}

function writeObject(writer: StateWriter, value: object): boolean {
  const { out } = writer;
  if (adapterOf(value) !== null) {
    writeAdapted(writer, value);
    return false;
  }
  const { kind, opaque } = classify(value);
  if (opaque !== null) return writeOpaque(writer, opaque);
  if (kind === Kind.array && writeElements(writer, value as unknown[])) return false;
  const place = kind === Kind.generator ? placeOf(value) : null;
  if (typeof place === "string") return writeOpaque(writer, { reason: place, unusable: true, silent: false });
  const foreign = foreignClass(value);
  if (foreign !== null) writer.opaque(`an object of class ${foreign}, which is not instrumented: it may keep hidden state`, { unusable: false, silent: false });
  out.u8(kind);
  // A generator's is that of its function.
  writer.ref("__proto__", place === null ? Object.getPrototypeOf(value) : null);
  if (place !== null) writeGenerator(writer, place);
  writeBody(writer, kind, value);
  writeProperties(writer, value, kind);
  return kind === Kind.weakMap || kind === Kind.weakSet;
}

function writeOpaque(writer: StateWriter, opaque: OpaqueKind): false {
  writer.out.u8(Kind.opaque);
  writer.unmakeable(opaque.reason);
  writer.opaque(opaque.reason, opaque);
  return false;
}

/** An array that has nothing but its elements: those at once, none of them by its key. @returns false where it is another */
function writeElements(writer: StateWriter, value: readonly unknown[]): boolean {
  if (writer.outline) return outlineArray(writer, value);
  const { out } = writer;
  const isOrdinary = Object.getPrototypeOf(value) === Array.prototype && Object.isExtensible(value) && isLengthWritable(value);
  if (value.length === 0 || !isOrdinary) return false;
  const isNumbers = areNumbers(value);
  if ((!isNumbers && !arePlain(value)) || !hasIndicesAlone(value) || hasPrivates(value)) return false;
  out.u8(isNumbers ? Kind.numbers : Kind.items);
  out.u32(value.length);
  for (let index = 0; index < value.length; index++) {
    if (isNumbers) out.f64(value[index] as number);
    else writer.ref(index, value[index]);
  }
  return true;
}

function areNumbers(value: readonly unknown[]): boolean {
  for (let index = 0; index < value.length; index++) if (typeof value[index] !== "number") return false;
  return true;
}

/** Whether all elements are there, and are as assigning makes them. */
function arePlain(value: readonly unknown[]): boolean {
  for (let index = 0; index < value.length; index++) {
    const element = Object.getOwnPropertyDescriptor(value, index);
    if (element?.writable !== true || element.enumerable !== true || element.configurable !== true) return false;
  }
  return true;
}

/** The objects in an array that has nothing but its elements. */
function outlineArray(writer: StateWriter, value: readonly unknown[]): boolean {
  if (!hasIndicesAlone(value) || hasPrivates(value)) return false;
  writer.out.u8(Kind.array);
  writer.ref("__proto__", Object.getPrototypeOf(value));
  writer.out.u32(value.length);
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (isPrimitive(item)) continue;
    writer.out.u32(index);
    writer.ref(index, item);
  }
  return true;
}

/** Whether an array has nothing but its elements. Listing the keys of a large one costs more than its numbers; Node's inspection lists those that are not indices natively. */
function hasIndicesAlone(value: readonly unknown[]): boolean {
  const last = value.length - 1;
  if (value.length <= 64) {
    // Indices come first: where one is missing, another key stands in the last one's place.
    const keys = Reflect.ownKeys(value);
    return keys.length === value.length + 1 && (last < 0 || keys[last] === String(last));
  }
  const shown = inspect(value, { maxArrayLength: 0, depth: 0, customInspect: false, showHidden: true });
  return /^\[ \.\.\. \d+ more items?, \[length\]: \d+ \]$/.test(shown);
}

/** A frozen array cannot grow or shrink: `length` has an attribute of its own. */
function writeLength({ out }: StateWriter, value: readonly unknown[]): void {
  out.f64(value.length);
  out.u8(isLengthWritable(value) ? 1 : 0);
}

function isLengthWritable(value: readonly unknown[]): boolean {
  return Object.getOwnPropertyDescriptor(value, "length")!.writable === true;
}

function writeBody(writer: StateWriter, kind: number, value: object): void {
  const { out } = writer;
  if (kind === Kind.array) writeLength(writer, value as unknown[]);
  else if (kind === Kind.date) out.f64(Date.prototype.getTime.call(value));
  else if (kind === Kind.regexp) writeRegExp(writer, value as RegExp);
  else if (kind === Kind.map) writeEntries(writer, value as Map<unknown, unknown>);
  else if (kind === Kind.set) writeItems(writer, value as Set<unknown>);
  else if (kind === Kind.buffer || kind === Kind.sharedBuffer) writeBuffer(writer, kind, value as ArrayBuffer);
  else if (kind === Kind.chunk) writeRaw(writer, value as Uint8Array);
  else if (kind === Kind.typed || kind === Kind.view) writeOverBuffer(writer, kind, value as Uint8Array);
  else if (kind === Kind.boxed) writer.ref("valueOf()", unboxed(value));
  else if (kind === Kind.address) writeAddress(writer, value as URL);
  else if (kind === Kind.query) writeQuery(writer, value as URLSearchParams);
  else if (kind === Kind.iterator) writeIterator(writer, value);
  else if (kind === Kind.arguments) writeArguments(writer, value);
}

function writeRegExp(writer: StateWriter, value: RegExp): void {
  writer.text(regExpSource.call(value));
  writer.text(regExpFlags.call(value));
}

function writeEntries(writer: StateWriter, value: Map<unknown, unknown>): void {
  writer.keyed(value);
  writer.out.u32(mapSize.call(value));
  for (const [key, item] of Map.prototype.entries.call(value) as Iterable<[unknown, unknown]>) {
    if (writer.outline && isPrimitive(item) && isPrimitive(key)) continue;
    if (writer.outline && isPrimitive(key)) writer.text(String(key));
    writer.ref("(key)", key);
    writer.ref(isPrimitive(item) ? "get(...)" : entryStep(key), item);
  }
}

/** How a program would write the way to an entry's value. */
function entryStep(key: unknown): string {
  return typeof key === "string" || typeof key === "number" ? `get(${JSON.stringify(key)})` : "get(...)";
}

function writeItems(writer: StateWriter, value: Set<unknown>): void {
  writer.keyed(value);
  writer.out.u32(setSize.call(value));
  for (const item of Set.prototype.values.call(value) as Iterable<unknown>) if (!writer.outline || !isPrimitive(item)) writer.ref("(item)", item);
}

/** `arguments` of a sloppy function may share its elements with the parameters: such a one is patched, but never made anew. */
function writeArguments(writer: StateWriter, value: object): void {
  if (Object.getOwnPropertyDescriptor(value, "callee")?.get === undefined) writer.unmakeable("an `arguments` object of a sloppy function");
}

/** The primitive in a boxed one. */
function unboxed(value: object): unknown {
  for (const read of UNBOX) {
    try {
      return read.call(value);
    } catch {
      // of another type
    }
  }
  return undefined;
}

const UNBOX: readonly (() => unknown)[] = [
  Number.prototype.valueOf,
  String.prototype.valueOf,
  Boolean.prototype.valueOf,
  BigInt.prototype.valueOf,
  Symbol.prototype.valueOf,
];
// The program's subclasses may override these; the walk must not run that.
const getterOf = (prototype: object, key: string): (() => never) => Object.getOwnPropertyDescriptor(prototype, key)!.get as () => never;
const regExpSource = getterOf(RegExp.prototype, "source");
const regExpFlags = getterOf(RegExp.prototype, "flags");
