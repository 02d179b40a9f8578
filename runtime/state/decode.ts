/** Reads what encode.ts wrote, into descriptions; makes and changes nothing. */
import { ByteReader } from "../format/bytes.ts";
import { textHere } from "../format/replayed-paths.ts";
import { readBuffer, type BufferInParts } from "./buffers.ts";
import { globalObject } from "./globals.ts";
import type { GeneratorData } from "./generators.ts";
import type { IteratorData } from "./iterators.ts";
import { Kind } from "./kind.ts";
import { Flag, Ref, Shape, UNREADABLE } from "./references.ts";

/** Stands for object number `index` of the walk. */
export class ObjectRef {
  readonly index: number;
  constructor(index: number) {
    this.index = index;
  }
}

/** One own property; for an accessor `value` is [getter, setter]. */
export interface PropertyData {
  readonly key: unknown;
  readonly flags: number;
  readonly value: unknown;
}

/** The private members of one class in an object (the class itself: its private static fields). */
export interface PrivateData {
  readonly type: unknown;
  readonly values: readonly unknown[];
}

/** One entry of a weak collection; `value` is true in a WeakSet. */
export interface WeakData {
  readonly key: unknown;
  readonly value: unknown;
}

/** A function: where it was made and what it captured. */
export interface FunctionData {
  readonly site: string;
  readonly captured: readonly unknown[];
  readonly prototype: unknown;
}

/** One object of the walk. Values are primitives, global objects or {@link ObjectRef}. */
export interface ObjectData {
  readonly kind: number;
  readonly prototype: unknown;
  /** By kind: [array length, whether it can be set], date value, [source, flags], entries, items, [bytes, greatest length], [type, buffer, offset, length], a function, ... */
  readonly payload: unknown;
  readonly extensible: boolean;
  readonly properties: readonly PropertyData[];
  readonly privates: readonly PrivateData[];
  /** Entries of a weak collection; filled while reading. */
  readonly weak: WeakData[];
}

/** A whole state. */
export interface DecodedState {
  readonly roots: readonly { readonly name: string; readonly value: unknown }[];
  readonly objects: readonly ObjectData[];
}

/** @throws RangeError on damaged bytes, Error where a global object of the state is not in this process. */
export function decodeState(bytes: Uint8Array): DecodedState {
  return new Decoder(bytes).run();
}

const BARE = { prototype: null, payload: null, extensible: true, properties: [], privates: [] } as const;

class Decoder {
  readonly #in: ByteReader;
  readonly #texts: string[] = [];

  constructor(bytes: Uint8Array) {
    this.#in = new ByteReader(bytes);
  }

  run(): DecodedState {
    const roots = Array.from({ length: this.#in.u32() }, () => ({ name: this.text(), value: this.ref() }));
    const objects: ObjectData[] = [];
    while (!this.#in.done) {
      const kind = this.#in.u8();
      if (kind === Kind.weakEntry) objects[this.#in.u32()]!.weak.push({ key: this.ref(), value: this.ref() });
      else if (kind === Kind.bytes) (objects[this.#in.u32()]!.payload as BufferInParts)[2].push([this.#in.u32(), this.#in.raw(this.#in.u32())]);
      else objects.push(this.object(kind));
    }
    return { roots, objects };
  }

  private text(): string {
    const number = this.#in.u32();
    if (number < this.#texts.length) return this.#texts[number]!;
    const text = textHere(this.#in.string());
    if (number !== 0xffff_ffff) this.#texts.push(text);
    return text;
  }

  private ref(): unknown {
    const from = this.#in;
    const tag = from.u8();
    switch (tag) {
      case Ref.undefined:
        return undefined;
      case Ref.null:
        return null;
      case Ref.false:
        return false;
      case Ref.true:
        return true;
      case Ref.number:
        return from.f64();
      case Ref.string:
        return this.text();
      case Ref.bigint: {
        const digits = from.string();
        return digits.startsWith("-") ? -BigInt(`0x${digits.slice(1)}`) : BigInt(`0x${digits}`);
      }
      case Ref.object:
        return new ObjectRef(from.u32());
      case Ref.global:
        return known(this.text());
      case Ref.registered:
        return Symbol.for(this.text());
      case Ref.unreadable:
        return UNREADABLE;
      default:
        throw new RangeError(`Expected a reference tag from 0 to 10, got ${tag}`);
    }
  }

  private refs(): unknown[] {
    return Array.from({ length: this.#in.u32() }, () => this.ref());
  }

  private object(kind: number): ObjectData {
    const from = this.#in;
    const weak: WeakData[] = [];
    if (kind === Kind.symbol) return { ...BARE, kind, weak, payload: [from.string(), from.u8() === 1] };
    if (kind === Kind.opaque) return { ...BARE, kind, weak };
    if (kind === Kind.numbers) return { ...BARE, kind, weak, prototype: Array.prototype, payload: Array.from({ length: from.u32() }, () => from.f64()) };
    if (kind === Kind.items) return { ...BARE, kind, weak, prototype: Array.prototype, payload: this.refs() };
    if (kind === Kind.adapted) return { ...BARE, kind, weak, prototype: this.ref(), payload: from.raw(from.u32()) };
    if (kind === Kind.prototype) return { ...BARE, kind, weak, payload: this.ref(), prototype: this.ref(), properties: this.propertyList() };
    if (kind === Kind.function) return this.fn();
    if (kind === Kind.proxy) return { ...BARE, kind, weak, payload: [from.u8(), this.ref(), this.ref()] };
    if (kind === Kind.revoker || kind === Kind.bound) {
      const payload = kind === Kind.revoker ? [this.ref()] : [this.ref(), this.ref(), this.refs()];
      return { kind, weak, payload, prototype: this.ref(), ...this.properties() };
    }
    if (kind === Kind.member) {
      const payload = [this.ref(), from.u8(), this.ref(), this.ref()];
      return { kind, weak, payload, prototype: this.ref(), ...this.properties() };
    }
    if (kind === Kind.template) {
      const key = this.text();
      return { ...BARE, kind, weak, payload: [key, Array.from({ length: from.u32() * 2 }, () => this.ref())] };
    }
    if (kind === Kind.environment) return { ...BARE, kind, weak, payload: [this.text(), this.ref(), this.refs()] };
    const prototype = this.ref();
    return { kind, weak, prototype, payload: this.payload(kind), ...this.properties() };
  }

  private fn(): ObjectData {
    this.text();
    const site = this.text();
    const captured = this.refs();
    const payload: FunctionData = { site, captured, prototype: this.ref() };
    return { kind: Kind.function, weak: [], prototype: this.ref(), payload, ...this.properties() };
  }

  private payload(kind: number): unknown {
    const from = this.#in;
    switch (kind) {
      case Kind.array:
        return [from.f64(), from.u8() === 1];
      case Kind.date:
        return from.f64();
      case Kind.regexp:
        return [this.text(), this.text()];
      case Kind.map:
        return Array.from({ length: from.u32() }, () => [this.ref(), this.ref()]);
      case Kind.set:
        return this.refs();
      case Kind.buffer:
      case Kind.sharedBuffer:
        return readBuffer(from);
      case Kind.chunk:
        return from.raw(from.u32());
      case Kind.typed:
      case Kind.view:
        return [this.text(), this.ref(), from.u32(), from.u32()];
      case Kind.boxed:
        return this.ref();
      case Kind.generator:
        return [this.text(), this.ref(), from.f64(), this.refs()] satisfies GeneratorData;
      case Kind.iterator:
        return [this.text(), this.text(), this.ref(), from.f64()] satisfies IteratorData;
      case Kind.address:
        return [this.text(), this.ref()];
      case Kind.query:
        return Array.from({ length: from.u32() }, () => [this.text(), this.text()]);
      default:
        return null;
    }
  }

  private properties(): Pick<ObjectData, "extensible" | "properties" | "privates"> {
    const from = this.#in;
    const shape = from.u8();
    const properties = this.propertyList();
    const privates = shape & Shape.privates ? Array.from({ length: from.u32() }, () => ({ type: this.ref(), values: this.refs() })) : [];
    return { extensible: (shape & Shape.extensible) !== 0, properties, privates };
  }

  private propertyList(): PropertyData[] {
    const from = this.#in;
    const properties: PropertyData[] = [];
    const count = from.u32();
    for (let index = 0; index < count; index++) {
      const key = this.ref();
      const flags = from.u8();
      properties.push({ key, flags, value: flags & Flag.accessor ? [this.ref(), this.ref()] : this.ref() });
    }
    return properties;
  }
}

function known(path: string): object | symbol {
  const found = globalObject(path);
  if (found === undefined) throw new Error(`the state names ${path}, which this process does not have`);
  return found;
}
