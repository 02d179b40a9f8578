/**
 * The canonical printer of generated programs: types, attributes, key order, prototypes, and which objects are the same.
 * Runs no accessor and no method of what it prints.
 */

import { types } from "node:util";

/** One line for any value; an object that was shown before is `#n`. */
export function show(value) {
  return new Printer().any(value);
}

class Printer {
  numbers = new Map();

  any(value) {
    if (typeof value === "function" || (typeof value === "object" && value !== null)) return this.object(value);
    if (typeof value === "string") return JSON.stringify(value);
    if (typeof value === "bigint") return `${value}n`;
    if (typeof value === "symbol") return String(value);
    return Object.is(value, -0) ? "-0" : String(value);
  }

  object(value) {
    const known = this.numbers.get(value);
    if (known !== undefined) return `#${known}`;
    const number = this.numbers.size;
    this.numbers.set(value, number);
    return `${number}:${nameOf(value)}${this.inner(value)}${this.properties(value)}${integrity(value)}`;
  }

  inner(value) {
    if (value instanceof Map) return `(${[...Map.prototype.entries.call(value)].map(([key, item]) => `${this.any(key)}=>${this.any(item)}`).join(", ")})`;
    if (value instanceof Set) return `(${[...Set.prototype.values.call(value)].map((item) => this.any(item)).join(", ")})`;
    if (value instanceof Date) return `(${Date.prototype.getTime.call(value)})`;
    if (value instanceof RegExp) return `(${RegExp.prototype.toString.call(value)})`;
    if (value instanceof ArrayBuffer) return `(${[...new Uint8Array(value)].join(" ")})`;
    if (value instanceof DataView) return `(${value.byteOffset}+${value.byteLength} ${this.any(value.buffer)})`;
    if (ArrayBuffer.isView(value)) return this.bytes(value);
    if (types.isBoxedPrimitive(value)) return `(${this.any(value.valueOf())})`;
    return "";
  }

  /** Small buffers of Node lie in a shared pool whose content says nothing. */
  bytes(value) {
    const items = [...value].map((item) => this.any(item)).join(" ");
    return Buffer.isBuffer(value) ? `(${items})` : `(${value.byteOffset}+${value.length} ${items} ${this.any(value.buffer)})`;
  }

  properties(value) {
    const isList = ArrayBuffer.isView(value);
    const keys = Reflect.ownKeys(value).filter((key) => !isHidden(value, key) && !(isList && typeof key === "string" && /^\d+$/.test(key)));
    return keys.length === 0 ? "" : `{${keys.map((key) => this.property(value, key)).join(", ")}}`;
  }

  property(value, key) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    const flags = `${property.writable === false ? "r" : ""}${property.enumerable ? "" : "h"}${property.configurable ? "" : "f"}`;
    const name = `${typeof key === "symbol" ? `[${String(key)}]` : key}${flags === "" ? "" : `!${flags}`}`;
    if ("value" in property) return `${name}: ${this.any(property.value)}`;
    return `${name}: <${property.get === undefined ? "" : "get"}${property.set === undefined ? "" : "set"}>`;
  }
}

function isHidden(value, key) {
  if (value instanceof Error && key === "stack") return true;
  if (typeof value === "function" && (key === "length" || key === "prototype" || key === "arguments" || key === "caller")) return true;
  return typeof key === "symbol" && key.description === "hindlog.captures";
}

/** Constructor names up the prototype chain; plain objects and arrays need none. */
function nameOf(value) {
  const names = [];
  if (Array.isArray(value)) names.push("[]");
  if (typeof value === "function") names.push("fn");
  for (let at = Object.getPrototypeOf(value), depth = 0; depth < 4; at = Object.getPrototypeOf(at), depth++) {
    if (at === null) {
      if (depth === 0) names.push("null");
      break;
    }
    if (at === Object.prototype || at === Array.prototype || at === Function.prototype) break;
    const made = Object.getOwnPropertyDescriptor(at, "constructor");
    names.push(typeof made?.value === "function" ? made.value.name : "?");
  }
  return names.join("<");
}

function integrity(value) {
  if (Object.isExtensible(value)) return "";
  return Object.isFrozen(value) ? "!frozen" : Object.isSealed(value) ? "!sealed" : "!closed";
}
