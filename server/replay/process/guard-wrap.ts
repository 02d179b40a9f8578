/** Functions of Node with something before them, for guard.ts. */
import fs from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** `check` sees the arguments of each call before it is made. */
export function wrap(target: Record<string, unknown>, name: string, check: (args: readonly unknown[]) => unknown): void {
  const original = target[name];
  if (typeof original !== "function") return;
  target[name] = function (this: unknown, ...args: unknown[]): unknown {
    check(args);
    return Reflect.apply(original, this, args);
  };
}

/** Whether a file that is opened with these flags may be written. */
export function isWriting(flags: unknown): boolean {
  if (typeof flags === "number")
    return (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_TRUNC | fs.constants.O_APPEND)) !== 0;
  return typeof flags === "string" && flags !== "r" && flags !== "rs";
}

/** Absolute; null for what is no path. */
export function asPath(value: unknown): string | null {
  if (typeof value === "string") return resolve(value);
  if (value instanceof URL) return value.protocol === "file:" ? fileURLToPath(value) : null;
  return Buffer.isBuffer(value) ? resolve(value.toString()) : null;
}
