/**
 * State as bytes: one walk over everything reachable from the roots.
 *
 * Invariants
 * 1. The bytes are canonical: objects are numbered in walk order (breadth first, own keys in their order), so two states that
 *    a program could not tell apart have the same bytes, in whatever process. Identity goes beside them, in `objects`.
 * 2. The walk runs none of the program's code: no accessor, proxy trap or `toJSON` (array elements excepted, which are read).
 * 3. Depth costs no stack.
 */
import { ByteWriter } from "../format/bytes.ts";
import type { OpaqueValue } from "../format/checkpoint.ts";
import { globalPath } from "./globals.ts";
import { capturesOf, classify, hiddenState, isClassPrototype, Kind } from "./kinds.ts";

/** One root of the state. */
export interface Root {
  readonly name: string;
  readonly value: unknown;
}

/** A root whose variable could not be read (not initialised yet). */
export const UNREADABLE: unique symbol = Symbol("unreadable");

/** What a walk found. */
export interface EncodedState {
  readonly bytes: Uint8Array;
  /** Everything that has an identity, in walk order. */
  readonly objects: readonly (object | symbol)[];
  /** Kept by identity only. */
  readonly opaque: readonly OpaqueValue[];
  /** Why the state cannot be restored at all; null where it can. */
  readonly unusable: string | null;
  /** Index in `objects` -> why it cannot be made anew (functions, handles, ...); others can. */
  readonly unmakeable: ReadonlyMap<number, string>;
  /** How a program would write the way to object `index`. */
  readonly pathOf: (index: number) => string;
}

/** Tags of value references. */
export const Ref = { undefined: 0, null: 1, false: 2, true: 3, number: 4, string: 5, bigint: 6, object: 7, global: 8, registered: 9, unreadable: 10 } as const;

/** Property flags. */
export const Flag = { writable: 1, enumerable: 2, configurable: 4, accessor: 8, plain: 7 } as const;

/** A walk took longer than it was allowed to. */
export class WalkTooLong extends Error {}

/**
 * Encodes a state.
 * @param declared - functions and classes at the top of instrumented modules.
 * @param limitMs - how long it may take.
 * @throws WalkTooLong
 */
export function encodeState(roots: readonly Root[], declared: ReadonlySet<object>, limitMs: number = Number.POSITIVE_INFINITY): EncodedState {
  return new Walk(declared, performance.now() + limitMs).run(roots);
}

/** Objects between two looks at the clock. */
const LOOK_EVERY = 512;

class Walk {
  readonly #out = new ByteWriter(1 << 14);
  readonly #declared: ReadonlySet<object>;
  readonly #deadline: number;
  readonly #numbers = new Map<object | symbol, number>();
  readonly #objects: (object | symbol)[] = [];
  readonly #parents: number[] = [];
  readonly #steps: (string | number | symbol)[] = [];
  readonly #texts = new Map<string, number>();
  readonly #opaque: OpaqueValue[] = [];
  readonly #unmakeable = new Map<number, string>();
  #unusable: string | null = null;
  #at = -1;
  #step: string | number | symbol = "";

  constructor(declared: ReadonlySet<object>, deadline: number) {
    this.#declared = declared;
    this.#deadline = deadline;
  }

  run(roots: readonly Root[]): EncodedState {
    const out = this.#out;
    out.u32(roots.length);
    for (const root of roots) {
      this.text(root.name);
      this.#step = root.name;
      this.ref(root.value);
    }
    for (let index = 0; index < this.#objects.length; index++) {
      if (index % LOOK_EVERY === 0 && performance.now() > this.#deadline) throw new WalkTooLong();
      this.#at = index;
      this.contents(this.#objects[index]!);
    }
    return {
      bytes: out.written().slice(),
      objects: this.#objects,
      opaque: this.#opaque,
      unusable: this.#unusable,
      unmakeable: this.#unmakeable,
      pathOf: (index) => this.path(index),
    };
  }

  private ref(value: unknown): void {
    const out = this.#out;
    switch (typeof value) {
      case "number":
        out.u8(Ref.number);
        return out.f64(value);
      case "string":
        out.u8(Ref.string);
        return this.text(value);
      case "boolean":
        return out.u8(value ? Ref.true : Ref.false);
      case "undefined":
        return out.u8(Ref.undefined);
      case "bigint":
        out.u8(Ref.bigint);
        return out.string(value.toString(16));
      case "symbol":
        return value === UNREADABLE ? out.u8(Ref.unreadable) : this.identity(value);
      default:
        return value === null ? out.u8(Ref.null) : this.identity(value as object);
    }
  }

  private identity(value: object | symbol): void {
    const out = this.#out;
    let number = this.#numbers.get(value);
    if (number === undefined) {
      const path = globalPath(value);
      if (path !== undefined) {
        out.u8(Ref.global);
        return this.text(path);
      }
      const registered = typeof value === "symbol" ? Symbol.keyFor(value) : undefined;
      if (registered !== undefined) {
        out.u8(Ref.registered);
        return this.text(registered);
      }
      number = this.#objects.length;
      this.#numbers.set(value, number);
      this.#objects.push(value);
      this.#parents.push(this.#at);
      this.#steps.push(this.#step);
    }
    out.u8(Ref.object);
    out.u32(number);
  }

  /** Short texts are written once and then by number. */
  private text(text: string): void {
    const out = this.#out;
    const known = this.#texts.get(text);
    if (known !== undefined) return out.u32(known);
    const number = this.#texts.size;
    if (text.length <= 200) this.#texts.set(text, number);
    out.u32(text.length <= 200 ? number : 0xffff_ffff);
    out.string(text);
  }

  private contents(value: object | symbol): void {
    const out = this.#out;
    if (typeof value === "symbol") {
      out.u8(Kind.symbol);
      this.#unmakeable.set(this.#at, `a symbol made inside the loop (${String(value.description)})`);
      return out.string(value.description ?? "");
    }
    if (typeof value === "function") return this.fn(value);
    if (isClassPrototype(value)) return this.classPrototype(value);
    const { kind, opaque } = classify(value);
    if (opaque !== null) {
      out.u8(Kind.opaque);
      this.report(opaque.reason, opaque);
      return;
    }
    if (kind === Kind.array && this.numbers(value as unknown[])) return;
    out.u8(kind);
    this.#step = "__proto__";
    this.ref(Object.getPrototypeOf(value));
    this.body(kind, value);
  }

  private report(reason: string, how: { readonly unusable: boolean; readonly silent: boolean }): void {
    this.#unmakeable.set(this.#at, reason);
    const path = this.path(this.#at);
    if (how.unusable) this.#unusable ??= `${path} is ${reason}`;
    else if (!how.silent && this.#opaque.length < 20) this.#opaque.push({ path, reason });
  }

  /** How a program would write the way to an object: `model.layers[2]`. */
  private path(index: number): string {
    const steps: string[] = [];
    for (let at = index; at >= 0; at = this.#parents[at]!) {
      const step = this.#steps[at]!;
      if (this.#parents[at]! < 0) steps.unshift(String(step));
      else steps.unshift(typeof step === "number" ? `[${step}]` : typeof step === "symbol" ? `[${String(step)}]` : `.${step}`);
    }
    return steps.join("").slice(0, 300);
  }

  private fn(value: object): void {
    this.#out.u8(Kind.function);
    const name = Object.getOwnPropertyDescriptor(value, "name")?.value as unknown;
    const shown = typeof name === "string" && name !== "" ? name : "(anonymous)";
    this.text(shown);
    this.#unmakeable.set(this.#at, `a function made inside the loop (${shown})`);
    const hidden = hiddenState(value, this.#declared);
    if (hidden !== null && this.#opaque.length < 20) this.#opaque.push({ path: this.path(this.#at), reason: hidden });
    const captures = capturesOf(value);
    const captured = captures === null ? [] : readCaptures(captures);
    this.#out.u32(captured.length);
    captured.forEach((item, index) => {
      this.#step = captures!.names[index]!;
      this.ref(item);
    });
    this.#step = "prototype";
    this.ref(Object.getOwnPropertyDescriptor(value, "prototype")?.value);
    this.#step = "__proto__";
    this.ref(Object.getPrototypeOf(value));
    this.properties(value, FUNCTION_SKIPPED);
  }

  private classPrototype(value: object): void {
    this.#out.u8(Kind.prototype);
    this.#unmakeable.set(this.#at, "a class made inside the loop");
    this.#step = "constructor";
    this.ref(Object.getOwnPropertyDescriptor(value, "constructor")!.value);
    this.#step = "__proto__";
    this.ref(Object.getPrototypeOf(value));
  }

  /** An ordinary array of numbers and nothing else: its bytes at once. */
  private numbers(value: readonly unknown[]): boolean {
    const length = value.length;
    if (length === 0 || Object.getPrototypeOf(value) !== Array.prototype || Object.isFrozen(value) || !Object.isExtensible(value)) return false;
    for (let index = 0; index < length; index++) if (typeof value[index] !== "number") return false;
    if (Reflect.ownKeys(value).length !== length + 1) return false;
    const out = this.#out;
    out.u8(Kind.numbers);
    out.u32(length);
    for (let index = 0; index < length; index++) out.f64(value[index] as number);
    return true;
  }

  private body(kind: number, value: object): void {
    const out = this.#out;
    if (kind === Kind.array) out.f64((value as unknown[]).length);
    else if (kind === Kind.date) out.f64(Date.prototype.getTime.call(value));
    else if (kind === Kind.regexp) this.regexp(value as RegExp);
    else if (kind === Kind.map) this.entries(value as Map<unknown, unknown>);
    else if (kind === Kind.set) this.items(value as Set<unknown>);
    else if (kind === Kind.buffer) this.raw(new Uint8Array(value as ArrayBuffer));
    else if (kind === Kind.chunk) this.raw(value as Uint8Array);
    else if (kind === Kind.typed || kind === Kind.view) return this.overBuffer(kind, value as Uint8Array);
    this.properties(value, skipped(kind));
  }

  private regexp(value: RegExp): void {
    this.text(value.source);
    this.text(value.flags);
  }

  private entries(value: Map<unknown, unknown>): void {
    this.#out.u32(value.size);
    for (const [key, item] of Map.prototype.entries.call(value) as Iterable<[unknown, unknown]>) {
      this.#step = "(key)";
      this.ref(key);
      this.#step = typeof key === "string" || typeof key === "number" ? `get(${JSON.stringify(key)})` : "get(...)";
      this.ref(item);
    }
  }

  private items(value: Set<unknown>): void {
    this.#out.u32(value.size);
    this.#step = "(item)";
    for (const item of Set.prototype.values.call(value) as Iterable<unknown>) this.ref(item);
  }

  private raw(bytes: Uint8Array): void {
    this.#out.u32(bytes.length);
    this.#out.raw(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  private overBuffer(kind: number, value: Uint8Array): void {
    const out = this.#out;
    this.text(kind === Kind.view ? "DataView" : Object.prototype.toString.call(value).slice(8, -1));
    this.#step = "buffer";
    this.ref(value.buffer);
    out.u32(value.byteOffset);
    out.u32(value.byteLength);
    this.properties(value, null);
  }

  /** @param left - keys to leave out; null leaves out the indices of a typed array. */
  private properties(value: object, left: ReadonlySet<string | symbol> | null): void {
    const out = this.#out;
    const keys = left === null ? extraKeys(value) : left.size === 0 ? Reflect.ownKeys(value) : Reflect.ownKeys(value).filter((key) => !left.has(key));
    out.u8(Object.isExtensible(value) ? 1 : 0);
    out.u32(keys.length);
    for (const key of keys) {
      if (typeof key === "symbol" && key.description === "hindlog.captures") {
        out.u8(Ref.undefined);
        continue;
      }
      this.property(value, key);
    }
  }

  private property(value: object, key: string | symbol): void {
    const out = this.#out;
    const property = Object.getOwnPropertyDescriptor(value, key)!;
    this.#step = "(key)";
    this.ref(key);
    const flags = (property.writable ? Flag.writable : 0) | (property.enumerable ? Flag.enumerable : 0) | (property.configurable ? Flag.configurable : 0);
    this.#step = typeof key === "string" && /^\d+$/.test(key) ? Number(key) : key;
    if (property.get === undefined && property.set === undefined) {
      out.u8(flags);
      return this.ref(property.value);
    }
    out.u8(flags | Flag.accessor);
    this.ref(property.get);
    this.ref(property.set);
  }
}

function readCaptures(captures: { readonly names: readonly string[]; access: () => readonly unknown[] }): readonly unknown[] {
  try {
    return captures.access();
  } catch {
    return captures.names.map(() => UNREADABLE);
  }
}

const NONE: ReadonlySet<string> = new Set();
const FUNCTION_SKIPPED: ReadonlySet<string> = new Set(["length", "name", "prototype", "arguments", "caller"]);
const ARRAY_SKIPPED: ReadonlySet<string> = new Set(["length"]);
const ERROR_SKIPPED: ReadonlySet<string> = new Set(["stack"]);

function skipped(kind: number): ReadonlySet<string> | null {
  if (kind === Kind.array) return ARRAY_SKIPPED;
  if (kind === Kind.error) return ERROR_SKIPPED;
  return kind === Kind.chunk ? null : NONE;
}

/** Own keys of a typed array besides its indices. */
function extraKeys(value: object): (string | symbol)[] {
  if (!Object.getOwnPropertySymbols(value).length && Object.isExtensible(value) && (value as Uint8Array).length > 64) {
    // Indices come first and in order: what is behind the last one is extra. Listing a large array costs more than its bytes.
    return [];
  }
  return Reflect.ownKeys(value).filter((key) => typeof key === "symbol" || !/^\d+$/.test(key));
}
