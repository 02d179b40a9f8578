/**
 * WeakMap and WeakSet. Their entries cannot be listed, but every key that a program can still get at is an object of its state:
 * so each such object is looked up in each of them, until nothing new turns up.
 *
 * Invariants
 * 1. What is found, and in which order, follows from the walk alone: the garbage collector has no say.
 * 2. Nothing of the program is patched or called.
 */
import type { WeakData } from "./decode.ts";
import { wellKnown } from "./globals.ts";
import { Kind } from "./kind.ts";
import type { StateWriter } from "./references.ts";

const mapHas = WeakMap.prototype.has;
const mapGet = WeakMap.prototype.get;
const mapSet = WeakMap.prototype.set;
const mapDelete = WeakMap.prototype.delete;
const setHas = WeakSet.prototype.has;
const setAdd = WeakSet.prototype.add;
const setDelete = WeakSet.prototype.delete;

/** Look-ups in one walk; beyond that the collections are reported, and not walked. */
const MOST_LOOK_UPS = 20_000_000;

type Weak = WeakMap<WeakKey, unknown> | WeakSet<WeakKey>;

interface Found {
  readonly index: number;
  readonly collection: Weak;
  readonly isMap: boolean;
  /** Objects and met globals that were looked up already. */
  looked: number;
  lookedMet: number;
}

/** The weak collections of one walk. */
export class WeakEntries {
  readonly #found: Found[] = [];
  /** Objects that every process has may be keys too: the well-known ones, and those that the state refers to. */
  readonly #met = new Set<object | symbol>();
  #lookUps = 0;
  #gaveUp = false;

  /** A weak collection was walked. */
  found(collection: object, index: number): void {
    this.#found.push({ index, collection: collection as Weak, isMap: isWeakMap(collection), looked: 0, lookedMet: 0 });
  }

  /** A global object was referred to. */
  met(value: object | symbol): void {
    this.#met.add(value);
  }

  /** Writes the entries whose keys are known by now and were not yet. @returns whether there were any: their values may be new. */
  write(writer: StateWriter, objects: readonly (object | symbol)[], at: (index: number) => void): boolean {
    if (this.#found.length === 0) return false;
    let any = false;
    const [count, met] = [objects.length, [...new Set([...wellKnown(), ...this.#met])]];
    for (const weak of this.#found) {
      at(weak.index);
      if (this.exhausted(writer, count - weak.looked)) continue;
      for (; weak.looked < count; weak.looked++) any = writeEntry(writer, weak, objects[weak.looked] as WeakKey) || any;
      for (; weak.lookedMet < met.length; weak.lookedMet++) any = writeEntry(writer, weak, met[weak.lookedMet] as WeakKey) || any;
    }
    return any;
  }

  private exhausted(writer: StateWriter, more: number): boolean {
    this.#lookUps += more;
    if (this.#lookUps <= MOST_LOOK_UPS) return false;
    if (!this.#gaveUp) writer.opaque("a WeakMap or WeakSet among too many: its entries are not looked for", { unusable: false, silent: false });
    this.#gaveUp = true;
    return true;
  }
}

function isWeakMap(collection: object): collection is WeakMap<WeakKey, unknown> {
  try {
    mapHas.call(collection as never, collection);
    return true;
  } catch {
    return false;
  }
}

function writeEntry(writer: StateWriter, weak: Found, key: WeakKey): boolean {
  const has = weak.isMap ? mapHas.call(weak.collection as never, key) : setHas.call(weak.collection as never, key);
  if (!has) return false;
  writer.out.u8(Kind.weakEntry);
  writer.out.u32(weak.index);
  writer.ref("(key)", key);
  writer.ref("get(...)", weak.isMap ? mapGet.call(weak.collection as never, key) : true);
  return true;
}

/** Makes the entries of a weak collection those that were saved, as far as the program can get at their keys. */
export function fillWeak(
  collection: object,
  saved: readonly WeakData[],
  { value, known }: { readonly value: (saved: unknown) => unknown; readonly known: Iterable<object | symbol> },
): void {
  const wanted = new Map(saved.map((entry) => [value(entry.key) as WeakKey, value(entry.value)] as const));
  const isMap = isWeakMap(collection);
  for (const key of known) {
    if (wanted.has(key as WeakKey)) continue;
    if (isMap) mapDelete.call(collection, key as WeakKey);
    else setDelete.call(collection as never, key as WeakKey);
  }
  for (const [key, item] of wanted) {
    if (isMap) mapSet.call(collection, key, item);
    else setAdd.call(collection as never, key);
  }
}
