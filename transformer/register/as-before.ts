/**
 * Modules are compiled on the program's own thread, while it runs (ES modules by older Node on another one): meanwhile the language's own objects have the members that they had
 * before the program, whatever it has replaced, added or taken away.
 *
 * Invariants
 * 1. Nothing of the program's runs meanwhile, and behind it every member is the program's again, in the order that `for (name in object)` meets.
 * 2. What the program has frozen stays as it is.
 * 3. Where nothing of the program has run yet, nobody looks: that takes longer than loading a module.
 */
import { isMainThread } from "node:worker_threads";

const { ownKeys, getOwnPropertyDescriptor, defineProperty, deleteProperty } = Reflect;
const { is, getPrototypeOf, setPrototypeOf, hasOwn } = Object;

/** What the runtime puts into the global object when it is loaded. */
const SESSION: unique symbol = Symbol.for("hindlog.session.1") as never;

type Members = Record<PropertyKey, PropertyDescriptor>;

const CLASSES = [Object, Function, Array, Map, Set, WeakMap, WeakSet, String, Number, Boolean, Symbol, BigInt, RegExp, Date, Promise, Error, Uint8Array];
const NAMES = [
  "Object",
  "Array",
  "Map",
  "Set",
  "WeakMap",
  "String",
  "Number",
  "Symbol",
  "RegExp",
  "Date",
  "Promise",
  "Error",
  "Math",
  "JSON",
  "Reflect",
  "Buffer",
];

const objects: readonly object[] = [
  ...CLASSES.flatMap((made): object[] => [made, made.prototype as object]),
  ...[[].values(), new Map().values(), new Set().values(), ""[Symbol.iterator](), "".matchAll(/./g), (function* () {})()].map(prototypeOf),
  prototypeOf(prototypeOf((function* () {})())),
  prototypeOf(Uint8Array.prototype),
  prototypeOf(Uint8Array),
  Math,
  JSON,
  Reflect,
  Buffer,
  Buffer.prototype,
];
const before: readonly Members[] = objects.map((object) => membersOf(object, ownKeys(object)));
const globals = membersOf(globalThis, NAMES);

/** False as soon as something of the program may have run. In a thread, and with `--eval`, that may be before the first module is loaded. */
let isUntouched = isMainThread && process.argv[1] !== undefined && !hasOtherPreloads();

function hasOtherPreloads(): boolean {
  const given = [...process.execArgv, ...(process.env["NODE_OPTIONS"] ?? "").split(/\s+/)];
  return given.filter((argument) => /^(-r|--require|--import|--(experimental-)?loader)\b/.test(argument)).length > 1;
}

let isFirst = true;

/** A module is loaded. @param isInstrumentedEntry - only then is it known when the first code of the program runs */
export function meetModule(isInstrumentedEntry: () => boolean): void {
  if (isFirst && isUntouched) isUntouched = isInstrumentedEntry();
  isFirst = false;
}

/** Whether nothing of the program has run: an instrumented entry begins with loading the runtime, before all else that it imports. */
function isProgramWaiting(): boolean {
  if (isUntouched) isUntouched = (globalThis as { [SESSION]?: unknown })[SESSION] === undefined;
  return isUntouched;
}

/** Does something as if the program had left the built-ins alone. */
export function asBefore<T>(work: () => T): T {
  if (isProgramWaiting()) return work();
  const changed: (() => void)[] = [];
  note(globalThis, NAMES, globals, changed);
  for (let at = 0; at < objects.length; at++) note(objects[at]!, ownKeys(objects[at]!), before[at]!, changed);
  try {
    return work();
  } finally {
    for (let at = 0; at < changed.length; at++) changed[at]!();
  }
}

/** Puts an object's members back, and notes how they become the program's again. */
function note(object: object, now: readonly PropertyKey[], then: Members, changed: (() => void)[]): void {
  for (let at = 0; at < now.length; at++) {
    const key = now[at]!;
    const own = getOwnPropertyDescriptor(object, key);
    const wanted = then[key];
    if (own === undefined || (wanted !== undefined && isSame(own, wanted))) continue;
    const isDone = wanted === undefined ? deleteProperty(object, key) : define(object, key, wanted);
    if (isDone) changed[changed.length] = () => define(object, key, own);
  }
  const keys = ownKeys(then);
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at]!;
    if (hasOwn(object, key) || !define(object, key, then[key]!)) continue;
    changed[changed.length] = () => deleteProperty(object, key);
  }
}

function membersOf(object: object, keys: readonly PropertyKey[]): Members {
  const members = { __proto__: null } as unknown as Members;
  for (let at = 0; at < keys.length; at++) members[keys[at]!] = getOwnPropertyDescriptor(object, keys[at]!)!;
  return members;
}

/** What the program gives all objects is no part of a member. */
function define(object: object, key: PropertyKey, member: PropertyDescriptor): boolean {
  return defineProperty(object, key, isPolluted() ? (setPrototypeOf(member, null) as PropertyDescriptor) : member);
}

const plain = {};

function isPolluted(): boolean {
  return "value" in plain || "get" in plain || "set" in plain || "writable" in plain || "enumerable" in plain || "configurable" in plain;
}

/** Of what the program gives all objects both have the same. */
function isSame(a: PropertyDescriptor, b: PropertyDescriptor): boolean {
  return is(a.value, b.value) && a.get === b.get && a.set === b.set && a.writable === b.writable && a.enumerable === b.enumerable;
}

function prototypeOf(object: object): object {
  return getPrototypeOf(object) as object;
}
