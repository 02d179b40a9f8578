/** Reads what encode.ts wrote, into descriptions; makes and changes nothing. */
import { ByteReader } from "../format/bytes.ts";
import { Flag, Ref, UNREADABLE } from "./encode.ts";
import { globalObject } from "./globals.ts";
import { Kind } from "./kinds.ts";

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

/** One object of the walk. Values are primitives, global objects or {@link ObjectRef}. */
export interface ObjectData {
  readonly kind: number;
  readonly prototype: unknown;
  /** By kind: array length, date value, [source, flags], entries, items, bytes, [type, buffer, offset, length], captured values. */
  readonly payload: unknown;
  readonly extensible: boolean;
  readonly properties: readonly PropertyData[];
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

class Decoder {
  readonly #in: ByteReader;
  readonly #texts: string[] = [];

  constructor(bytes: Uint8Array) {
    this.#in = new ByteReader(bytes);
  }

  run(): DecodedState {
    const roots = Array.from({ length: this.#in.u32() }, () => ({ name: this.text(), value: this.ref() }));
    const objects: ObjectData[] = [];
    while (!this.#in.done) objects.push(this.object());
    return { roots, objects };
  }

  private text(): string {
    const number = this.#in.u32();
    if (number < this.#texts.length) return this.#texts[number]!;
    const text = this.#in.string();
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

  private object(): ObjectData {
    const from = this.#in;
    const kind = from.u8();
    const bare = { kind, prototype: null, payload: null, extensible: true, properties: [] };
    if (kind === Kind.symbol) return { ...bare, payload: from.string() };
    if (kind === Kind.opaque) return bare;
    if (kind === Kind.numbers) return { ...bare, prototype: Array.prototype, payload: Array.from({ length: from.u32() }, () => from.f64()) };
    if (kind === Kind.prototype) return { ...bare, payload: this.ref(), prototype: this.ref() };
    if (kind === Kind.function) {
      this.text();
      const captured = Array.from({ length: from.u32() }, () => this.ref());
      this.ref();
      this.ref();
      return { ...bare, payload: captured, ...this.properties() };
    }
    const prototype = this.ref();
    return { kind, prototype, payload: this.payload(kind), ...this.properties() };
  }

  private payload(kind: number): unknown {
    const from = this.#in;
    if (kind === Kind.array || kind === Kind.date) return from.f64();
    if (kind === Kind.regexp) return [this.text(), this.text()];
    if (kind === Kind.map) return Array.from({ length: from.u32() }, () => [this.ref(), this.ref()]);
    if (kind === Kind.set) return Array.from({ length: from.u32() }, () => this.ref());
    if (kind === Kind.buffer || kind === Kind.chunk) return from.raw(from.u32());
    if (kind === Kind.typed || kind === Kind.view) return [this.text(), this.ref(), from.u32(), from.u32()];
    return null;
  }

  private properties(): { extensible: boolean; properties: PropertyData[] } {
    const from = this.#in;
    const extensible = from.u8() === 1;
    const properties: PropertyData[] = [];
    const count = from.u32();
    for (let index = 0; index < count; index++) {
      const key = this.ref();
      if (key === undefined) continue;
      const flags = from.u8();
      properties.push({ key, flags, value: flags & Flag.accessor ? [this.ref(), this.ref()] : this.ref() });
    }
    return { extensible, properties };
  }
}

function known(path: string): object | symbol {
  const found = globalObject(path);
  if (found === undefined) throw new Error(`the state names ${path}, which this process does not have`);
  return found;
}
