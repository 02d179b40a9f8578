/** What for-of and for-in iterate, and whether a replay can find its place in it again. */
import { types } from "node:util";
import { hasMethod, plainMember } from "../members.ts";
import { whyNotResumed } from "../state/generators.ts";
import { isNoted } from "../state/iterators.ts";
import type { Frame, Seek } from "../context/frame.ts";

const arrayIterator = Array.prototype[Symbol.iterator];
const arrayIteratorPrototype = Object.getPrototypeOf([][Symbol.iterator]()) as { next: unknown };
const arrayNext = arrayIteratorPrototype.next;
const stringIteratorPrototype = Object.getPrototypeOf(""[Symbol.iterator]()) as object;
const matchIteratorPrototype = Object.getPrototypeOf("".matchAll(/./g)) as object;
/** Iterator helpers (`.map()`, `.filter()`): not on Node 20. */
const helperPrototype = helpersOf(Object.getPrototypeOf(arrayIteratorPrototype) as { map?: (fn: () => void) => object });
const typedIterator = Uint8Array.prototype[Symbol.iterator];
const stringIterator = String.prototype[Symbol.iterator];
const mapIterator = Map.prototype[Symbol.iterator];
const setIterator = Set.prototype[Symbol.iterator];

/**
 * Notes what a for-of loop iterates.
 * @param receiver - `xs` of `xs.entries()`, where the source says so.
 */
export function seekOf(iterable: unknown, receiver: unknown): Seek {
  if (typeof iterable === "string") return String.prototype[Symbol.iterator] === stringIterator ? "count" : null;
  if (iterable === null || typeof iterable !== "object" || types.isProxy(iterable)) return null;
  if (receiver !== undefined) return seekOfIterator(iterable, receiver);
  if (Array.isArray(iterable) || ArrayBuffer.isView(iterable)) return pristineArray(iterable) ? "count" : null;
  if (types.isMap(iterable)) return plainMember(iterable, Symbol.iterator) === mapIterator ? "first" : null;
  if (types.isSet(iterable)) return plainMember(iterable, Symbol.iterator) === setIterator ? "item" : null;
  return null;
}

/** How items of a for-of loop in a generator are counted: from 0; NaN where the iterator is asked for instead; minus infinity where its place cannot be told. */
export function countFrom(iterable: unknown): number {
  if (seekOf(iterable, undefined) === "count") return 0;
  return asksForIterator(iterable) ? Number.NaN : Number.NEGATIVE_INFINITY;
}

/** Whether an object is iterated by an iterator that code of its own makes, and asking for it early shows nothing: no accessor, no proxy. */
export function asksForIterator(iterable: unknown): boolean {
  return typeof iterable === "object" && iterable !== null && typeof plainMember(iterable, Symbol.iterator) === "function";
}

/** Whether what is iterated by an iterator can be set to another place: its state lies in properties, privates and captures. */
export function isState(iterator: unknown): iterator is object {
  if (iterator === null || typeof iterator !== "object" || types.isProxy(iterator)) return false;
  if (isNoted(iterator)) return true;
  if (types.isGeneratorObject(iterator)) return whyNotResumed(iterator) === null;
  if (types.isMapIterator(iterator) || types.isSetIterator(iterator)) return false;
  for (let at = Object.getPrototypeOf(iterator) as object | null; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (types.isProxy(at)) return false;
    if (at === arrayIteratorPrototype || at === stringIteratorPrototype || at === matchIteratorPrototype || at === helperPrototype) return false;
  }
  return true;
}

/**
 * What a replay iterates instead of an iterator that is state: the iterator itself, but for what a jump leaves out.
 * Bound functions leave no frame in stacks.
 */
export function goingOn(left: { readonly exiting: boolean; readonly cutting: boolean }, iterator: object, hasCut: boolean): object {
  const given = iterator as { next: () => unknown; return?: () => unknown };
  const bound = (method: unknown): unknown => (typeof method === "function" ? Function.prototype.bind.call(method, given) : method);
  return {
    [Symbol.iterator]: () => {
      const next = bound(given.next) as () => unknown;
      return {
        // A cut goes on at the boundary that it restores: the item comes from there.
        next: hasCut ? () => (left.cutting ? { done: false, value: undefined } : next()) : next,
        get return() {
          return left.exiting ? undefined : bound(given.return);
        },
      };
    },
  };
}

/** What a replay waits for the items of instead of an async generator that is state; see {@link goingOn}. */
export function goingOnAwaited(left: { readonly exiting: boolean; readonly cutting: boolean }, generator: object, hasCut: boolean): object {
  const given = generator as { next: () => unknown; return: (value?: unknown) => unknown };
  const next = Function.prototype.bind.call(given.next, given) as () => unknown;
  return {
    [Symbol.asyncIterator]: () => ({
      next: hasCut ? () => (left.cutting ? Promise.resolve({ done: false, value: undefined }) : next()) : next,
      get return() {
        return left.exiting ? undefined : (Function.prototype.bind.call(given.return, given) as unknown);
      },
    }),
  };
}

/** Whether the language will say "is not iterable". Most are of kinds that need no further look. */
export function isNotIterable(value: unknown): boolean {
  if (Array.isArray(value) || types.isGeneratorObject(value) || types.isMap(value) || types.isSet(value)) return false;
  return !hasMethod(value, Symbol.iterator);
}

/** The error that the language throws, with the words of the source instead of ours. */
export function notIterable(spelled: string, above: (...args: never[]) => unknown, wanted: "iterable" | "async iterable" = "iterable"): TypeError {
  const error = new TypeError(`${spelled} is not ${wanted}`);
  Error.captureStackTrace(error, above);
  return error;
}

function helpersOf(prototype: { map?: (fn: () => void) => object }): object | null {
  return prototype.map === undefined ? null : (Object.getPrototypeOf(prototype.map.call([][Symbol.iterator](), () => {})) as object);
}

function pristineArray(value: object): boolean {
  return plainMember(value, Symbol.iterator) === (Array.isArray(value) ? arrayIterator : typedIterator) && isNativeNext();
}

/** Array iterators as the language has them: nothing of the program runs when one is advanced or closed. */
function isNativeNext(): boolean {
  return arrayIteratorPrototype.next === arrayNext && !("return" in arrayIteratorPrototype);
}

/** An iterator from `xs.entries()` and the like: of an array it counts, of a Map or Set only where keys come along. */
function seekOfIterator(iterator: object, receiver: unknown): Seek {
  if (receiver === null || typeof receiver !== "object" || types.isProxy(receiver)) return null;
  const isNative = Object.getPrototypeOf(iterator) === arrayIteratorPrototype && isNativeNext();
  return (Array.isArray(receiver) || ArrayBuffer.isView(receiver)) && isNative ? "count" : null;
}

/** What identifies an item among those still to come; null where items are counted. */
export function itemKey(frame: Frame, item: { readonly value: unknown }): { readonly value: unknown } | null {
  const { seek } = frame;
  if (seek === "item") return item;
  return seek === "first" ? { value: (item.value as readonly unknown[])[0] } : null;
}
