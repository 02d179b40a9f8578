/**
 * Iterators of arrays, Maps and Sets that the program keeps in a variable. Where they stand is hidden: instrumented code notes what they go over
 * when it makes them (transformer/instrument/iterators.ts).
 *
 * Invariants
 * 1. The program's iterators are genuine: an array's goes over a transparent proxy of the array, which counts how often its length is asked for, once
 *    in each `next()`. A Map's or Set's is the program's own.
 * 2. Asking where one stands changes nothing. The engine closes an iterator that it shows at its end, so it is shown only while there is one more
 *    entry behind all others.
 * 3. One that stands at the end is told apart from one that has said so: only the former sees what is added later.
 */
import { types } from "node:util";
import { remaining } from "./places.ts";
import type { StateWriter } from "./references.ts";
import { shared } from "./shared.ts";

/** The method that made an iterator. */
export type IteratorMethod = "keys" | "values" | "entries";

type Source = readonly unknown[] | Map<unknown, unknown> | Set<unknown>;

/** How often `next()` was called on an iterator of an array. */
interface Tracker {
  calls: number;
  /** A call met a length that it was not below: it has said that there are no more, and the engine goes on asking for the length. */
  ended: boolean;
  /** What the iterator is told instead, while it is set to another place. */
  pretended: number | null;
}

/** What is known of a kept iterator. */
interface Noted {
  readonly isNoted: true;
  readonly source: Source;
  readonly method: IteratorMethod;
  readonly tracker: Tracker | null;
}

const methods = {
  array: { keys: Array.prototype.keys, values: Array.prototype.values, entries: Array.prototype.entries },
  map: { keys: Map.prototype.keys, values: Map.prototype.values, entries: Map.prototype.entries },
  set: { keys: Set.prototype.keys, values: Set.prototype.values, entries: Set.prototype.entries },
} as const;
type Collection = keyof typeof methods;

const prototypes: Readonly<Record<Collection, { next: () => unknown }>> = {
  array: Object.getPrototypeOf([].values()) as { next: () => unknown },
  map: Object.getPrototypeOf(new Map().values()) as { next: () => unknown },
  set: Object.getPrototypeOf(new Set().values()) as { next: () => unknown },
};
const nexts: Readonly<Record<Collection, () => unknown>> = { array: prototypes.array.next, map: prototypes.map.next, set: prototypes.set.next };

function collectionOf(source: unknown): Collection | null {
  if (types.isProxy(source)) return null;
  return Array.isArray(source) ? "array" : types.isMap(source) ? "map" : types.isSet(source) ? "set" : null;
}

/** Notes what an iterator that `method` has just made goes over, where all of it is the language's own. @returns the iterator to use instead. */
export function noteIterator(made: unknown, source: unknown, method: unknown): unknown {
  const collection = collectionOf(source);
  if (collection === null || typeof made !== "object" || made === null || types.isProxy(made)) return made;
  if (Object.getPrototypeOf(made) !== prototypes[collection] || prototypes[collection].next !== nexts[collection]) return made;
  const name = (["values", "keys", "entries"] as const).find((candidate) => methods[collection][candidate] === method);
  if (name === undefined) return made;
  // `keys` of a Set are its values.
  return note(source as Source, collection, collection === "set" && name === "keys" ? "values" : name, made);
}

function note(source: Source, collection: Collection, method: IteratorMethod, made: object | null): object {
  if (collection !== "array") {
    const iterator = made ?? (methods[collection][method].call(source as never) as object);
    shared.mark.put(iterator, { isNoted: true, source, method, tracker: null } satisfies Noted);
    return iterator;
  }
  const tracker: Tracker = { calls: 0, ended: false, pretended: null };
  const iterator = methods.array[method].call(counted(source as readonly unknown[], tracker) as unknown[]) as object;
  shared.mark.put(iterator, { isNoted: true, source, method, tracker } satisfies Noted);
  return iterator;
}

function counted(source: readonly unknown[], tracker: Tracker): object {
  return new Proxy(source, {
    get(target, key) {
      if (key !== "length") return tracker.pretended === null ? (Reflect.get(target, key, target) as unknown) : undefined;
      const length = tracker.pretended ?? target.length;
      tracker.ended ||= ++tracker.calls > length;
      return length;
    },
  });
}

/** What was noted of an iterator; null for others. */
function notedOf(iterator: object): Noted | null {
  const mark = shared.mark.of(iterator) as Noted | undefined;
  return mark?.isNoted === true ? mark : null;
}

/** Whether it is known what an iterator of the language goes over. */
export function isNoted(iterator: object): boolean {
  return notedOf(iterator) !== null;
}

/** What an iterator goes over, where that was noted; null for others. */
export function sourceOf(iterator: object): unknown {
  return notedOf(iterator)?.source ?? null;
}

/** Whether something is an iterator of a Map or Set, and nobody noted of which one. */
export function isOfUnknown(iterator: object): boolean {
  return (types.isMapIterator(iterator) || types.isSetIterator(iterator)) && !isNoted(iterator);
}

/** `at`: calls of `next()` on an array's iterator, entries before one of a Map or Set. */
function placeOf(iterator: object, { source, tracker }: Noted): { readonly at: number; readonly ended: boolean } {
  if (tracker !== null) return { at: tracker.calls, ended: tracker.ended };
  const left = remaining(iterator, source);
  return { at: left ?? 0, ended: left === null };
}

/** Writes what an iterator goes over, how, and where it stands. */
export function writeIterator(writer: StateWriter, iterator: object): void {
  const noted = notedOf(iterator)!;
  const { at, ended } = placeOf(iterator, noted);
  writer.text(collectionOf(noted.source)!);
  writer.text(noted.method);
  // One that has ended goes over nothing any more.
  writer.ref("(source)", ended ? undefined : noted.source);
  writer.out.f64(ended ? -1 : at);
}

/** What was written of an iterator: its collection, its method, what it goes over, where it stands (-1: it has ended). */
export type IteratorData = readonly [collection: string, method: string, source: unknown, at: number];

/** A new iterator at its beginning. @param source - undefined for one that is going to end. */
export function makeIterator([collection, method]: IteratorData, source: unknown): object {
  const empty = collection === "array" ? [] : collection === "map" ? new Map<unknown, unknown>() : new Set();
  return note((source ?? empty) as Source, collection as Collection, method as IteratorMethod, null);
}

/** The language's own iterator of something that is iterated by counting, `count` items on. */
export function iteratorAt(iterated: unknown, count: number): Iterator<unknown> {
  if (Array.isArray(iterated)) {
    const iterator = makeIterator(["array", "values", iterated, count], iterated);
    setIterator(iterator, ["array", "values", iterated, count]);
    return iterator as Iterator<unknown>;
  }
  const iterator = (iterated as Iterable<unknown>)[Symbol.iterator]();
  for (let passed = 0; passed < count; passed++) iterator.next();
  return iterator;
}

/** Sets an iterator forward to where it stood; what it goes over is what it was. @throws where it stands behind that place already. */
export function setIterator(iterator: object, [collection, , , at]: IteratorData): void {
  const noted = notedOf(iterator);
  if (noted === null) throw new Error("an iterator is not the one that it was in the past run");
  const now = placeOf(iterator, noted);
  if (now.ended && at >= 0) throw new Error("an iterator has ended that had not in the past run");
  if (now.ended) return;
  const advance = (): unknown => nexts[collection as Collection].call(iterator);
  if (noted.tracker === null) {
    if (at > now.at) throw new Error("an iterator stands behind its place in the past run");
    for (let left = now.at; left > Math.max(at, 0); left--) advance();
    if (at < 0) advance();
    return;
  }
  if (at >= 0 && at < now.at) throw new Error("an iterator stands behind its place in the past run");
  noted.tracker.pretended = at < 0 ? 0 : Number.MAX_SAFE_INTEGER;
  if (at < 0) advance();
  else while (noted.tracker.calls < at) advance();
  noted.tracker.pretended = null;
}
