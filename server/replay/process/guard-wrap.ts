/** Functions of Node with something before them, for guard.ts. */
import fs from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** `check` sees the arguments of each call before it is made. */
export function wrap(target: Record<string, unknown>, name: string, check: (args: readonly unknown[]) => unknown): void {
  const original = target[name];
  if (typeof original === "function") target[name] = checked(original, check);
}

function checked(original: object, check: (args: readonly unknown[]) => unknown): object {
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    check(args);
    return Reflect.apply(original as () => unknown, this, args);
  };
  // `util.promisify` asks functions of Node how they are called.
  for (const key of Reflect.ownKeys(original)) {
    const property = Object.getOwnPropertyDescriptor(original, key)!;
    const isAsked = key === promisify.custom && typeof property.value === "function";
    // What `util.promisify` has made stands for itself.
    const value = isAsked ? { value: property.value === original ? wrapped : checked(property.value as object, check) } : {};
    if (key !== "prototype") Object.defineProperty(wrapped, key, { ...property, ...value, configurable: true });
  }
  return wrapped;
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
