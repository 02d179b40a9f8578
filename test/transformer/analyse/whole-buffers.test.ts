import ts from "typescript";
import { expect, it } from "vitest";
import { takesBuffers } from "../../../transformer/analyse/whole-buffers.ts";

const takes = (text: string): boolean => takesBuffers(ts, ts.createSourceFile("a.ts", text, ts.ScriptTarget.ESNext, true));

it.each([
  "new Uint8Array(bytes.buffer)",
  "new Uint8Array(bytes.buffer, 0, bytes.length)",
  "new Uint8Array(bytes.buffer, other.byteOffset, bytes.length)",
  "new Uint8Array(bytes.buffer, bytes.byteOffset, 64)",
  "new Uint8Array(bytes.buffer, bytes.byteOffset)",
  "bytes.buffer.slice(0, 64)",
  "const memory = bytes?.buffer;",
  `send(bytes["buffer"])`,
  `Reflect.get(bytes, "buffer")`,
  "const { buffer: memory } = bytes;",
  "({ buffer } = bytes)",
  "class Bytes extends Uint8Array { whole() { return this.buffer; } }",
  "function whole(this: Uint8Array) { return this.buffer; }",
])("may see more than a view: %s", (text) => expect(takes(text)).toBe(true));

it.each([
  "new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)",
  "new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength)",
  "Buffer.from(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 2))",
  "bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)",
  "class Queue { buffer: string[] = []; add(line: string) { this.buffer.push(line); return this.buffer; } }",
  "log.buffer.push(line); log.buffer[0]; log.buffer = []; log.buffer.length",
  `import { Buffer } from "buffer"; const buffer = Buffer.alloc(8); f(buffer, { buffer }, { encoding: "buffer" });`,
  "interface Holder { buffer: ArrayBuffer }",
])("sees no more: %s", (text) => expect(takes(text)).toBe(false));
