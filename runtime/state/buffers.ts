/** Bytes: buffers (shared and resizable ones too), typed arrays, views, and slices of Node's pool. */
import { types } from "node:util";
import type { ByteReader } from "../format/bytes.ts";
import type { ObjectRef } from "./decode.ts";
import { Kind } from "./kind.ts";
import type { StateWriter } from "./references.ts";

/** A typed array or view: its type, its buffer, and where it lies in it. */
export type OverBuffer = readonly [type: string, buffer: ObjectRef, offset: number, length: number];

const getter = (prototype: object, key: string | symbol): (() => unknown) => Object.getOwnPropertyDescriptor(prototype, key)!.get as () => unknown;
const TYPED = Object.getPrototypeOf(Uint8Array.prototype) as object;
// A program's subclass may have accessors of these names.
const typeOf = getter(TYPED, Symbol.toStringTag);
const inTyped = { buffer: getter(TYPED, "buffer"), offset: getter(TYPED, "byteOffset"), length: getter(TYPED, "byteLength") };
const inView = {
  buffer: getter(DataView.prototype, "buffer"),
  offset: getter(DataView.prototype, "byteOffset"),
  length: getter(DataView.prototype, "byteLength"),
};

type Resizable = ArrayBuffer & { readonly maxByteLength?: number; resize?: (length: number) => void };

const resizable = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, "resizable")?.get;

export function isResizable(buffer: ArrayBufferLike): boolean {
  return resizable !== undefined && types.isArrayBuffer(buffer) && resizable.call(buffer) === true;
}

/** What is saved of a buffer: its bytes and the length it can grow to, or {@link BufferInParts}. */
export type BufferData = readonly [bytes: Uint8Array, most: number, parts?: undefined] | BufferInParts;

/** Its length, and those of its bytes that views see, with where they are. */
export type BufferInParts = readonly [length: number, most: typeof IN_PARTS, parts: (readonly [from: number, bytes: Uint8Array])[]];

/** Stands for the length that a buffer can grow to where it cannot. */
const FIXED = 0xffff_ffff;
/** The same where its bytes stand elsewhere (shown-bytes.ts). */
const IN_PARTS = 0xffff_fffe;

/** Writes a buffer's bytes and the length it can grow to. */
export function writeBuffer(writer: StateWriter, kind: number, value: ArrayBuffer | SharedArrayBuffer): void {
  const bytes = new Uint8Array(value);
  if (kind === Kind.buffer && writer.isLater(value)) {
    writer.out.u32(IN_PARTS);
    return writer.out.u32(bytes.length);
  }
  if (bytes.length === Buffer.poolSize) writer.claim(value, 0, bytes.length);
  writer.out.u32(isResizable(value) ? (value as Resizable).maxByteLength! : FIXED);
  writer.out.u32(bytes.length);
  writeBytes(writer, bytes);
  if (kind === Kind.sharedBuffer) writer.opaque("shared memory: other threads may write to it", { unusable: false, silent: false });
}

/** Whether a buffer's bytes were given away. */
export function isDetached(value: ArrayBuffer): boolean {
  if (value.byteLength > 0) return false;
  try {
    return new Uint8Array(value).length > 0;
  } catch {
    return true;
  }
}

/** Writes the bytes that a slice of a larger pool sees. */
export function writeRaw(writer: StateWriter, value: Uint8Array): void {
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  writer.claim(value.buffer, value.byteOffset, value.byteOffset + value.byteLength);
  writer.out.u32(bytes.length);
  writeBytes(writer, bytes);
}

/** Bytes without their length. */
export function writeBytes(writer: StateWriter, bytes: Uint8Array): void {
  if (writer.outline) writer.leaveOut(bytes.length);
  else writer.out.raw(bytes);
}

/** Writes a typed array or view; its bytes are its buffer's. */
export function writeOverBuffer(writer: StateWriter, kind: number, value: object): void {
  const read = kind === Kind.view ? inView : inTyped;
  const buffer = read.buffer.call(value) as Resizable;
  const [offset, length] = [read.offset.call(value) as number, read.length.call(value) as number];
  writer.text(kind === Kind.view ? "DataView" : (typeOf.call(value) as string));
  writer.view(value, buffer, offset, offset + length);
  writer.out.u32(offset);
  writer.out.u32(length);
  if (isResizable(buffer)) writer.unmakeable("a view of a resizable buffer made inside the loop");
}

/** Makes a buffer of the saved size; its bytes come later. */
export function makeBuffer([saved, most]: BufferData): ArrayBuffer {
  const length = typeof saved === "number" ? saved : saved.length;
  if (most === FIXED || most === IN_PARTS) return new ArrayBuffer(length);
  return new (ArrayBuffer as new (length: number, options: { maxByteLength: number }) => ArrayBuffer)(length, { maxByteLength: most });
}

/** Puts saved bytes into a buffer. @throws where its length is another and cannot be changed. */
export function fillBuffer(buffer: ArrayBuffer, [saved, , parts]: BufferData): void {
  const length = typeof saved === "number" ? saved : saved.length;
  if (buffer.byteLength !== length) {
    if (!isResizable(buffer)) throw new Error("a buffer has another length than in the past run");
    (buffer as Resizable).resize!(length);
  }
  if (typeof saved !== "number") new Uint8Array(buffer).set(saved);
  for (const [from, bytes] of parts ?? []) new Uint8Array(buffer).set(bytes, from);
}

/** Reads what {@link writeBuffer} wrote. Parts are added where they stand. */
export function readBuffer(from: ByteReader): BufferData {
  const most = from.u32();
  const length = from.u32();
  return most === IN_PARTS ? [length, most, []] : [from.raw(length), most];
}

/** Makes a typed array or view over a buffer that is there. */
export function makeOverBuffer([type, , offset, length]: OverBuffer, buffer: ArrayBuffer): object {
  if (type === "DataView") return new DataView(buffer, offset, length);
  const made = (globalThis as unknown as Record<string, (new (buffer: ArrayBuffer, offset: number, count: number) => object) & { BYTES_PER_ELEMENT: number }>)[
    type
  ]!;
  return new made(buffer, offset, length / made.BYTES_PER_ELEMENT);
}
