/** Puts saved contents into one object, by kind. */
import { restoreAdapted } from "./adapters.ts";
import { fillBuffer, type BufferData } from "./buffers.ts";
import { capturesOf } from "./captures.ts";
import { fillMember } from "./class-members.ts";
import type { FunctionData, ObjectData } from "./decode.ts";
import { fillEnvironment } from "./environments.ts";
import { fillCaptures, fillClassPrototype } from "./functions.ts";
import { setGenerator, type GeneratorData } from "./generators.ts";
import { setIterator, type IteratorData } from "./iterators.ts";
import { Kind } from "./kind.ts";
import { fillOrigin } from "./origins.ts";
import { fillPrivates } from "./privates.ts";
import type { Keyed } from "./places.ts";
import { closeLike, fillProperties, fillProperty, fillPrototype, isIndex, remove } from "./properties.ts";
import { Flag, UNREADABLE } from "./references.ts";
import type { Environment } from "./shared.ts";
import { fillAddress, fillQuery } from "./urls.ts";
import { fillWeak } from "./weak.ts";

/** What filling needs to know of the whole restore. */
export interface Filling {
  /** What a saved reference means in this process. */
  readonly value: (saved: unknown) => unknown;
  /** Reads what an adapter saved. */
  readonly apart: (bytes: Uint8Array) => unknown;
  /** Every object and symbol of the loop's entry and of the state. */
  readonly known: () => ReadonlySet<object | symbol>;
  /** Collections that others iterate: how many of their entries came after the loop's entry (places.ts). */
  readonly added: ReadonlyMap<object, number>;
  /** The same state was restored a moment ago, before the loop's head. */
  readonly again: boolean;
  /** Collections that were emptied and filled again. */
  readonly refilled: Set<Keyed>;
  /** What is done when all objects are filled. */
  readonly late: (() => void)[];
}

/** Fills one object. @throws Error where something cannot be set. */
export function fillObject(filling: Filling, data: ObjectData, object: object | symbol): void {
  const { value } = filling;
  if (typeof object === "symbol" || data.kind === Kind.opaque || data.kind === Kind.template) return;
  if (data.kind === Kind.proxy || data.kind === Kind.revoker || data.kind === Kind.bound) return fillOrigin(data, object, value);
  if (data.kind === Kind.member) return fillMember(data, object, value);
  if (data.kind === Kind.environment) return fillEnvironment(object as Environment, data, value);
  if (data.kind === Kind.prototype) return fillClassPrototype(data, object, value);
  if (data.kind === Kind.adapted) return void restoreAdapted(value(data.prototype) as object, filling.apart(data.payload as Uint8Array), object);
  if (data.kind !== Kind.generator) fillPrototype(data, object, value);
  if (data.kind === Kind.numbers) return fillNumbers(object as number[], data.payload as number[]);
  if (data.kind === Kind.items) return fillElements(object as unknown[], data.payload as unknown[], value);
  fillPayload(filling, data, object);
  fillProperties(data, object, value);
  if (data.kind === Kind.array && !(data.payload as [number, boolean])[1]) Object.defineProperty(object, "length", { writable: false });
  if (data.privates.length > 0) fillPrivates(data.privates, object, value);
  closeLike(data, object);
}

function fillPayload(filling: Filling, data: ObjectData, object: object): void {
  const { kind, payload } = data;
  if (kind === Kind.array) setLength(object as unknown[], (payload as [number, boolean])[0]);
  else if (kind === Kind.date) Date.prototype.setTime.call(object, payload as number);
  else if (kind === Kind.map) fillEntries(filling, object as Map<unknown, unknown>, payload as [unknown, unknown][]);
  else if (kind === Kind.set) fillItems(filling, object as Set<unknown>, payload as unknown[]);
  else if (kind === Kind.buffer || kind === Kind.sharedBuffer) fillBuffer(object as ArrayBuffer, payload as BufferData);
  else if (kind === Kind.chunk) Uint8Array.prototype.set.call(object as Uint8Array, payload as Uint8Array);
  else if (kind === Kind.address) fillAddress(object as URL, (payload as [string, unknown])[0]);
  else if (kind === Kind.query) fillQuery(object as URLSearchParams, payload as [string, string][]);
  else if (kind === Kind.weakMap || kind === Kind.weakSet) fillWeak(object, data.weak, { value: filling.value, known: filling.known() });
  else if (kind === Kind.generator) filling.late.push(() => setGenerator(object, payload as GeneratorData, filling.value));
  else if (kind === Kind.iterator) filling.late.push(() => setIterator(object, payload as IteratorData));
  else if (kind === Kind.function) fillFunction(filling, object, payload as FunctionData);
}

function fillFunction({ value }: Filling, object: object, { captured }: FunctionData): void {
  if (!captured.includes(UNREADABLE))
    fillCaptures(
      capturesOf(object),
      captured.map((item) => value(item)),
    );
}

function fillEntries(filling: Filling, map: Map<unknown, unknown>, saved: readonly [unknown, unknown][]): void {
  const entries = saved.map(([key, item]) => [filling.value(key), filling.value(item)] as const);
  const keys = entries.map(([key]) => key);
  keepFirst(filling, map, { keys, present: () => Map.prototype.keys.call(map), remove: Map.prototype.delete, clear: Map.prototype.clear });
  for (const [key, item] of entries) Map.prototype.set.call(map, key, item);
}

function fillItems(filling: Filling, set: Set<unknown>, saved: readonly unknown[]): void {
  const keys = saved.map((item) => filling.value(item));
  keepFirst(filling, set, { keys, present: () => Set.prototype.values.call(set), remove: Set.prototype.delete, clear: Set.prototype.clear });
  for (const item of keys) Set.prototype.add.call(set, item);
}

interface Entries<T> {
  /** What the collection is to hold, in order. */
  readonly keys: readonly unknown[];
  readonly present: () => Iterable<unknown>;
  readonly remove: (this: T, key: unknown) => boolean;
  readonly clear: (this: T) => void;
}

/**
 * Leaves a beginning of what a Map or Set is to hold: the entries that stayed in, where that is known. Elsewhere, if it takes more than leaving out
 * keys, all is taken out: iterators over it begin anew, those that are state are set to their places, loops over it are told (`refilled`).
 */
function keepFirst<T extends Keyed>({ added, again, refilled }: Filling, collection: T, entries: Entries<T>): void {
  const { keys, present, remove, clear } = entries;
  const count = added.get(collection);
  if (count !== undefined) {
    if (!again || !isBeginning(present(), keys)) keepStaying(collection, keys.slice(0, keys.length - count), entries);
    return;
  }
  const wanted = new Set(keys);
  for (const key of present()) if (!wanted.has(key)) remove.call(collection, key);
  if (isBeginning(present(), keys)) return;
  clear.call(collection);
  refilled.add(collection);
}

/** @param stayed - the entries that were there at the loop's entry and were never taken out. */
function keepStaying<T extends object>(collection: T, stayed: readonly unknown[], { present, remove }: Entries<T>): void {
  const kept = new Set(stayed);
  for (const key of present()) if (!kept.has(key)) remove.call(collection, key);
  const now = [...present()];
  if (now.length !== stayed.length || !isBeginning(now, stayed)) throw new Error("a Map or Set that a loop iterates holds other entries than in the past run");
}

function isBeginning(present: Iterable<unknown>, keys: readonly unknown[]): boolean {
  return [...present].every((key, index) => Object.is(key, keys[index]));
}

function fillNumbers(array: number[], saved: readonly number[]): void {
  setLength(array, saved.length);
  for (let index = 0; index < saved.length; index++) array[index] = saved[index]!;
  removeOthers(array);
}

function fillElements(array: unknown[], saved: readonly unknown[], value: (saved: unknown) => unknown): void {
  setLength(array, saved.length);
  for (let index = 0; index < saved.length; index++) fillProperty(array, index, { key: index, flags: Flag.plain, value: saved[index] }, value);
  removeOthers(array);
}

/** Takes away what is no element. */
function removeOthers(array: unknown[]): void {
  const keys = Reflect.ownKeys(array);
  if (keys.length === array.length + 1) return;
  for (const key of keys) if (key !== "length" && !isIndex(key)) remove(array, key);
}

function setLength(array: unknown[], length: number): void {
  if (array.length !== length) array.length = length;
}
