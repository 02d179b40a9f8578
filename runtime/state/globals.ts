/** Objects that every process has: they are named by their path ("Array.prototype.map") and never saved. */
import { EventEmitter } from "node:events";

const ROOTS = [
  "Object",
  "Function",
  "Array",
  "String",
  "Number",
  "Boolean",
  "Symbol",
  "BigInt",
  "Date",
  "RegExp",
  "Error",
  "EvalError",
  "RangeError",
  "ReferenceError",
  "SyntaxError",
  "TypeError",
  "URIError",
  "AggregateError",
  "Map",
  "Set",
  "WeakMap",
  "WeakSet",
  "WeakRef",
  "FinalizationRegistry",
  "Promise",
  "Proxy",
  "Reflect",
  "JSON",
  "Math",
  "Intl",
  "Atomics",
  "ArrayBuffer",
  "SharedArrayBuffer",
  "DataView",
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
  "Iterator",
  "Buffer",
  "URL",
  "URLSearchParams",
  "TextEncoder",
  "TextDecoder",
  "AbortController",
  "AbortSignal",
  "Event",
  "EventTarget",
  "console",
  "process",
  "performance",
  "parseInt",
  "parseFloat",
  "isNaN",
  "isFinite",
  "encodeURIComponent",
  "decodeURIComponent",
  "encodeURI",
  "decodeURI",
  "structuredClone",
  "queueMicrotask",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "clearTimeout",
  "clearInterval",
  "clearImmediate",
] as const;

let paths: Map<object | symbol, string> | null = null;
let objects: Map<string, object | symbol> | null = null;

function build(): { paths: Map<object | symbol, string>; objects: Map<string, object | symbol> } {
  paths = new Map();
  objects = new Map();
  add("globalThis", globalThis);
  for (const name of ROOTS) addOwn(name, (globalThis as Record<string, unknown>)[name], 2);
  addOwn("%TypedArray%", Object.getPrototypeOf(Int8Array) as object, 2);
  addOwn("%ThrowTypeError%", strictArgumentsCallee(), 0);
  const emitter = new EventEmitter();
  for (const key of Object.getOwnPropertySymbols(emitter)) add(`%EventEmitter.${String(key.description)}%`, key);
  for (const iterator of [[].values(), new Map().values(), new Set().values(), ""[Symbol.iterator](), "".matchAll(/./g)]) {
    const prototype = Object.getPrototypeOf(iterator) as object;
    addOwn(`%${String((prototype as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag])}%`, prototype, 1);
    addOwn("%Iterator.prototype%", Object.getPrototypeOf(prototype), 1);
  }
  addOwn("%GeneratorFunction.prototype%", Object.getPrototypeOf(function* () {}) as object, 1);
  addOwn("%AsyncFunction.prototype%", Object.getPrototypeOf(async () => {}) as object, 1);
  addOwn("%AsyncGeneratorFunction.prototype%", Object.getPrototypeOf(async function* () {}) as object, 1);
  return { paths, objects };
}

/** The accessor that throws: every strict `arguments` object has it. */
function strictArgumentsCallee(): unknown {
  return Object.getOwnPropertyDescriptor(arguments, "callee")?.get;
}

function add(path: string, value: object | symbol): boolean {
  if (paths!.has(value)) return false;
  paths!.set(value, path);
  objects!.set(path, value);
  return true;
}

function addOwn(path: string, value: unknown, depth: number): void {
  const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
  if (typeof value === "symbol") add(path, value);
  if (!isObject || !add(path, value as object) || depth === 0) return;
  for (const key of Reflect.ownKeys(value as object)) {
    const property = Object.getOwnPropertyDescriptor(value, key)!;
    const name = typeof key === "symbol" ? `[${String(key.description)}]` : key;
    for (const [part, inner] of [
      ["", property.value],
      ["get ", property.get],
      ["set ", property.set],
    ] as const) {
      if (path !== "process" && path !== "console") addOwn(`${path}.${part}${name}`, inner as unknown, depth - 1);
    }
  }
}

/** Path of an object that every process has; undefined for all others. */
export function globalPath(value: object | symbol): string | undefined {
  return (paths ?? build().paths).get(value);
}

let namedKeys: readonly (object | symbol)[] | null = null;

/** Those a program is likely to use as keys: the globals themselves and their prototypes. */
export function wellKnown(): readonly (object | symbol)[] {
  if (objects === null) build();
  return (namedKeys ??= [...objects!].filter(([path]) => !path.includes(".") || /^\w+\.prototype$/.test(path)).map(([, value]) => value));
}

/** The inverse of {@link globalPath}. */
export function globalObject(path: string): object | symbol | undefined {
  return (objects ?? build().objects).get(path);
}
