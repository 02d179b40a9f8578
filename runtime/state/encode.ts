/**
 * State as bytes: one walk over everything reachable from the roots, and over what was reachable from them when the loop was entered:
 * the loop may have changed such an object before it let go of it, and someone outside of the loop may still hold it.
 *
 * Invariants
 * 1. The bytes are canonical: objects are numbered in walk order (breadth first, own keys in their order), so two states that
 *    a program could not tell apart have the same bytes, in whatever process. Identity goes beside them, in `objects`.
 * 2. The walk runs none of the program's code: no accessor, proxy trap or `toJSON` (array elements excepted, which are read;
 *    adapters, which were registered for it).
 * 3. Depth costs no stack.
 */
import { ByteWriter } from "../format/bytes.ts";
import type { OpaqueValue } from "../format/checkpoint.ts";
import { textThen } from "../format/replayed-paths.ts";
import { writeContents } from "./contents.ts";
import { globalPath } from "./globals.ts";
import type { Keyed } from "./places.ts";
import { isPrimitive, Ref, UNREADABLE, type StateWriter, type Step } from "./references.ts";
import { ShownBytes } from "./shown-bytes.ts";
import { WeakEntries } from "./weak.ts";

/** One root of the state. */
export interface Root {
  readonly name: string;
  readonly value: unknown;
}

/** What a walk found. */
export interface EncodedState {
  readonly bytes: Uint8Array;
  /** Bytes of buffers that an outline has left out. */
  readonly leftOutBytes: number;
  /** Everything that has an identity, in walk order. */
  readonly objects: readonly (object | symbol)[];
  /** Kept by identity only. */
  readonly opaque: readonly OpaqueValue[];
  /** Why the state cannot be restored at all; null where it can. */
  readonly unusable: string | null;
  /** Index in `objects` -> why it cannot be made anew (handles, functions without a factory, ...); others can. */
  readonly unmakeable: ReadonlyMap<number, string>;
  /** Its Maps and Sets. */
  readonly keyed: readonly Keyed[];
  /** How a program would write the way to object `index`. */
  readonly pathOf: (index: number) => string;
}

/** A walk took longer than it was allowed to. */
export class WalkTooLong extends Error {}

/** What a walk may be told. */
export interface WalkOptions {
  /** The objects of the walk at the loop's entry, in its order. @defaultValue none: this is that walk */
  readonly entry?: Iterable<object | symbol>;
  /** How long it may take. @defaultValue without end */
  readonly limitMs?: number;
  /**
   * Whether only the ways to objects are written, which is all that numbering them takes: kinds, references, and what leads to them. Such bytes
   * are compared and never read. @defaultValue false
   */
  readonly outline?: boolean;
  /** About how many bytes it will take: a large state is not copied over and over. @defaultValue few */
  readonly expectedBytes?: number;
}

/**
 * Encodes a state.
 * @param declared - functions and classes at the top of instrumented modules.
 * @throws WalkTooLong
 */
export function encodeState(roots: readonly Root[], declared: Set<object>, options: WalkOptions = {}): EncodedState {
  const deadline = performance.now() + (options.limitMs ?? Number.POSITIVE_INFINITY);
  return new Walk(declared, deadline, options).run(roots, options.entry ?? []);
}

/** Objects between two looks at the clock. */
const LOOK_EVERY = 512;
/** Opaque values that are named; more of them say no more. */
const MOST_OPAQUE = 20;

class Walk implements StateWriter {
  readonly out: ByteWriter;
  readonly declared: Set<object>;
  readonly outline: boolean;
  readonly #deadline: number;
  readonly #numbers = new Map<object | symbol, number>();
  readonly #objects: (object | symbol)[] = [];
  readonly #parents: number[] = [];
  readonly #steps: Step[] = [];
  readonly #texts = new Map<string, number>();
  readonly #opaque: OpaqueValue[] = [];
  readonly #unmakeable = new Map<number, string>();
  readonly #weak = new WeakEntries();
  readonly #keyed: Keyed[] = [];
  readonly #shown = new ShownBytes();
  /** Parts of Node's pool that were written. */
  readonly #claims = new Map<object, { from: number; to: number; index: number }[]>();
  #unusable: string | null = null;
  #leftOut = 0;
  #at = -1;

  constructor(declared: Set<object>, deadline: number, { outline, expectedBytes }: WalkOptions) {
    this.declared = declared;
    this.#deadline = deadline;
    this.outline = outline ?? false;
    this.out = new ByteWriter((1 << 14) + (expectedBytes ?? 0));
  }

  run(roots: readonly Root[], entry: Iterable<object | symbol>): EncodedState {
    this.out.u32(roots.length);
    for (const root of roots) {
      this.text(root.name);
      this.ref(root.name, root.value);
    }
    this.walk();
    this.#at = -1;
    for (const object of entry) if (!this.#numbers.has(object)) this.letGo(object);
    do this.walk();
    while (this.#weak.write(this, this.#objects, (at) => (this.#at = at)));
    this.#shown.write(this);
    return {
      bytes: this.out.written(),
      leftOutBytes: this.#leftOut,
      objects: this.#objects,
      opaque: this.#opaque,
      unusable: this.#unusable,
      unmakeable: this.#unmakeable,
      keyed: this.#keyed,
      pathOf: (index) => this.path(index),
    };
  }

  #written = 0;

  private walk(): void {
    for (; this.#written < this.#objects.length; this.#written++) {
      if (this.#written % LOOK_EVERY === 0) this.look();
      this.#at = this.#written;
      const value = this.#objects[this.#written]!;
      if (writeContents(this, value)) this.#weak.found(value as object, this.#written);
    }
  }

  private letGo(object: object | symbol): void {
    this.#shown.letGo(object);
    this.enlist("(let go by the loop)", object);
  }

  private look(): void {
    if (performance.now() > this.#deadline) throw new WalkTooLong();
  }

  ref(step: Step, value: unknown): void {
    const out = this.out;
    if (this.outline && isPrimitive(value)) return out.u8(Ref.undefined);
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
        return value === UNREADABLE ? out.u8(Ref.unreadable) : this.identity(step, value);
      default:
        return value === null ? out.u8(Ref.null) : this.identity(step, value as object);
    }
  }

  private identity(step: Step, value: object | symbol, isView = false): void {
    const out = this.out;
    let number = this.#numbers.get(value);
    if (number === undefined) {
      const path = globalPath(value);
      if (path !== undefined) {
        this.#weak.met(value);
        out.u8(Ref.global);
        return this.text(path);
      }
      const registered = typeof value === "symbol" ? Symbol.keyFor(value) : undefined;
      if (registered !== undefined) {
        out.u8(Ref.registered);
        return this.text(registered);
      }
      number = this.enlist(step, value);
    } else if (!isView && this.#shown.areThere) this.#shown.met(value);
    out.u8(Ref.object);
    out.u32(number);
  }

  private enlist(step: Step, value: object | symbol): number {
    const number = this.#objects.length;
    // One array may hold very many.
    if (number % LOOK_EVERY === 0) this.look();
    this.#numbers.set(value, number);
    this.#objects.push(value);
    this.#parents.push(this.#at);
    this.#steps.push(step);
    return number;
  }

  /** Short texts are written once and then by number. */
  text(given: string): void {
    const out = this.out;
    const text = textThen(given);
    const known = this.#texts.get(text);
    if (known !== undefined) return out.u32(known);
    const number = this.#texts.size;
    if (text.length <= 200) this.#texts.set(text, number);
    out.u32(text.length <= 200 ? number : 0xffff_ffff);
    out.string(text);
  }

  leaveOut(bytes: number): void {
    this.#leftOut += bytes;
  }

  keyed(collection: Keyed): void {
    this.#keyed.push(collection);
  }

  view(view: object, buffer: ArrayBufferLike, from: number, to: number): void {
    this.#shown.view(view, buffer, [from, to], !this.#numbers.has(buffer));
    this.identity("buffer", buffer, true);
  }

  isLater(buffer: object): boolean {
    return this.#shown.isLater(buffer, this.#at);
  }

  claim(buffer: object, from: number, to: number): void {
    const claims = this.#claims.get(buffer) ?? [];
    this.#claims.set(buffer, claims);
    for (const other of claims) {
      if (other.to <= from || to <= other.from) continue;
      for (const index of [other.index, this.#at]) this.#unmakeable.set(index, "made inside the loop and shares a part of its memory with another object");
    }
    claims.push({ from, to, index: this.#at });
  }

  apart(data: unknown): Uint8Array {
    const state = encodeState([{ name: "data", value: data }], new Set());
    const [problem] = [state.unusable, state.opaque[0]?.reason, ...state.unmakeable.values()].filter((reason) => typeof reason === "string");
    if (problem !== undefined) throw new TypeError(`Expected plain data from an adapter's save, got ${problem}`);
    return state.bytes;
  }

  unmakeable(reason: string): void {
    if (!this.#unmakeable.has(this.#at)) this.#unmakeable.set(this.#at, reason);
  }

  opaque(reason: string, how: { readonly unusable: boolean; readonly silent: boolean }): void {
    if (how.unusable) this.#unusable ??= `${this.path(this.#at)} is ${reason}`;
    else if (!how.silent && this.#opaque.length < MOST_OPAQUE) this.#opaque.push({ path: this.path(this.#at), reason });
  }

  /** How a program would write the way to an object: `model.layers[2]`. */
  private path(index: number): string {
    const steps: string[] = [];
    let length = 0;
    for (let at = index; at >= 0; at = this.#parents[at]!) {
      const step = this.#steps[at]!;
      const text = this.#parents[at]! < 0 ? String(step) : typeof step === "number" ? `[${step}]` : typeof step === "symbol" ? `[${String(step)}]` : `.${step}`;
      // Of a very long way the ends are told.
      if (length < 240 || this.#parents[at]! < 0) steps.push(text);
      else if (steps.at(-1) !== "...") steps.push("...");
      length += text.length;
    }
    return steps.reverse().join("");
  }
}
