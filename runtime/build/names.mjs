/** What of the language and of Node is taken when the runtime is loaded, and by which names. */
/** Interfaces of the language and of Node whose methods and accessors are taken, by the object that has them. */
export const OWNERS = {
  Array: "Array.prototype",
  ReadonlyArray: "Array.prototype",
  Map: "Map.prototype",
  ReadonlyMap: "Map.prototype",
  Set: "Set.prototype",
  ReadonlySet: "Set.prototype",
  WeakMap: "WeakMap.prototype",
  WeakSet: "WeakSet.prototype",
  String: "String.prototype",
  Number: "Number.prototype",
  BigInt: "BigInt.prototype",
  Symbol: "Symbol.prototype",
  Date: "Date.prototype",
  RegExp: "RegExp.prototype",
  Promise: "Promise.prototype",
  Function: "Function.prototype",
  CallableFunction: "Function.prototype",
  NewableFunction: "Function.prototype",
  Object: "Object.prototype",
  Uint8Array: "Uint8Array.prototype",
  Buffer: "Buffer.prototype",
  ArrayBuffer: "ArrayBuffer.prototype",
  TextEncoder: "TextEncoder.prototype",
  TextDecoder: "TextDecoder.prototype",
  Generator: "Object.getPrototypeOf(function* () {}).prototype",
  AsyncGenerator: "Object.getPrototypeOf(async function* () {}).prototype",
};
// What they have is of one prototype above theirs.
for (const name of ["Int8", "Uint8Clamped", "Int16", "Uint16", "Int32", "Uint32", "Float32", "Float64", "BigInt64", "BigUint64"])
  OWNERS[`${name}Array`] = OWNERS.Uint8Array;
/** Those whose members are looked up as ever: results of functions, objects of Node's own, and what the program hands over to be called by its rules. */
export const LEFT = new Set([
  "DataView",
  "PropertyDescriptor",
  "TypedPropertyDescriptor",
  "Error",
  "ErrnoException",
  "Iterator",
  "IteratorYieldResult",
  "IteratorReturnResult",
  "CallSite",
  "StatsBase",
  "Stats",
  "Hash",
  "Worker",
  "EventEmitter",
  "ArrayLike",
  "Process",
  "ProcessEnv",
  "WriteStream",
  "Writable",
  "RegExpExecArray",
  "RegExpMatchArray",
  "TemplateStringsArray",
  "TypedArray",
  "ProxyHandler",
  "Console",
  "Module",
  "SyncWriteStream",
  "ArrayBufferView",
  "SharedArrayBuffer",
  "ReadableStream",
  "WritableStream",
  // Of the guard of a replay: Node's own objects.
  "ImportMeta",
  "AbortSignal",
  "EventTarget",
  "EventLoopUtilization",
  "Socket",
  "Server",
  "Readable",
  // Of effects: what is asked for rarely, and what Node itself does with members of these.
  "Serializer",
  "Deserializer",
  "DOMException",
  "Immediate",
  "Timeout",
  "AsyncLocalStorage",
  "URL",
  "Request",
  "RequestInit",
  "Response",
  "BodyMixin",
  "Headers",
  "ReadableStreamDefaultReader",
  "ReadableStreamGenericReader",
  "ReadableByteStreamController",
  "ReadableStreamBYOBRequest",
]);
/**
 * Accessors; other members that are read are properties of the objects themselves, or methods. Those of typed arrays stay as they
 * are: called as functions they cost more than a record may, and nobody replaces what says how long an array is.
 */
export const ACCESSORS = { Map: ["size"], Set: ["size"], Symbol: ["description"] };
/** Global objects that are taken as they are. The console is the program's. */
export const GLOBALS = new Set(
  `Object Array Map Set WeakMap WeakSet WeakRef String Number BigInt Boolean Symbol Date RegExp Promise Function Error TypeError RangeError DataView ArrayBuffer
  SharedArrayBuffer Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array Buffer
  TextEncoder TextDecoder URL URLSearchParams Proxy Reflect JSON Math Atomics process performance queueMicrotask`.split(/\s+/),
);
/** Global objects whose functions are called without them. */
export const FREE = new Set(["Object", "Reflect", "JSON", "Math", "Atomics", "Number", "Date", "Array", "ArrayBuffer", "Buffer", "types"]);
/** What is not the language's own function, but one that asks for less (runtime/own-built-ins.ts). */
export const INSTEAD = {
  Array_map: "map",
  Array_filter: "filter",
  Array_flatMap: "flatMap",
  Array_flat: "flat",
  Array_slice: "sliced",
  RegExp_test: "test",
  Promise_catch: "caught",
  "Array.from": "arrayFrom",
  "Int32Array.from": "int32From",
  "Uint8Array.from": "uint8From",
  "Object.fromEntries": "fromEntries",
  "Object.getOwnPropertyDescriptor": "descriptorOf",
  "Object.defineProperty": "defineProperty",
  "Reflect.defineProperty": "mayDefine",
  "JSON.stringify": "stringify",
};
/** What is iterated besides lists. */
export const ITERATED = new Set([
  "Map",
  "ReadonlyMap",
  "MapIterator",
  "Set",
  "ReadonlySet",
  "SetIterator",
  "Generator",
  "Iterable",
  "Uint8Array",
  "Int32Array",
  "RegExpStringIterator",
]);
/** Runs from its text, in a thread of its own. */
export const APART = "writerThread";
