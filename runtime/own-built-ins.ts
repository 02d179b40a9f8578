/**
 * The language's own functions as they were when the runtime was loaded: what the program replaces, wraps or pollutes later is not called by hindlog,
 * and does not change what hindlog does. The sources of the runtime are written as any others; where the runtime's files are put together
 * (runtime/build/compile.mjs), what they call of the language is led here (docs/decisions/033).
 *
 * Invariants
 * 1. Nothing here looks up a member of a prototype once it is loaded, and nothing iterates by an iterator of the language that could be replaced.
 * 2. What is given is of the kind that the types say: no object of the program is iterated here by its own rules.
 */
import { types } from "node:util";

const { bind, call } = Function.prototype;

type Uncurried<F> = F extends (...args: infer A) => infer R ? (self: unknown, ...args: A) => R : never;

/** A method as a function of what it is called on. */
export const uncurry: <F>(method: F) => Uncurried<F> = bind.bind(call) as never;

/** What an accessor of a prototype gives, as a function. */
export function getter(prototype: object, key: PropertyKey): (self: unknown) => unknown {
  for (let at: object | null = prototype; at !== null; at = getPrototypeOf(at) as object | null) {
    const get = getOwnPropertyDescriptor(at, key)?.get;
    if (get !== undefined) return uncurry(get) as (self: unknown) => unknown;
  }
  throw new TypeError(`Expected an accessor ${String(key)}`);
}

const { getOwnPropertyDescriptor, getPrototypeOf, defineProperty: define } = Object;
const { isArray } = Array;
const { isMap, isSet, isMapIterator, isSetIterator, isGeneratorObject, isTypedArray } = types;
const { defineProperty: tryToDefine, ownKeys } = Reflect;
const { stringify: toJson } = JSON;
const [OwnMap, OwnSet, plain, list] = [Map, Set, Object.prototype, Array.prototype];
const [OwnString, Int32s, Uint8s] = [String, Int32Array, Uint8Array];

const mapEntries = uncurry(Map.prototype.entries);
const mapSet = uncurry(Map.prototype.set);
const setValues = uncurry(Set.prototype.values);
const setAdd = uncurry(Set.prototype.add);
const mapNext = uncurry((getPrototypeOf(new Map().entries()) as Iterator<unknown>).next);
const setNext = uncurry((getPrototypeOf(new Set().values()) as Iterator<unknown>).next);
const generatorNext = uncurry(((getPrototypeOf(function* () {}) as { prototype: object }).prototype as Iterator<unknown>).next);
const exec = uncurry(RegExp.prototype.exec);
const slice = uncurry(String.prototype.slice);
const then = uncurry(Promise.prototype.then);

type Next = (iterator: unknown) => IteratorResult<unknown>;

/** Iterates by a `next` of the language's own. Nobody else sees one. */
class Steps {
  readonly #iterator: unknown;
  readonly #next: Next;

  constructor(iterator: unknown, next: Next) {
    this.#iterator = iterator;
    this.#next = next;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<unknown> {
    return this.#next(this.#iterator);
  }
}

class Items {
  readonly #of: ArrayLike<unknown>;
  #at = 0;

  constructor(of: ArrayLike<unknown>) {
    this.#of = of;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): { done: boolean; value: unknown } {
    const isDone = this.#at >= this.#of.length;
    return { done: isDone, value: isDone ? undefined : this.#of[this.#at++] };
  }
}

/** Something to iterate, by iterators that nobody replaces. */
export function iterated(given: unknown): Iterable<unknown> {
  if (isArray(given) || isTypedArray(given)) return new Items(given as never) as never;
  if (isMap(given)) return new Steps(mapEntries(given), mapNext as never) as never;
  if (isSet(given)) return new Steps(setValues(given), setNext as never) as never;
  if (isMapIterator(given)) return new Steps(given, mapNext as never) as never;
  if (isSetIterator(given)) return new Steps(given, setNext as never) as never;
  if (isGeneratorObject(given)) return new Steps(given, generatorNext as never) as never;
  return given as Iterable<unknown>;
}

/** The items of something, as an array: one that is there already, or a new one. */
export function listOf(given: unknown): unknown[] {
  if (isArray(given)) return given as unknown[];
  const items: unknown[] = [];
  for (const item of iterated(given)) items[items.length] = item;
  return items;
}

/** `[...a, ...b]`. */
export function joined(...parts: readonly (readonly unknown[])[]): unknown[] {
  const all: unknown[] = [];
  for (let part = 0; part < parts.length; part++) append(all, parts[part]!);
  return all;
}

/** `list.push(...items)`, however many there are. */
export function append(to: unknown[], items: readonly unknown[]): number {
  const count = items.length;
  for (let at = 0; at < count; at++) to[to.length] = items[at];
  return to.length;
}

/** Bytes with the methods of a DataView, which are its own. */
export class OwnView extends DataView<ArrayBuffer> {
  // The one that the language provides iterates its arguments.
  constructor(buffer: ArrayBufferLike, offset?: number, length?: number) {
    super(buffer as ArrayBuffer, offset, length);
  }
}
for (const key of Reflect.ownKeys(DataView.prototype)) {
  const property = Object.getOwnPropertyDescriptor(DataView.prototype, key)!;
  if (key !== "constructor" && typeof property.value === "function") Object.defineProperty(OwnView.prototype, key, property);
}

type Callback<R> = (item: unknown, index: number) => R;

/** As the methods of arrays, but for the constructor that those ask the array for. */
export function map(of: readonly unknown[], by: Callback<unknown>): unknown[] {
  const found: unknown[] = [];
  for (let at = 0; at < of.length; at++) found[at] = by(of[at], at);
  return found;
}

/** See {@link map}. */
export function filter(of: readonly unknown[], by: Callback<unknown>): unknown[] {
  const found: unknown[] = [];
  for (let at = 0; at < of.length; at++) if (by(of[at], at)) found[found.length] = of[at];
  return found;
}

/** See {@link map}. */
export function flatMap(of: readonly unknown[], by: Callback<unknown>): unknown[] {
  return flat(map(of, by));
}

/** See {@link map}; one level. */
export function flat(of: readonly unknown[]): unknown[] {
  const found: unknown[] = [];
  for (let at = 0; at < of.length; at++) {
    const item = of[at];
    if (isArray(item)) append(found, item);
    else found[found.length] = item;
  }
  return found;
}

/** See {@link map}. */
export function sliced(of: readonly unknown[], from = 0, to: number = of.length): unknown[] {
  const found: unknown[] = [];
  const end = to < 0 ? of.length + to : to < of.length ? to : of.length;
  for (let at = from < 0 ? of.length + from : from; at < end; at++) found[found.length] = of[at];
  return found;
}

/** `Array.from`. */
export function arrayFrom(given: unknown, by?: Callback<unknown>): unknown[] {
  const { length } = given as { length?: unknown };
  if (typeof length === "number") {
    const items: unknown[] = [];
    for (let at = 0; at < length; at++) items[at] = by === undefined ? (given as ArrayLike<unknown>)[at] : by((given as ArrayLike<unknown>)[at], at);
    return items;
  }
  const items = listOf(given);
  return by === undefined ? items : map(items, by);
}

/** `Int32Array.from`. */
export function int32From(of: ArrayLike<never>, by: Callback<number> = itself): Int32Array {
  const made = new Int32s(of.length);
  for (let at = 0; at < of.length; at++) made[at] = by(of[at], at);
  return made;
}

/** `Uint8Array.from`. */
export function uint8From(of: ArrayLike<never>, by: Callback<number> = itself): Uint8Array {
  const made = new Uint8s(of.length);
  for (let at = 0; at < of.length; at++) made[at] = by(of[at], at);
  return made;
}

function itself(item: unknown): number {
  return item as number;
}

/** `new Map(entries)`. */
export function mapOf(entries: unknown): Map<unknown, unknown> {
  const made = new OwnMap<unknown, unknown>();
  for (const entry of iterated(entries ?? [])) mapSet(made, (entry as readonly unknown[])[0], (entry as readonly unknown[])[1]);
  return made;
}

/** `new Set(items)`. */
export function setOf(items: unknown): Set<unknown> {
  const made = new OwnSet();
  for (const item of iterated(items ?? [])) setAdd(made, item);
  return made;
}

/** `Object.fromEntries`. */
export function fromEntries(entries: unknown): object {
  const made = {};
  for (const entry of iterated(entries)) {
    const [key, value] = [(entry as readonly PropertyKey[])[0]!, (entry as readonly unknown[])[1]] as const;
    defineProperty(made, key, { value, writable: true, enumerable: true, configurable: true });
  }
  return made;
}

/** Whether a program has given all objects a property that says how properties are defined. */
function isPolluted(): boolean {
  return "value" in plain || "get" in plain || "set" in plain || "writable" in plain || "enumerable" in plain || "configurable" in plain;
}

/** The same properties, and nothing inherited. */
export function bare<T extends object>(given: T): T {
  const made = { __proto__: null } as unknown as Record<PropertyKey, unknown>;
  const keys = ownKeys(given);
  for (let at = 0; at < keys.length; at++) made[keys[at]!] = (given as Record<PropertyKey, unknown>)[keys[at]!];
  return made as T;
}

/** `Object.getOwnPropertyDescriptor`: what it gives has what it says, and no more. */
export function descriptorOf(object: object, key: PropertyKey): PropertyDescriptor | undefined {
  const found = getOwnPropertyDescriptor(object, key);
  return found === undefined || !isPolluted() ? found : bare(found);
}

/** `Object.defineProperty`. */
export function defineProperty<T extends object>(object: T, key: PropertyKey, property: PropertyDescriptor): T {
  return define(object, key, isPolluted() ? bare(property) : property);
}

/** `Reflect.defineProperty`. */
export function mayDefine(object: object, key: PropertyKey, property: PropertyDescriptor): boolean {
  return tryToDefine(object, key, isPolluted() ? bare(property) : property);
}

/** `JSON.stringify` of plain data. */
export function stringify(value: unknown): string | undefined {
  return "toJSON" in plain || "toJSON" in list ? plainJson(value) : toJson(value);
}

function plainJson(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return toJson(value);
  let text = "";
  if (isArray(value)) {
    for (let at = 0; at < value.length; at++) text += `${at === 0 ? "" : ","}${plainJson(value[at]) ?? "null"}`;
    return `[${text}]`;
  }
  const keys = ownKeys(value);
  for (let at = 0; at < keys.length; at++) {
    const written = plainJson((value as Record<PropertyKey, unknown>)[keys[at]!]);
    if (written !== undefined) text += `${text === "" ? "" : ","}${toJson(OwnString(keys[at]))}:${written}`;
  }
  return `{${text}}`;
}

/** `pattern.test(text)`. */
export function test(pattern: RegExp, text: string): boolean {
  return exec(pattern, text) !== null;
}

/** All matches of a global pattern. */
export function matches(text: string, pattern: RegExp): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  pattern.lastIndex = 0;
  for (let match = exec(pattern, text); match !== null; match = exec(pattern, text)) {
    found[found.length] = match;
    if (match[0] === "") pattern.lastIndex++;
  }
  pattern.lastIndex = 0;
  return found;
}

/** The parts of a text between matches of a pattern. */
export function splitBy(text: string, pattern: RegExp): string[] {
  const parts: string[] = [];
  let from = 0;
  let rest = text;
  for (let match = exec(pattern, rest); match !== null; match = exec(pattern, rest)) {
    const at = from + match.index;
    parts[parts.length] = slice(text, from, at);
    from = at + match[0].length;
    rest = slice(text, from);
  }
  parts[parts.length] = rest;
  return parts;
}

/** A text with other words in the place of what a pattern matches: of all of it where the pattern is global, else of the first. */
export function replaceBy(text: string, pattern: RegExp, by: string, isAll: boolean): string {
  let found = "";
  let rest = text;
  for (let match = exec(pattern, rest); match !== null; match = isAll ? exec(pattern, rest) : null) {
    found += slice(rest, 0, match.index) + by;
    rest = slice(rest, match.index + match[0].length);
    pattern.lastIndex = 0;
  }
  return found + rest;
}

/** `promise.catch(failed)`. */
export function caught(promise: unknown, failed: () => unknown): unknown {
  return then(promise, undefined, failed as never);
}
