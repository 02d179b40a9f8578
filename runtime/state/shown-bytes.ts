/**
 * Buffers that Node made for a Buffer which sees a part of one: what compresses gives so, and what is read of a file. What is in the rest, chance has put there, so it is no state
 * as long as the program can come to it by nothing else.
 *
 * Invariants
 * 1. Of a buffer that is first met through a Buffer which sees a part of it, and through views alone, the bytes are written that views of the state see; they are written
 *    behind everything else, for only then all views are known.
 * 2. Where an instrumented module may take the buffer of a view (transformer/analyse/whole-buffers.ts), buffers are written as a whole.
 */
import { types } from "node:util";
import { isResizable, writeBytes } from "./buffers.ts";
import { Kind } from "./kind.ts";
import type { StateWriter } from "./references.ts";
import { shared } from "./shared.ts";

type Range = readonly [from: number, to: number];

interface Shown {
  readonly ranges: Range[];
  /** Something else refers to it. */
  isWhole: boolean;
  /** Where its bytes are written later: its number. */
  index: number | null;
}

/** Those of one walk. */
export class ShownBytes {
  readonly #byBuffer = new Map<object, Shown>();

  /** Whether any is known. */
  get areThere(): boolean {
    return this.#byBuffer.size > 0;
  }

  /** An object that the loop let go of: what refers to it will be met too. */
  letGo(value: object | symbol): void {
    if (types.isArrayBuffer(value)) this.#byBuffer.set(value, { ranges: [], isWhole: false, index: null });
  }

  /** A view is being written. @param isNew - nothing has referred to its buffer before */
  view(view: object, buffer: ArrayBufferLike, [from, to]: Range, isNew: boolean): void {
    const known = this.#byBuffer.get(buffer);
    if (known === undefined && !isNew) return;
    const isFirst = known === undefined || known.ranges.length === 0;
    if (isFirst && !(to - from < buffer.byteLength && isOfNode(view, buffer))) this.#byBuffer.delete(buffer);
    else if (known !== undefined) known.ranges.push([from, to]);
    else this.#byBuffer.set(buffer, { ranges: [[from, to]], isWhole: false, index: null });
  }

  /** Something that is no view refers to an object that was met before. */
  met(value: object | symbol): void {
    const known = this.#byBuffer.get(value as object);
    if (known !== undefined) known.isWhole = true;
  }

  /** A buffer is being written. @returns whether its bytes come later */
  isLater(buffer: object, index: number): boolean {
    const known = this.#byBuffer.get(buffer);
    if (known === undefined || known.isWhole || known.ranges.length === 0) return false;
    known.index = index;
    return true;
  }

  write(writer: StateWriter): void {
    for (const [buffer, { ranges, isWhole, index }] of this.#byBuffer) {
      if (index === null) continue;
      for (const [from, to] of isWhole ? [[0, (buffer as ArrayBuffer).byteLength] as const] : merged(ranges)) {
        writer.out.u8(Kind.bytes);
        writer.out.u32(index);
        writer.out.u32(from);
        writer.out.u32(to - from);
        writeBytes(writer, new Uint8Array(buffer as ArrayBuffer, from, to - from));
      }
    }
  }
}

/** Parts of Node's pool are written by themselves (buffers.ts). */
function isOfNode(view: object, buffer: ArrayBufferLike): boolean {
  return !shared.takesBuffers && Buffer.isBuffer(view) && types.isArrayBuffer(buffer) && buffer.byteLength !== Buffer.poolSize && !isResizable(buffer);
}

/** The same bytes in as few ranges as there are, in their order. */
function merged(ranges: readonly Range[]): Range[] {
  const found: [from: number, to: number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = found.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else found.push([from, to]);
  }
  return found;
}
