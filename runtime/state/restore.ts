/**
 * Puts a saved state into the live objects of this process, in place.
 *
 * Invariants
 * 1. An object that was there when the loop was entered is patched, never replaced; only newer ones are made.
 * 2. Everything that can be checked is checked before the first change (RestoreError); a failure behind that is fatal (FatalRestoreError).
 * 3. A Map or Set whose keys already stand in the saved order is not cleared: iterators over it stay where they are.
 */
import type { Captures } from "./captures.ts";
import { ObjectRef, type DecodedState, type ObjectData, type PropertyData } from "./decode.ts";
import { Flag, UNREADABLE } from "./encode.ts";
import { capturesOf, Kind } from "./kinds.ts";

/** Nothing was changed. */
export class RestoreError extends Error {}
/** The state is half restored: the process is of no more use. */
export class FatalRestoreError extends Error {}

/** The outcome: root values by name, and the collections that were emptied and filled again. */
export interface RestoredState {
  readonly values: ReadonlyMap<string, unknown>;
  readonly refilled: ReadonlySet<object>;
}

/**
 * Restores.
 * @param entryNumbers - per object of the state its number among `live`, or -1 where it is newer.
 * @param live - the objects of the loop's entry walk in this process.
 */
export function restoreState(state: DecodedState, entryNumbers: Int32Array, live: readonly (object | symbol)[]): RestoredState {
  return new Restorer(state, entryNumbers, live).run();
}

class Restorer {
  readonly #state: DecodedState;
  readonly #numbers: Int32Array;
  readonly #live: readonly (object | symbol)[];
  readonly #objects: (object | symbol)[] = [];
  readonly #refilled = new Set<object>();

  constructor(state: DecodedState, numbers: Int32Array, live: readonly (object | symbol)[]) {
    this.#state = state;
    this.#numbers = numbers;
    this.#live = live;
  }

  run(): RestoredState {
    this.find();
    this.make();
    try {
      this.#state.objects.forEach((data, index) => this.fill(data, this.#objects[index]!));
    } catch (error) {
      throw new FatalRestoreError(error instanceof Error ? error.message : String(error));
    }
    return { values: new Map(this.#state.roots.map((root) => [root.name, this.value(root.value)])), refilled: this.#refilled };
  }

  private find(): void {
    this.#state.objects.forEach((data, index) => {
      const number = this.#numbers[index]!;
      const object = number < 0 ? undefined : this.#live[number];
      if (number >= 0 && object === undefined) throw new RestoreError(`object ${number} of the loop's entry is not there`);
      if (number < 0 && (data.kind === Kind.function || data.kind === Kind.opaque || data.kind === Kind.symbol || data.kind === Kind.prototype)) {
        throw new RestoreError("the state holds something that cannot be made anew");
      }
      this.#objects[index] = object as object;
    });
  }

  /** New objects, empty; buffers before the arrays over them. */
  private make(): void {
    const { objects } = this.#state;
    const late: number[] = [];
    objects.forEach((data, index) => {
      if (this.#objects[index] !== undefined) return;
      if (data.kind === Kind.typed || data.kind === Kind.view) late.push(index);
      else this.#objects[index] = blank(data);
    });
    for (const index of late) this.#objects[index] = overBuffer(objects[index]!.payload as [string, ObjectRef, number, number], (ref) => this.value(ref));
  }

  private value(saved: unknown): unknown {
    return saved instanceof ObjectRef ? this.#objects[saved.index] : saved;
  }

  private fill(data: ObjectData, object: object | symbol): void {
    if (typeof object === "symbol" || data.kind === Kind.opaque || data.kind === Kind.prototype) return;
    if (data.kind !== Kind.function && Object.getPrototypeOf(object) !== this.value(data.prototype))
      Object.setPrototypeOf(object, this.value(data.prototype) as object | null);
    if (data.kind === Kind.numbers) return fillNumbers(object as number[], data.payload as number[]);
    if (data.kind === Kind.function) this.captured(capturesOf(object), data.payload as unknown[]);
    else this.payload(data, object);
    if (data.kind === Kind.array) setLength(object as unknown[], data.payload as number);
    const isIndexed = data.kind === Kind.typed || data.kind === Kind.chunk;
    this.properties(data, object, { indexed: isIndexed, kept: kept(data.kind) });
    if (!data.extensible && Object.isExtensible(object)) Object.preventExtensions(object);
  }

  private captured(captures: Captures | null, saved: readonly unknown[]): void {
    if (captures === null || saved.includes(UNREADABLE)) return;
    const values = saved.map((value) => this.value(value));
    const present = captures.access();
    if (present.every((value, index) => Object.is(value, values[index]))) return;
    captures.access(values);
    const after = captures.access();
    const at = after.findIndex((value, index) => !Object.is(value, values[index]));
    if (at >= 0) throw new Error(`${captures.names[at]} is captured by a function and cannot be set`);
  }

  private payload(data: ObjectData, object: object): void {
    if (data.kind === Kind.date) Date.prototype.setTime.call(object, data.payload as number);
    else if (data.kind === Kind.map) this.entries(object as Map<unknown, unknown>, data.payload as [unknown, unknown][]);
    else if (data.kind === Kind.set) this.items(object as Set<unknown>, data.payload as unknown[]);
    else if (data.kind === Kind.buffer) new Uint8Array(object as ArrayBuffer).set(data.payload as Uint8Array);
    else if (data.kind === Kind.chunk) (object as Uint8Array).set(data.payload as Uint8Array);
  }

  private entries(map: Map<unknown, unknown>, saved: readonly [unknown, unknown][]): void {
    const entries = saved.map(([key, item]) => [this.value(key), this.value(item)] as const);
    const present = [...Map.prototype.keys.call(map)];
    if (present.length !== entries.length || present.some((key, index) => !Object.is(key, entries[index]![0]))) {
      Map.prototype.clear.call(map);
      this.#refilled.add(map);
    }
    for (const [key, item] of entries) Map.prototype.set.call(map, key, item);
  }

  private items(set: Set<unknown>, saved: readonly unknown[]): void {
    const items = saved.map((item) => this.value(item));
    const present = [...Set.prototype.values.call(set)];
    if (present.length === items.length && present.every((item, index) => Object.is(item, items[index]))) return;
    Set.prototype.clear.call(set);
    this.#refilled.add(set);
    for (const item of items) Set.prototype.add.call(set, item);
  }

  private properties(data: ObjectData, object: object, how: { readonly indexed: boolean; readonly kept: ReadonlySet<unknown> }): void {
    const wanted = data.properties.map((property) => ({ ...property, key: this.value(property.key) as PropertyKey }));
    const keys = new Set<PropertyKey>(wanted.map((property) => property.key));
    const own = Reflect.ownKeys(object).filter(
      (key) => !how.kept.has(key) && !(typeof key === "symbol" && key.description === "hindlog.captures") && !(how.indexed && isIndex(key)),
    );
    const present = own.filter((key) => keys.has(key));
    for (const key of own) if (!keys.has(key)) remove(object, key);
    // A key that stands at another place than before must go and come again.
    const inOrder = present.every((key, index) => key === wanted[index]?.key);
    if (!inOrder) for (const key of present) remove(object, key);
    for (const property of wanted) this.property(object, property.key, property);
  }

  private property(object: object, key: PropertyKey, saved: PropertyData): void {
    const now = Object.getOwnPropertyDescriptor(object, key);
    const wanted = saved.flags & Flag.accessor ? this.accessor(saved) : { value: this.value(saved.value), writable: (saved.flags & Flag.writable) !== 0 };
    const whole = { ...wanted, enumerable: (saved.flags & Flag.enumerable) !== 0, configurable: (saved.flags & Flag.configurable) !== 0 };
    if (now !== undefined && sameProperty(now, whole)) return;
    Object.defineProperty(object, key, whole);
  }

  private accessor(saved: PropertyData): PropertyDescriptor {
    const [get, set] = (saved.value as [unknown, unknown]).map((part) => this.value(part)) as [
      (() => unknown) | undefined,
      ((value: unknown) => void) | undefined,
    ];
    return { get, set } as PropertyDescriptor;
  }
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

function remove(object: object, key: PropertyKey): void {
  if (!Reflect.deleteProperty(object, key)) throw new Error(`property ${String(key)} cannot be removed again`);
}

function isIndex(key: PropertyKey): boolean {
  return typeof key === "string" && /^\d+$/.test(key);
}

function fillNumbers(array: number[], saved: readonly number[]): void {
  setLength(array, saved.length);
  for (let index = 0; index < saved.length; index++) array[index] = saved[index]!;
  if (Reflect.ownKeys(array).length !== saved.length + 1) {
    for (const key of Reflect.ownKeys(array)) if (key !== "length" && !isIndex(key)) remove(array, key);
  }
}

function setLength(array: unknown[], length: number): void {
  if (array.length !== length) array.length = length;
}

const FUNCTION_KEPT: ReadonlySet<unknown> = new Set(["length", "name", "prototype", "arguments", "caller"]);
const NOTHING_KEPT: ReadonlySet<unknown> = new Set();

function kept(kind: number): ReadonlySet<unknown> {
  if (kind === Kind.function) return FUNCTION_KEPT;
  if (kind === Kind.array) return new Set(["length"]);
  return kind === Kind.error ? new Set(["stack"]) : NOTHING_KEPT;
}

function blank(data: ObjectData): object {
  switch (data.kind) {
    case Kind.array:
    case Kind.numbers:
      return [];
    case Kind.map:
      return new Map();
    case Kind.set:
      return new Set();
    case Kind.date:
      return new Date(data.payload as number);
    case Kind.regexp:
      return new RegExp(...(data.payload as [string, string]));
    case Kind.buffer:
      return new ArrayBuffer((data.payload as Uint8Array).length);
    case Kind.chunk:
      return Buffer.alloc((data.payload as Uint8Array).length);
    case Kind.error: {
      const error = new Error();
      for (const key of Reflect.ownKeys(error)) if (key !== "stack") Reflect.deleteProperty(error, key);
      return error;
    }
    default:
      return {};
  }
}

function overBuffer([type, buffer, offset, length]: [string, ObjectRef, number, number], value: (saved: unknown) => unknown): object {
  const bytes = value(buffer) as ArrayBuffer;
  if (type === "DataView") return new DataView(bytes, offset, length);
  const made = (globalThis as unknown as Record<string, (new (buffer: ArrayBuffer, offset: number, count: number) => object) & { BYTES_PER_ELEMENT: number }>)[
    type
  ]!;
  return new made(bytes, offset, length / made.BYTES_PER_ELEMENT);
}
