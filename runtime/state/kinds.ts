/** What kind of thing an object is, for saving: its contents, by identity only, or not at all. */
import { types } from "node:util";
import { CAPTURES, OWN, type Captures } from "./captures.ts";

/** Kinds whose contents are saved. */
export const Kind = {
  plain: 1,
  array: 2,
  map: 3,
  set: 4,
  date: 5,
  regexp: 6,
  buffer: 7,
  typed: 8,
  view: 9,
  chunk: 10,
  error: 11,
  function: 12,
  prototype: 13,
  opaque: 14,
  symbol: 15,
  numbers: 16,
} as const;

/** `unusable`: no boundary that reaches it can be restored. Otherwise it is kept by identity and the replay is unverifiable, unless `silent`. */
export interface OpaqueKind {
  readonly reason: string;
  readonly unusable: boolean;
  readonly silent: boolean;
}

/** A kind of {@link Kind}, and for opaque things why. */
export interface Classified {
  readonly kind: number;
  readonly opaque: OpaqueKind | null;
}

const known = (kind: number): Classified => ({ kind, opaque: null });
const PLAIN = known(Kind.plain);
const ARRAY = known(Kind.array);
const byIdentity = (reason: string): Classified => ({ kind: Kind.opaque, opaque: { reason, unusable: false, silent: false } });
const refused = (reason: string): Classified => ({ kind: Kind.opaque, opaque: { reason, unusable: true, silent: false } });

/** Classifies an object. Runs none of the program's code. */
export function classify(value: object): Classified {
  if (types.isProxy(value)) return refused("a Proxy");
  if (Array.isArray(value)) return ARRAY;
  if (types.isMap(value)) return known(Kind.map);
  if (types.isSet(value)) return known(Kind.set);
  if (types.isDate(value)) return known(Kind.date);
  if (types.isRegExp(value)) return known(Kind.regexp);
  if (types.isArrayBuffer(value)) return known(Kind.buffer);
  if (types.isTypedArray(value)) return classifyTyped(value);
  if (types.isDataView(value)) return known(Kind.view);
  if (types.isNativeError(value)) return known(Kind.error);
  return classifyHidden(value) ?? classifyInstance(value);
}

function classifyTyped(value: NodeJS.TypedArray): Classified {
  if (types.isSharedArrayBuffer(value.buffer)) return refused("a typed array over shared memory");
  const isChunk = Buffer.isBuffer(value) && value.byteLength !== value.buffer.byteLength;
  return known(isChunk ? Kind.chunk : Kind.typed);
}

function classifyHidden(value: object): Classified | null {
  if (types.isPromise(value)) return byIdentity("a Promise");
  if (types.isWeakMap(value)) return byIdentity("a WeakMap: its entries cannot be listed");
  if (types.isWeakSet(value)) return byIdentity("a WeakSet: its entries cannot be listed");
  if (types.isGeneratorObject(value)) return refused("a live generator");
  if (types.isMapIterator(value) || types.isSetIterator(value)) return refused("a live iterator");
  if (types.isSharedArrayBuffer(value)) return refused("shared memory");
  if (types.isBoxedPrimitive(value)) return { kind: Kind.opaque, opaque: { reason: "a boxed primitive", unusable: false, silent: true } };
  if (types.isModuleNamespaceObject(value)) return { kind: Kind.opaque, opaque: { reason: "a module namespace", unusable: false, silent: true } };
  if (types.isExternal(value)) return refused("a native handle");
  return null;
}

const HANDLES = new Set(["asyncId", "async_id_symbol", "triggerId", "trigger_async_id_symbol", "kHandle", "kResourceStore", "kState"]);

function classifyInstance(value: object): Classified {
  const prototype: object | null = Object.getPrototypeOf(value) as object | null;
  if (prototype === Object.prototype || prototype === null) return PLAIN;
  const tag = tagOf(prototype);
  if (tag.endsWith(" Iterator") || tag === "Iterator Helper") return refused("a live iterator");
  if (tag.startsWith("Intl.")) return { kind: Kind.opaque, opaque: { reason: `an ${tag}`, unusable: false, silent: true } };
  if (
    /^(WeakRef|FinalizationRegistry|WebAssembly\.|CryptoKey|ReadableStream|WritableStream|TransformStream|Response|Request|Headers|Blob|File|FormData)/.test(
      tag,
    )
  )
    return byIdentity(`a ${tag}`);
  if (Object.hasOwn(value, "_readableState") || Object.hasOwn(value, "_writableState") || Object.hasOwn(value, "_handle"))
    return byIdentity("a stream or socket");
  for (const key of Object.getOwnPropertySymbols(value)) if (HANDLES.has(key.description ?? "")) return byIdentity("a handle of the runtime");
  const owner = privateClass(prototype);
  return owner === null ? PLAIN : refused(`private fields of class ${owner}`);
}

/** `Symbol.toStringTag` of a prototype chain, where it is plain text: a getter may be the program's and is not run. */
function tagOf(prototype: object): string {
  for (let at: object | null = prototype; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const property = Object.getOwnPropertyDescriptor(at, Symbol.toStringTag);
    if (property !== undefined) return typeof property.value === "string" ? property.value : "";
  }
  return "";
}

const privateByPrototype = new WeakMap<object, string | null>();

/** Name of the class in a prototype chain that has #private members; null where none has. */
function privateClass(prototype: object): string | null {
  const cached = privateByPrototype.get(prototype);
  if (cached !== undefined) return cached;
  let found: string | null = null;
  for (let at: object | null = prototype; at !== null && at !== Object.prototype && found === null; at = Object.getPrototypeOf(at) as object | null) {
    const made = Object.getOwnPropertyDescriptor(at, "constructor")?.value as unknown;
    if (typeof made !== "function") continue;
    const text = Function.prototype.toString.call(made);
    if (text.startsWith("class") && /[\s;{(.,!]#[A-Za-z_$]/.test(text)) found = made.name || "?";
  }
  privateByPrototype.set(prototype, found);
  return found;
}

/** A prototype that belongs to a class: its methods are code, not state. */
export function isClassPrototype(value: object): boolean {
  const made = Object.getOwnPropertyDescriptor(value, "constructor")?.value as { prototype?: unknown } | undefined;
  return typeof made === "function" && Object.getOwnPropertyDescriptor(made, "prototype")?.value === value;
}

/** What a function may hide: null where it is known to hide nothing that is not walked. `declared`: functions at the top of instrumented modules. */
export function hiddenState(fn: object, declared: ReadonlySet<object>): string | null {
  if (declared.has(fn) || Object.hasOwn(fn, CAPTURES)) return null;
  const text = Function.prototype.toString.call(fn);
  return /\{\s*\[native code\]\s*\}\s*$/.test(text) ? "a native or bound function" : "a function of code that is not instrumented: it may keep hidden state";
}

/** Accessors to what a tagged function captured; null where it captured nothing that changes. */
export function capturesOf(fn: object): Captures | null {
  const tag = (Object.getOwnPropertyDescriptor(fn, CAPTURES) as { value?: Captures | typeof OWN } | undefined)?.value;
  return tag === undefined || tag === OWN ? null : tag;
}
