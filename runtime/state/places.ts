/**
 * Places in Maps and Sets. An iterator of the language stands between two entries, whatever is added or taken out; where the same key is taken out and
 * added again it comes behind all others, and the keys in their order do not tell. So while somebody else iterates a collection, an iterator of our
 * own stands behind its last entry from a loop's entry on, and tells at each boundary how many entries have come since.
 *
 * Invariants
 * 1. Such an iterator is only ever made for a collection that the program itself is iterating at the moment: the engine keeps what was in a
 *    collection for the sake of an iterator that does not move, and does so for the program's already.
 * 2. A restore that takes out every entry that did not stay, and adds the others behind, leaves every iterator where it stood in the past run.
 */
import { inspect, types } from "node:util";

/** A Map or a Set. */
export type Keyed = Map<unknown, unknown> | Set<unknown>;

/** How many entries an iterator of a Map or Set has before it; null: it has said that there are no more. */
export function remaining(iterator: object, source: unknown): number | null {
  const behind = {};
  if (types.isMap(source)) Map.prototype.set.call(source, behind, undefined);
  else Set.prototype.add.call(source, behind);
  // Neither an entry nor a property of it is looked at.
  const shown = inspect(iterator, { maxArrayLength: 0, depth: 0, customInspect: false, breakLength: Number.POSITIVE_INFINITY });
  if (types.isMap(source)) Map.prototype.delete.call(source, behind);
  else Set.prototype.delete.call(source, behind);
  const told = /^[^{]*\{ \.\.\. (\d+) more items?/.exec(shown);
  return told === null ? null : Number(told[1]) - 1;
}

/** Whether something is a Map or Set; nothing of a proxy is asked. */
export function isKeyed(value: unknown): value is Keyed {
  return types.isMap(value) || types.isSet(value);
}

/** An iterator that stands behind the last entry, and has not said that there are no more. */
export function endOf(collection: Keyed): object {
  const isMap = types.isMap(collection);
  const iterator = (isMap ? Map.prototype.keys.call(collection) : Set.prototype.values.call(collection)) as Iterator<unknown>;
  const next = isMap ? mapNext : setNext;
  for (let left = (isMap ? mapSize : setSize).call(collection); left > 0; left--) next.call(iterator);
  return iterator;
}

/** How many entries of a collection have come since. @param end - what {@link endOf} gave. */
export function addedBehind(end: object, collection: Keyed): number {
  return remaining(end, collection)!;
}

const sizeOf = (prototype: object): (() => number) => Object.getOwnPropertyDescriptor(prototype, "size")!.get as () => number;
/** The size of a Map, whatever a subclass says. */
export const mapSize: () => number = sizeOf(Map.prototype);
/** The same of a Set. */
export const setSize: () => number = sizeOf(Set.prototype);
const mapNext = (Object.getPrototypeOf(new Map().keys()) as Iterator<unknown>).next;
const setNext = (Object.getPrototypeOf(new Set().values()) as Iterator<unknown>).next;
