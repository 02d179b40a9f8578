/** Bytes: buffers (shared and resizable ones too), typed arrays, views, and slices of Node's pool. */
import { types } from "node:util";
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

function isResizable(buffer: ArrayBufferLike): boolean {
  return resizable !== undefined && types.isArrayBuffer(buffer) && resizable.call(buffer) === true;
}

/** Writes a buffer's bytes and the length it can grow to (its length, where it cannot). */
export function writeBuffer(writer: StateWriter, kind: number, value: ArrayBuffer | SharedArrayBuffer): void {
  const bytes = new Uint8Array(value);
  if (bytes.length === Buffer.poolSize) writer.claim(value, 0, bytes.length);
  writer.out.u32(isResizable(value) ? (value as Resizable).maxByteLength! : 0xffff_ffff);
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

function writeBytes(writer: StateWriter, bytes: Uint8Array): void {
  if (writer.outline) writer.leaveOut(bytes.length);
  else writer.out.raw(bytes);
}

/** Writes a typed array or view; its bytes are its buffer's. */
export function writeOverBuffer(writer: StateWriter, kind: number, value: object): void {
  const read = kind === Kind.view ? inView : inTyped;
  const buffer = read.buffer.call(value) as Resizable;
  writer.text(kind === Kind.view ? "DataView" : (typeOf.call(value) as string));
  writer.ref("buffer", buffer);
  writer.out.u32(read.offset.call(value) as number);
  writer.out.u32(read.length.call(value) as number);
  if (isResizable(buffer)) writer.unmakeable("a view of a resizable buffer made inside the loop");
}

/** Makes a buffer of the saved size; its bytes come later. */
export function makeBuffer([bytes, most]: readonly [Uint8Array, number]): ArrayBuffer {
  if (most === 0xffff_ffff) return new ArrayBuffer(bytes.length);
  return new (ArrayBuffer as new (length: number, options: { maxByteLength: number }) => ArrayBuffer)(bytes.length, { maxByteLength: most });
}

/** Puts saved bytes into a buffer. @throws where its length is another and cannot be changed. */
export function fillBuffer(buffer: ArrayBuffer, [bytes]: readonly [Uint8Array, number]): void {
  if (buffer.byteLength !== bytes.length) {
    if (!isResizable(buffer)) throw new Error("a buffer has another length than in the past run");
    (buffer as Resizable).resize!(bytes.length);
  }
  new Uint8Array(buffer).set(bytes);
}

/** Makes a typed array or view over a buffer that is there. */
export function makeOverBuffer([type, , offset, length]: OverBuffer, buffer: ArrayBuffer): object {
  if (type === "DataView") return new DataView(buffer, offset, length);
  const made = (globalThis as unknown as Record<string, (new (buffer: ArrayBuffer, offset: number, count: number) => object) & { BYTES_PER_ELEMENT: number }>)[
    type
  ]!;
  return new made(buffer, offset, length / made.BYTES_PER_ELEMENT);
}
