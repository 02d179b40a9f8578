/** What kind of thing an object is, for saving: its contents, by identity only, or not at all. */
import { types } from "node:util";
import { A_TIMER } from "../format/checkpoint.ts";
import { isDetached } from "./buffers.ts";
import { whyNotResumed } from "./generators.ts";
import { globalPath, isOwn } from "./globals.ts";
import { isNoted } from "./iterators.ts";
import { Kind } from "./kind.ts";
import { hasStorage, isRegistered } from "./privates.ts";
import { isOfPlatform } from "./urls.ts";

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
/** Never changes: nothing is lost by keeping its identity alone. */
const constant = (reason: string): Classified => ({ kind: Kind.opaque, opaque: { reason, unusable: false, silent: true } });
const refused = (reason: string): Classified => ({ kind: Kind.opaque, opaque: { reason, unusable: true, silent: false } });

/** Classifies an object. Runs none of the program's code. */
export function classify(value: object): Classified {
  if (types.isProxy(value)) return refused("a Proxy made by code that is not instrumented");
  if (Array.isArray(value)) return ARRAY;
  if (types.isMap(value)) return known(Kind.map);
  if (types.isSet(value)) return known(Kind.set);
  if (types.isDate(value)) return known(Kind.date);
  if (types.isRegExp(value)) return known(Kind.regexp);
  if (types.isArrayBuffer(value)) return isDetached(value) ? constant("a detached buffer") : known(Kind.buffer);
  if (types.isTypedArray(value)) return known(isSlice(value) ? Kind.chunk : Kind.typed);
  if (types.isDataView(value)) return known(Kind.view);
  if (types.isNativeError(value)) return known(Kind.error);
  return classifyHidden(value) ?? classifyInstance(value);
}

/** A Buffer that sees a part of Node's pool, which others use too: where in it is a matter of chance. */
function isSlice(value: NodeJS.TypedArray): boolean {
  return (
    Buffer.isBuffer(value) && value.buffer.byteLength === Buffer.poolSize && value.byteLength < Buffer.poolSize && !types.isSharedArrayBuffer(value.buffer)
  );
}

function classifyHidden(value: object): Classified | null {
  if (types.isPromise(value)) return byIdentity("a Promise");
  if (types.isWeakMap(value)) return known(Kind.weakMap);
  if (types.isWeakSet(value)) return known(Kind.weakSet);
  if (types.isGeneratorObject(value)) {
    const why = whyNotResumed(value);
    return why === null ? known(Kind.generator) : refused(why);
  }
  if (isNoted(value)) return known(Kind.iterator);
  if (types.isMapIterator(value) || types.isSetIterator(value)) return refused("a live iterator");
  if (types.isSharedArrayBuffer(value)) return known(Kind.sharedBuffer);
  if (types.isBoxedPrimitive(value)) return known(Kind.boxed);
  if (types.isArgumentsObject(value)) return known(Kind.arguments);
  if (types.isModuleNamespaceObject(value)) return constant("a module namespace");
  if (types.isExternal(value)) return refused("a native handle");
  return null;
}

const HANDLES = new Set(["asyncId", "async_id_symbol", "triggerId", "trigger_async_id_symbol", "kHandle", "kResourceStore", "kState"]);
const BY_IDENTITY =
  /^(WeakRef|FinalizationRegistry|WebAssembly\.|CryptoKey|ReadableStream|WritableStream|TransformStream|Response|Request|Headers|Blob|File|FormData|EventTarget|Event|AbortSignal|AbortController|MessagePort|Worker|Performance|TextDecoder|TextEncoder)/;

function classifyInstance(value: object): Classified {
  const prototype: object | null = Object.getPrototypeOf(value) as object | null;
  if (prototype === Object.prototype || prototype === null) return PLAIN;
  const tag = tagOf(prototype);
  if (tag.endsWith(" Iterator") || tag === "Iterator Helper") return refused("a live iterator");
  if (tag.startsWith("Intl.")) return constant(`an ${tag}`);
  if (tag === "URL" && isOfPlatform(value, "address")) return known(Kind.address);
  if (tag === "URLSearchParams" && isOfPlatform(value, "query")) return known(Kind.query);
  if (BY_IDENTITY.test(tag)) return byIdentity(`${/^[AEIOU]/.test(tag) ? "an" : "a"} ${tag}`);
  if (Object.hasOwn(value, "_readableState") || Object.hasOwn(value, "_writableState") || Object.hasOwn(value, "_handle"))
    return byIdentity("a stream or socket");
  // Whether it is enabled is known to the runtime too.
  if (typeof Object.getOwnPropertyDescriptor(value, "kResourceStore")?.value === "symbol" || isStorage(prototype)) return byIdentity("an AsyncLocalStorage");
  if (isOfDatabase(prototype)) return byIdentity("a database or what belongs to one");
  if (Object.hasOwn(value, "_onTimeout") || Object.hasOwn(value, "_onImmediate")) return byIdentity(A_TIMER);
  for (const key of Object.getOwnPropertySymbols(value)) if (HANDLES.has(key.description ?? "")) return byIdentity("a handle of the runtime");
  const { hidden } = lineageOf(prototype);
  return hidden === null ? PLAIN : refused(`an object with ${hidden}`);
}

/** Node 24 has no such symbol; another class of the name is kept by identity too, and doubted. */
function isStorage(prototype: object): boolean {
  const made = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value as unknown;
  return typeof made === "function" && !types.isProxy(made) && made.name === "AsyncLocalStorage" && !isOwn(made);
}

/** Of `node:sqlite`: what they hold is in the database. */
function isOfDatabase(prototype: object): boolean {
  const made = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value as unknown;
  if (typeof made !== "function" || types.isProxy(made) || !/^(?:DatabaseSync|StatementSync|SQLTagStore|Session)$/.test(made.name)) return false;
  return Function.prototype.toString.call(made).endsWith("{ [native code] }");
}

/** `Symbol.toStringTag` of a prototype chain, where it is plain text: a getter may be the program's and is not run. */
function tagOf(prototype: object): string {
  for (let at: object | null = prototype; at !== null && !types.isProxy(at); at = Object.getPrototypeOf(at) as object | null) {
    const property = Object.getOwnPropertyDescriptor(at, Symbol.toStringTag);
    if (property !== undefined) return typeof property.value === "string" ? property.value : "";
  }
  return "";
}

/** What the classes of a prototype chain keep where no walk comes. */
interface Lineage {
  /** #private members of a class that nobody handed over, the storage of `accessor` fields; null where there is nothing. */
  readonly hidden: string | null;
  /** The first class that is neither the program's own nor the platform's: its methods may keep state elsewhere, by the object (a WeakMap) or for all; null where there is none. */
  readonly foreign: string | null;
  /** That class is the first of all. */
  readonly isForeign: boolean;
}

const NO_LINEAGE: Lineage = { hidden: null, foreign: null, isForeign: false };
const lineages = new WeakMap<object, Lineage>();

function lineageOf(prototype: object | null): Lineage {
  if (prototype === null || prototype === Object.prototype) return NO_LINEAGE;
  let found = lineages.get(prototype);
  if (found === undefined) lineages.set(prototype, (found = findLineage(prototype)));
  return found;
}

function findLineage(prototype: object): Lineage {
  let hidden: string | null = null;
  let foreign: string | null = null;
  let isForeign: boolean | null = null;
  for (let at: object | null = prototype; at !== null && at !== Object.prototype && !types.isProxy(at); at = Object.getPrototypeOf(at) as object | null) {
    const made = Object.getOwnPropertyDescriptor(at, "constructor")?.value as unknown;
    if (hasStorage(at)) hidden ??= `\`accessor\` fields of class ${typeof made === "function" ? made.name : "?"}, whose storage has no name`;
    const isStrange = isStranger(at, made);
    if (isStrange && hidden === null) {
      const text = Function.prototype.toString.call(made);
      if (text.startsWith("class") && /[\s;{(.,!]#[A-Za-z_$]/.test(text)) hidden = `private fields of class ${made.name || "?"}, which is not instrumented`;
    }
    const isPackages = isStrange && globalPath(made) === undefined;
    if (isPackages) foreign ??= made.name || "?";
    if (typeof made === "function") isForeign ??= isPackages;
  }
  return { hidden, foreign, isForeign: isForeign === true };
}

/** Whether a prototype belongs to a class that is not the program's own. @param made - what it has as its `constructor` */
function isStranger(prototype: object, made: unknown): made is new () => object {
  return typeof made === "function" && !types.isProxy(made) && !isRegistered(prototype) && !isOwn(made);
}

/** {@link Lineage.foreign} of an object. */
export function foreignClass(value: object): string | null {
  return lineageOf(Object.getPrototypeOf(value) as object | null).foreign;
}

/** Whether an object was made by a class of a package that is not instrumented: what it has is that class's matter. Runs none of the program's code. */
export function isOfPackage(value: object): boolean {
  return !types.isProxy(value) && lineageOf(Object.getPrototypeOf(value) as object | null).isForeign;
}

/** A prototype that belongs to a class: its methods are code, not state. */
export function isClassPrototype(value: object): boolean {
  const made = Object.getOwnPropertyDescriptor(value, "constructor")?.value as { prototype?: unknown } | undefined;
  return typeof made === "function" && !types.isProxy(made) && Object.getOwnPropertyDescriptor(made, "prototype")?.value === value;
}
