/** Own properties, the order of their keys, integrity levels, and #private members: what every kind of object has. */
import { inspect } from "node:util";
import type { ObjectData, PropertyData } from "./decode.ts";
import { Kind } from "./kind.ts";
import { privatesOf, writePrivates } from "./privates.ts";
import { Flag, isPrimitive, Shape, type StateWriter } from "./references.ts";

const FUNCTION: ReadonlySet<string | symbol> = new Set(["length", "name", "prototype", "arguments", "caller"]);
const ARRAY: ReadonlySet<string | symbol> = new Set(["length"]);
const ERROR: ReadonlySet<string | symbol> = new Set(["stack"]);
const NONE: ReadonlySet<string | symbol> = new Set();

/** Keys that are not state of their own in a kind of object. */
function leftOut(kind: number): ReadonlySet<string | symbol> {
  if (kind === Kind.function) return FUNCTION;
  if (kind === Kind.array || kind === Kind.boxed) return ARRAY;
  return kind === Kind.error ? ERROR : NONE;
}

/** Kinds whose indices are their contents. */
function isIndexed(kind: number): boolean {
  return kind === Kind.typed || kind === Kind.chunk || kind === Kind.boxed;
}

/** The own keys that are state. */
function stateKeys(value: object, kind: number): (string | symbol)[] {
  if (isIndexed(kind)) {
    if (kind !== Kind.boxed && hasIndicesOnly(value as Uint8Array)) return [];
    return Reflect.ownKeys(value).filter((key) => !isIndex(key) && !leftOut(kind).has(key));
  }
  const left = leftOut(kind);
  const keys = Reflect.ownKeys(value);
  return left.size === 0 ? keys : keys.filter((key) => !left.has(key));
}

/** Listing the keys of a large typed array costs more than its bytes; Node's inspection lists those beside the indices natively, so a bare twin must look the same. */
function hasIndicesOnly(value: Uint8Array): boolean {
  const type = value.length <= 64 ? undefined : PLAIN_TYPED.get(Object.getPrototypeOf(value) as object);
  if (type === undefined) return false;
  const twin = type(value.buffer as ArrayBuffer, value.byteOffset, value.length);
  const shown = { maxArrayLength: 0, depth: 0, customInspect: false, showHidden: true };
  return inspect(value, shown) === inspect(twin, shown);
}

type Twin = (buffer: ArrayBuffer, offset: number, length: number) => object;

const PLAIN_TYPED: ReadonlyMap<object, Twin> = new Map<object, Twin>([
  [Buffer.prototype, (buffer, offset, length) => Buffer.from(buffer, offset, length)],
  ...[
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
  ].map((type): [object, Twin] => [type.prototype, (buffer, offset, length) => new type(buffer, offset, length)]),
]);

/** Writes integrity, own properties and private members. */
export function writeProperties(writer: StateWriter, value: object, kind: number): void {
  const { out } = writer;
  const privates = privatesOf(value);
  out.u8((Object.isExtensible(value) ? Shape.extensible : 0) | (privates.length > 0 ? Shape.privates : 0));
  const keys = stateKeys(value, kind);
  out.u32(keys.length);
  for (const key of keys) {
    if (writer.outline) outlineProperty(writer, value, key);
    else writeProperty(writer, value, key);
  }
  if (privates.length > 0) writePrivates(writer, value, privates);
}

/** One own property with its attributes; accessors are written, never called. */
export function writeProperty(writer: StateWriter, value: object, key: string | symbol): void {
  writeDescribed(writer, key, Object.getOwnPropertyDescriptor(value, key)!);
}

function writeDescribed(writer: StateWriter, key: string | symbol, property: PropertyDescriptor): void {
  const { out } = writer;
  writer.ref("(key)", key);
  const flags = (property.writable ? Flag.writable : 0) | (property.enumerable ? Flag.enumerable : 0) | (property.configurable ? Flag.configurable : 0);
  const step = isIndex(key) ? Number(key) : key;
  if (property.get === undefined && property.set === undefined) {
    out.u8(flags);
    return writer.ref(step, property.value);
  }
  out.u8(flags | Flag.accessor);
  writer.ref(step, property.get);
  writer.ref(step, property.set);
}

/** One own property, where it leads to an object. */
function outlineProperty(writer: StateWriter, value: object, key: string | symbol): void {
  const property = Object.getOwnPropertyDescriptor(value, key)!;
  if (typeof key === "string" && isPrimitive(property.value) && property.get === undefined && property.set === undefined) return;
  if (typeof key === "string") writer.text(key);
  writeDescribed(writer, key, property);
}

/** Whether the language takes a key for an index ("01" and "4294967295" are names like others). */
export function isIndex(key: PropertyKey): boolean {
  return typeof key === "string" && /^(0|[1-9]\d{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1;
}

/** Gives a live object the prototype that was saved. @param value - what a saved reference means in this process. */
export function fillPrototype(data: ObjectData, object: object, value: (saved: unknown) => unknown): void {
  const prototype = value(data.prototype) as object | null;
  if (Object.getPrototypeOf(object) !== prototype) Object.setPrototypeOf(object, prototype);
}

/** The last step: what took no more properties takes none. */
export function closeLike(data: ObjectData, object: object): void {
  if (!data.extensible && Object.isExtensible(object)) Object.preventExtensions(object);
}

/** Makes the own properties of a live object those of the saved one. @param value - what a saved reference means in this process. */
export function fillProperties(data: ObjectData, object: object, value: (saved: unknown) => unknown): void {
  const wanted = data.properties.map((property) => ({ ...property, key: value(property.key) as PropertyKey }));
  const order = wanted.map(({ key }) => key);
  const keys = new Set(order);
  const own = stateKeys(object, data.kind);
  const present = own.filter((key) => keys.has(key));
  for (const key of own) if (!keys.has(key)) remove(object, key);
  for (const isOf of [isName, isSymbol]) for (const key of outOfPlace(present.filter(isOf), order.filter(isOf))) remove(object, key);
  for (const property of wanted) fillProperty(object, property.key, property, value);
}

/** Makes one own property what was saved. */
export function fillProperty(object: object, key: PropertyKey, saved: PropertyData, value: (saved: unknown) => unknown): void {
  const now = Object.getOwnPropertyDescriptor(object, key);
  const [get, set] = saved.flags & Flag.accessor ? (saved.value as [unknown, unknown]).map((part) => value(part)) : [];
  const wanted = saved.flags & Flag.accessor ? { get, set } : { value: value(saved.value), writable: (saved.flags & Flag.writable) !== 0 };
  const whole = {
    ...wanted,
    enumerable: (saved.flags & Flag.enumerable) !== 0,
    configurable: (saved.flags & Flag.configurable) !== 0,
  } as PropertyDescriptor;
  if (now !== undefined && sameProperty(now, whole)) return;
  Object.defineProperty(object, key, whole);
}

/** Texts come before symbols, indices before both, whenever they are added: only keys of one sort have an order among themselves. */
function isName(key: PropertyKey): boolean {
  return typeof key === "string" && !isIndex(key);
}

function isSymbol(key: PropertyKey): boolean {
  return typeof key === "symbol";
}

/** Those keys that must go and come again, because one that is wanted before them is not there or stands behind them. */
function outOfPlace(present: readonly PropertyKey[], wanted: readonly PropertyKey[]): readonly PropertyKey[] {
  const first = present.findIndex((key, index) => key !== wanted[index]);
  return first === -1 ? [] : present.slice(first);
}

function sameProperty(now: PropertyDescriptor, wanted: PropertyDescriptor): boolean {
  return (
    Object.is(now.value, wanted.value) &&
    now.get === wanted.get &&
    now.set === wanted.set &&
    (now.writable ?? false) === (wanted.writable ?? false) &&
    now.enumerable === wanted.enumerable &&
    now.configurable === wanted.configurable
  );
}

/** Takes an own property away. @throws Error where that cannot be. */
export function remove(object: object, key: PropertyKey): void {
  if (!Reflect.deleteProperty(object, key)) throw new Error(`property ${String(key)} cannot be removed again`);
}
