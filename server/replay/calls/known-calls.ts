/** Names of the language's own functions and methods, by what they may call back. A name counts only where the program has no function of that name. */

/** Call nothing of the program's, whatever they are given (what they call implicitly, such as `toString`, counts everywhere anyway). */
const PURE = new Set(
  (
    "abs acos acosh asin asinh atan atan2 atanh cbrt ceil clz32 cos cosh exp expm1 floor fround hypot imul log10 log1p log2 max min pow random round sign sin sinh sqrt tan tanh trunc " +
    "push pop shift unshift slice splice concat join reverse fill indexOf lastIndexOf includes at keys values entries flat copyWithin subarray set get has add delete clear with " +
    "charAt charCodeAt codePointAt startsWith endsWith padStart padEnd repeat split trim trimStart trimEnd toUpperCase toLowerCase substring substr normalize localeCompare match matchAll search test exec " +
    "toFixed toPrecision toString toISOString toJSON getTime now parse stringify parseInt parseFloat isNaN isFinite isInteger isArray is of assign freeze isFrozen seal create fromEntries " +
    "getPrototypeOf setPrototypeOf defineProperty getOwnPropertyNames hasOwnProperty hasOwn isSafeInteger fromCharCode fromCodePoint raw bind description " +
    "Number String Boolean BigInt Symbol Array Object Map Set WeakMap WeakSet Date RegExp Error TypeError RangeError SyntaxError Float64Array Float32Array Int32Array Uint32Array Int16Array " +
    "Uint16Array Int8Array Uint8Array Uint8ClampedArray BigInt64Array BigUint64Array ArrayBuffer DataView SharedArrayBuffer URL URLSearchParams TextEncoder TextDecoder " +
    "structuredClone encode decode log info warn error debug trace table time timeEnd assert dir group groupEnd hrtime uptime memoryUsage exit cwd arg " +
    "readFileSync writeFileSync existsSync readdirSync mkdirSync statSync appendFileSync readFile writeFile resolve dirname basename extname relative fileURLToPath pathToFileURL createHash randomBytes digest update"
  ).split(" "),
);

/** Call the functions they are given, before they return and never later, and nothing else. */
const SYNCHRONOUS = new Set(
  "map forEach filter reduce reduceRight some every find findIndex findLast findLastIndex flatMap sort toSorted from replace replaceAll".split(" "),
);

/** Call the functions they are given, now or later, and nothing else. */
const CALLBACK = new Set(
  "apply call loop iteration setTimeout setImmediate setInterval queueMicrotask nextTick then catch finally all allSettled race any on once".split(" "),
);

/** Methods that the language calls by itself, and Node those of streams. */
const IMPLICIT = new Set(
  (
    "toString valueOf toJSON toPrimitive iterator asyncIterator next return throw then constructor hasInstance species inspect get set has deleteProperty ownKeys apply construct " +
    "_read _write _writev _transform _flush _final _destroy _construct"
  ).split(" "),
);

/** Whether a call of this name runs nothing of the program's. */
export function isPureBuiltin(name: string): boolean {
  return PURE.has(name);
}

/** Whether a call of this name runs just the functions it is given. */
export function isCallbackBuiltin(name: string): boolean {
  return CALLBACK.has(name) || SYNCHRONOUS.has(name);
}

/** Whether a method of this name calls what it is given while it runs, and never later. */
export function isSynchronousCallback(name: string): boolean {
  return SYNCHRONOUS.has(name);
}

/** Whether the language or Node may call a method of this name. */
export function isImplicitMethod(name: string): boolean {
  return IMPLICIT.has(name);
}
