/** What for-of and for-in iterate, and whether a replay can find its place in it again. */
import type { Frame, Seek } from "../context/frame.ts";

const arrayIterator = Array.prototype[Symbol.iterator];
const arrayIteratorPrototype = Object.getPrototypeOf([][Symbol.iterator]()) as { next: unknown };
const arrayNext = arrayIteratorPrototype.next;
const mapIterator = Map.prototype[Symbol.iterator];
const setIterator = Set.prototype[Symbol.iterator];

/**
 * Notes what a for-of loop iterates.
 * @param receiver - `xs` of `xs.entries()`, where the source says so.
 */
export function seekOf(iterable: unknown, receiver: unknown): Seek {
  if (typeof iterable === "string") return "count";
  if (iterable === null || typeof iterable !== "object") return null;
  if (receiver !== undefined) return seekOfIterator(iterable, receiver);
  if (Array.isArray(iterable) || ArrayBuffer.isView(iterable)) return pristineArray(iterable) ? "count" : null;
  if (iterable instanceof Map) return iterable[Symbol.iterator] === mapIterator ? "first" : null;
  if (iterable instanceof Set) return iterable[Symbol.iterator] === setIterator ? "item" : null;
  return null;
}

function pristineArray(value: object): boolean {
  return (
    (value as unknown[])[Symbol.iterator] === (Array.isArray(value) ? arrayIterator : (value as Uint8Array).values) && arrayIteratorPrototype.next === arrayNext
  );
}

/** An iterator from `xs.entries()` and the like: of an array it counts, of a Map or Set only where keys come along. */
function seekOfIterator(iterator: object, receiver: unknown): Seek {
  if (receiver === null || typeof receiver !== "object") return null;
  const isNative = Object.getPrototypeOf(iterator) === arrayIteratorPrototype && arrayIteratorPrototype.next === arrayNext;
  return (Array.isArray(receiver) || ArrayBuffer.isView(receiver)) && isNative ? "count" : null;
}

/** What identifies an item among those still to come; null where items are counted. */
export function itemKey(frame: Frame, item: { readonly value: unknown }): { readonly value: unknown } | null {
  const { seek } = frame;
  if (seek === "item") return item;
  return seek === "first" ? { value: (item.value as readonly unknown[])[0] } : null;
}
