/** Modules of Node that are loaded when something of them is needed first: a program that starts pays for every one. */

/** Every recording needs it, and loading it calls methods that the program may have taken away by then. */
const check = process.getBuiltinModule("node:zlib").crc32;

/** @param data - bytes. @param before - check of the bytes before them. @returns CRC-32 */
export function crc32(data: Uint8Array, before?: number): number {
  return check(data, before);
}

/** Tells which callback runs. */
export function asyncHooks(): typeof import("node:async_hooks") {
  return process.getBuiltinModule("node:async_hooks");
}

/** @returns SHA-256, hexadecimal */
export function sha256(data: Uint8Array): string {
  return process.getBuiltinModule("node:crypto").createHash("sha256").update(data).digest("hex");
}

/** Structured clones as bytes. */
export function v8(): typeof import("node:v8") {
  return process.getBuiltinModule("node:v8");
}
