import { textThen } from "./replayed-paths.ts";

/** Characters above which a text is better written by the platform. */
const LONG_TEXT = 256;

/**
 * Bytes with a cursor, little-endian: in a buffer of its own that grows, or in a part of one that is lent.
 * What does not fit goes on in a buffer of its own, which then begins with what was written since `start`.
 */
export class ByteWriter {
  bytes: Uint8Array;
  view: DataView;
  /** Where the next byte goes. */
  length = 0;
  /** Where what is written now began. */
  start = 0;
  #limit: number;

  /** @param capacity - first size in bytes; doubles when full. */
  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
    this.#limit = capacity;
  }

  /** Goes on in a lent buffer, from `start` up to `end`. @param view - over all of `bytes`. */
  lend(bytes: Uint8Array, view: DataView, { start, end }: { readonly start: number; readonly end: number }): void {
    this.bytes = bytes;
    this.view = view;
    this.again(start, end);
  }

  /** The same in the buffer that it has. */
  again(start: number, end: number): void {
    this.start = start;
    this.length = start;
    this.#limit = end;
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    if (this.length + count > this.#limit) this.grow(count);
  }

  private grow(count: number): void {
    const written = this.length - this.start;
    const grown = new Uint8Array(Math.max(written + count, written * 2, 1024));
    grown.set(this.bytes.subarray(this.start, this.length));
    this.lend(grown, new DataView(grown.buffer), { start: 0, end: grown.length });
    this.length = written;
  }

  u8(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  u32(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.length, value, true);
    this.length += 4;
  }

  /** NaN is written in its one canonical form; -0 is kept. */
  f64(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.length, value === value ? value : Number.NaN, true);
    this.length += 8;
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Length in UTF-16 units with a flag, then one or two bytes a unit: lone surrogates survive. */
  string(given: string): void {
    const text = textThen(given);
    const units = text.length;
    this.reserve(5 + units * 2);
    const flagAt = this.length + 4;
    this.view.setUint32(this.length, units, true);
    let at = flagAt + 1;
    const bytes = this.bytes;
    if (units > LONG_TEXT) return this.longString(text, flagAt);
    let index = 0;
    for (; index < units; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 255) break;
      bytes[at++] = unit;
    }
    if (index === units) {
      bytes[flagAt] = 1;
    } else {
      bytes[flagAt] = 2;
      at = flagAt + 1;
      for (index = 0; index < units; index++, at += 2) this.view.setUint16(at, text.charCodeAt(index), true);
    }
    this.length = at;
  }

  private longString(text: string, flagAt: number): void {
    const { buffer, byteOffset, byteLength } = this.bytes;
    const isWide = /[\u0100-\uffff]/.test(text);
    this.bytes[flagAt] = isWide ? 2 : 1;
    this.length = flagAt + 1 + Buffer.from(buffer, byteOffset, byteLength).write(text, flagAt + 1, isWide ? "utf16le" : "latin1");
  }

  /** The bytes written since `start`; a view, valid until the next write. */
  written(): Uint8Array {
    return this.bytes.subarray(this.start, this.length);
  }
}

/** Reads what {@link ByteWriter} wrote. Reading past the end throws RangeError. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    // A Buffer's `slice` does not copy: from here on it is a plain array of bytes.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  u8(): number {
    const value = this.view.getUint8(this.at);
    this.at += 1;
    return value;
  }

  u32(): number {
    const value = this.view.getUint32(this.at, true);
    this.at += 4;
    return value;
  }

  f64(): number {
    const value = this.view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }

  raw(count: number): Uint8Array {
    if (this.at + count > this.bytes.length) throw new RangeError(`Expected ${count} more bytes, got ${this.bytes.length - this.at}`);
    const slice = this.bytes.subarray(this.at, this.at + count);
    this.at += count;
    return slice;
  }

  string(): string {
    const units = this.u32();
    const width = this.u8();
    if (width !== 1 && width !== 2) throw new RangeError(`Expected 1 or 2 bytes a character, got ${width}`);
    const bytes = this.raw(units * width);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(width === 1 ? "latin1" : "utf16le");
  }
}
