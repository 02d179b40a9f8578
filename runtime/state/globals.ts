/** Objects that every process has: they are named by their path ("Array.prototype.map") and never saved. */
import { EventEmitter } from "node:events";
import { builtinModules } from "node:module";
import { types } from "node:util";
import { capturesOf } from "./captures.ts";

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

/** The console's methods before the program runs: it may put others in their place. */
const consoleMethods = Object.entries(console).filter(([, value]) => typeof value === "function" && capturesOf(value as object) === null);

const iteratorPrototypes = [[].values(), new Map().values(), new Set().values(), ""[Symbol.iterator](), "".matchAll(/./g)].map(
  (iterator) => Object.getPrototypeOf(iterator) as object,
);

type Paths = Map<object | symbol, string>;

/** The globals themselves and their prototypes: most programs meet no others. */
let first: Paths | null = null;
let all: Paths | null = null;
let objects: Map<string, object | symbol> | null = null;

function buildFirst(): Paths {
  const iterator = Object.getPrototypeOf(iteratorPrototypes[0]) as object;
  const paths: Paths = new Map([
    [globalThis, "globalThis"],
    [iterator, "%Iterator.prototype%"],
  ]);
  for (const [path, functions] of [
    ["%GeneratorFunction.prototype%", Object.getPrototypeOf(function* () {})],
    ["%AsyncFunction.prototype%", Object.getPrototypeOf(async () => {})],
    ["%AsyncGeneratorFunction.prototype%", Object.getPrototypeOf(async function* () {})],
  ] as readonly (readonly [string, object])[]) {
    paths.set(functions, path);
    const prototype = Object.getOwnPropertyDescriptor(functions, "prototype")?.value as unknown;
    if (isObject(prototype)) paths.set(prototype, `${path}.prototype`);
  }
  for (const name of ROOTS) {
    const value = (globalThis as Record<string, unknown>)[name];
    if (!isObject(value)) continue;
    if (!paths.has(value)) paths.set(value, name);
    const prototype = typeof value === "function" ? (Object.getOwnPropertyDescriptor(value, "prototype")?.value as unknown) : undefined;
    if (isObject(prototype) && !paths.has(prototype)) paths.set(prototype, `${name}.prototype`);
  }
  return paths;
}

/** Those of the first table keep the paths that they have there. */
function buildAll(): Paths {
  const paths: Paths = new Map((first ??= buildFirst()));
  for (const name of ROOTS) addOwn(paths, name, { value: (globalThis as Record<string, unknown>)[name], depth: 2 });
  for (const [name, method] of consoleMethods) add(paths, `console.${name}`, method as object);
  addOwn(paths, "%TypedArray%", { value: Object.getPrototypeOf(Int8Array), depth: 2 });
  addOwn(paths, "%ThrowTypeError%", { value: strictArgumentsCallee(), depth: 0 });
  const emitter = new EventEmitter();
  for (const key of Object.getOwnPropertySymbols(emitter)) add(paths, `%EventEmitter.${String(key.description)}%`, key);
  for (const prototype of iteratorPrototypes) {
    addOwn(paths, `%${String((prototype as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag])}%`, { value: prototype, depth: 1 });
    addOwn(paths, "%Iterator.prototype%", { value: Object.getPrototypeOf(prototype), depth: 1 });
  }
  addOwn(paths, "%GeneratorFunction.prototype%", { value: Object.getPrototypeOf(function* () {}), depth: 1 });
  addOwn(paths, "%AsyncFunction.prototype%", { value: Object.getPrototypeOf(async () => {}), depth: 1 });
  addOwn(paths, "%AsyncGeneratorFunction.prototype%", { value: Object.getPrototypeOf(async function* () {}), depth: 1 });
  addModule(paths, "node:util/types", types);
  return paths;
}

const moduleList = (process as unknown as { readonly moduleLoadList: readonly string[] }).moduleLoadList ?? [];
/** How many modules there were when they were named last. */
let loadedCount = 0;
const namedModules = new Set<string>();

/** Node's own modules that were loaded since: loading the others here would take long. Those in front are known by the same names wherever they are loaded beside others. */
function loadedModules(): string[] {
  const loaded = new Set(moduleList.map((name) => name.replace(/^NativeModule /, "")));
  const isPublic = (name: string): boolean => !/^(?:_.*|console|process|punycode|sys)$/.test(name);
  // Some have no name without `node:`.
  const names = builtinModules.filter((name) => loaded.has(name.replace(/^node:/, "")) && isPublic(name) && !namedModules.has(name)).sort();
  return [...names.filter((name) => !name.includes("/")), ...names.filter((name) => name.includes("/"))];
}

/** The functions and classes of a module of Node, which keep nothing that is state (docs/decisions/029). What else it has may be anything. */
function addModule(paths: Paths, path: string, module: unknown): void {
  if (typeof module === "function") addFunction(paths, path, module);
  if (!isObject(module)) return;
  for (const key of Object.getOwnPropertyNames(module)) {
    const value = Object.getOwnPropertyDescriptor(module, key)?.value as unknown;
    if (typeof value === "function") addFunction(paths, `${path}.${key}`, value);
  }
}

/** With its prototype and the functions that are its own members. */
function addFunction(paths: Paths, path: string, fn: object): void {
  if (!add(paths, path, fn)) return;
  for (const key of Reflect.ownKeys(fn)) {
    const property = Object.getOwnPropertyDescriptor(fn, key)!;
    const name = typeof key === "symbol" ? `[${String(key.description)}]` : key;
    const value = property.value as unknown;
    if (typeof value === "function" || (key === "prototype" && isObject(value) && mayBeGlobal(value))) add(paths, `${path}.${name}`, value);
  }
}

/** The accessor that throws: every strict `arguments` object has it. */
function strictArgumentsCallee(): unknown {
  return Object.getOwnPropertyDescriptor(arguments, "callee")?.get;
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

const declared = new WeakSet<object>();

/** A function or class is declared at the top of an instrumented module. @param members - of the class; what it was given from elsewhere is not of its text */
export function noteDeclared(fn: object, members: readonly object[]): void {
  if (declared.has(fn)) return;
  declared.add(fn);
  const textOf = (of: object): string => Function.prototype.toString.call(of);
  const text = members.length === 0 ? "" : textOf(fn);
  for (const member of members) if (text.includes(textOf(member))) declared.add(member);
}

/** Whether a function is known to be the program's own. */
export function isOwn(fn: object): boolean {
  return capturesOf(fn) !== null || declared.has(fn);
}

const looked = new Set<object | symbol>();

/** What is the program's own has no name here. @returns whether it was not met before */
function add(paths: Paths, path: string, value: object | symbol): boolean {
  if (looked.has(value) || (typeof value === "function" && isOwn(value))) return false;
  looked.add(value);
  if (!paths.has(value)) paths.set(value, path);
  return true;
}

function addOwn(paths: Paths, path: string, { value, depth }: { readonly value: unknown; readonly depth: number }): void {
  if (typeof value === "symbol") add(paths, path, value);
  if (!isObject(value) || !add(paths, path, value) || depth === 0) return;
  for (const key of Reflect.ownKeys(value)) {
    const property = Object.getOwnPropertyDescriptor(value, key)!;
    const name = typeof key === "symbol" ? `[${String(key.description)}]` : key;
    for (const [part, inner] of [
      ["", property.value],
      ["get ", property.get],
      ["set ", property.set],
    ] as const) {
      if (path !== "process" && path !== "console") addOwn(paths, `${path}.${part}${name}`, { value: inner as unknown, depth: depth - 1 });
    }
  }
}

/** Path of an object that every process has; undefined for all others. */
export function globalPath(value: object | symbol): string | undefined {
  const path = (all ?? (first ??= buildFirst())).get(value);
  return path !== undefined || !isOutdated(value) || !mayBeGlobal(value) ? path : completed().get(value);
}

/** Modules of Node that are loaded later bring functions along. */
function isOutdated(value: object | symbol): boolean {
  return all === null || (typeof value === "function" && moduleList.length !== loadedCount);
}

/** Those that have a name keep it, and what came into their place since has none. */
function completed(): Paths {
  all ??= buildAll();
  if (moduleList.length === loadedCount) return all;
  loadedCount = moduleList.length;
  objects = null;
  for (const name of loadedModules()) {
    namedModules.add(name);
    addModule(all, `node:${name}`, process.getBuiltinModule(name));
  }
  return all;
}

/** A module is about to run that may put objects of its own among them: they get their names now. */
export function nameGlobals(): void {
  completed();
}

/** Whether it is worth building the whole table for a look: that takes as long as a short program. Runs nothing of the program's. */
export function mayBeGlobal(value: object | symbol): boolean {
  if (typeof value !== "object") return typeof value === "symbol" || !isOwn(value);
  if (types.isProxy(value)) return false;
  const constructor = Object.getOwnPropertyDescriptor(value, "constructor")?.value as unknown;
  if (constructor !== undefined) return typeof constructor !== "function" || !isOwn(constructor);
  return Object.getPrototypeOf(value) === null || Object.hasOwn(value, Symbol.toStringTag);
}

let namedKeys: readonly (object | symbol)[] | null = null;

/** Those a program is likely to use as keys: the globals themselves and their prototypes. */
export function wellKnown(): readonly (object | symbol)[] {
  return (namedKeys ??= [...globalObjects()].filter(([path]) => !path.includes(".") || /^\w+\.prototype$/.test(path)).map(([, value]) => value));
}

/** The inverse of {@link globalPath}. */
export function globalObject(path: string): object | symbol | undefined {
  return globalObjects().get(path);
}

/** Every object that {@link globalPath} names, by its path. */
export function globalObjects(): ReadonlyMap<string, object | symbol> {
  const named = completed();
  return (objects ??= new Map([...named].map(([value, path]) => [path, value])));
}
