/**
 * Places in Maps and Sets. An iterator of the language stands between two entries, whatever is added or taken out; where the same key is taken out and
 * added again it comes behind all others, and the keys in their order do not tell. So while somebody else may be iterating a collection (boundary/around.ts),
 * an iterator of our own stands behind its last entry from a loop's entry on, and tells at each boundary how many entries have come since.
 *
 * Invariants
 * 1. The engine keeps what was in a collection for the sake of an iterator that was not asked for long: such an iterator is asked again and again while
 *    its loop goes on (boundary/save.ts), and nobody iterates a collection that no iterator was made of.
 * 2. A restore that takes out every entry that did not stay, and adds the others behind, leaves every iterator where it stood in the past run.
 */
import { inspect, types } from "node:util";
import { shared } from "./shared.ts";

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

/** Somebody gets an iterator of a collection, and may keep it for good. */
export function handOut(collection: Keyed): void {
  if (!isHanded(collection)) shared.handed.put(collection, true);
}

/** Whether somebody may have an iterator of a collection. */
export function isHanded(collection: Keyed): boolean {
  return shared.handed.of(collection) === true;
}

/** Whether something is a Map or Set; nothing of a proxy is asked. */
export function isKeyed(value: unknown): value is Keyed {
  return types.isMap(value) || types.isSet(value);
}

/** The end of a collection at some time. */
export class End {
  readonly #collection: Keyed;
  /** Stands behind the last entry that there was, and has not said that there are no more. */
  readonly #end: Iterator<unknown>;
  /** Stands behind the last entry that there was when it was looked last: mostly none has come since, and that is told at once. */
  readonly #last: Iterator<unknown>;
  #added = 0;
  #size: number;

  constructor(collection: Keyed) {
    this.#collection = collection;
    this.#end = behindAll(collection);
    this.#last = behindAll(collection);
    this.#size = sizeOf(collection);
  }

  /** How many entries have come since. The engine may let go of what is not in the collection any more. */
  added(): number {
    const isNew = this.passNew();
    const size = sizeOf(this.#collection);
    if (isNew || this.#added > 0 || size !== this.#size) this.#added = remaining(this.#end, this.#collection)!;
    this.#size = size;
    return this.#added;
  }

  /** Leads the second iterator to the end. @returns whether it met any entry */
  private passNew(): boolean {
    const behind = {};
    const isMap = types.isMap(this.#collection);
    const next = isMap ? mapNext : setNext;
    if (isMap) Map.prototype.set.call(this.#collection as Map<unknown, unknown>, behind, undefined);
    else Set.prototype.add.call(this.#collection as Set<unknown>, behind);
    let passed = 0;
    while ((next.call(this.#last) as IteratorResult<unknown>).value !== behind) passed++;
    (isMap ? Map.prototype.delete : Set.prototype.delete).call(this.#collection as never, behind);
    return passed > 0;
  }
}

/** An iterator that stands behind the last entry, and has not said that there are no more. */
function behindAll(collection: Keyed): Iterator<unknown> {
  const isMap = types.isMap(collection);
  const iterator = (isMap ? Map.prototype.keys.call(collection) : Set.prototype.values.call(collection)) as Iterator<unknown>;
  const next = isMap ? mapNext : setNext;
  for (let left = sizeOf(collection); left > 0; left--) next.call(iterator);
  return iterator;
}

function sizeOf(collection: Keyed): number {
  return (types.isMap(collection) ? mapSize : setSize).call(collection);
}

const sizeGetter = (prototype: object): (() => number) => Object.getOwnPropertyDescriptor(prototype, "size")!.get as () => number;
/** The size of a Map, whatever a subclass says. */
export const mapSize: () => number = sizeGetter(Map.prototype);
/** The same of a Set. */
export const setSize: () => number = sizeGetter(Set.prototype);
const mapNext = (Object.getPrototypeOf(new Map().keys()) as Iterator<unknown>).next;
const setNext = (Object.getPrototypeOf(new Set().values()) as Iterator<unknown>).next;
