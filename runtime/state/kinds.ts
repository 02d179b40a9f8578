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
  const owner = hiddenClass(prototype);
  return owner === null ? PLAIN : refused(`an object with ${owner}`);
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

const hiddenByPrototype = new WeakMap<object, string | null>();

/** What a prototype chain has that nobody handed over: #private members of a class, the storage of `accessor` fields; null where there is nothing. */
function hiddenClass(prototype: object): string | null {
  const cached = hiddenByPrototype.get(prototype);
  if (cached !== undefined) return cached;
  let found: string | null = null;
  for (let at: object | null = prototype; at !== null && at !== Object.prototype && found === null; at = Object.getPrototypeOf(at) as object | null) {
    if (types.isProxy(at)) break;
    const made = Object.getOwnPropertyDescriptor(at, "constructor")?.value as unknown;
    if (hasStorage(at)) found = `\`accessor\` fields of class ${typeof made === "function" ? made.name : "?"}, whose storage has no name`;
    if (!isStranger(at, made)) continue;
    const text = Function.prototype.toString.call(made);
    if (text.startsWith("class") && /[\s;{(.,!]#[A-Za-z_$]/.test(text)) found = `private fields of class ${made.name || "?"}, which is not instrumented`;
  }
  hiddenByPrototype.set(prototype, found);
  return found;
}

/** Whether a prototype belongs to a class that is not the program's own. @param made - what it has as its `constructor` */
function isStranger(prototype: object, made: unknown): made is new () => object {
  return typeof made === "function" && !types.isProxy(made) && !isRegistered(prototype) && !isOwn(made);
}

const foreignByPrototype = new WeakMap<object, string | null>();

/** The first class of a prototype chain that is neither the program's own nor the platform's: its methods may keep state elsewhere, by the object (a WeakMap) or for all; null where there is none. */
export function foreignClass(value: object): string | null {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null || prototype === Object.prototype) return null;
  const cached = foreignByPrototype.get(prototype);
  if (cached !== undefined) return cached;
  let found: string | null = null;
  for (let at: object | null = prototype; at !== null && found === null && !types.isProxy(at); at = Object.getPrototypeOf(at) as object | null) {
    const made = Object.getOwnPropertyDescriptor(at, "constructor")?.value as unknown;
    if (!isStranger(at, made) || globalPath(made) !== undefined) continue;
    found = made.name || "?";
  }
  foreignByPrototype.set(prototype, found);
  return found;
}

/** A prototype that belongs to a class: its methods are code, not state. */
export function isClassPrototype(value: object): boolean {
  const made = Object.getOwnPropertyDescriptor(value, "constructor")?.value as { prototype?: unknown } | undefined;
  return typeof made === "function" && !types.isProxy(made) && Object.getOwnPropertyDescriptor(made, "prototype")?.value === value;
}
