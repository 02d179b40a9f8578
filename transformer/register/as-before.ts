/**
 * CommonJS modules are compiled on the program's own thread, while it runs: meanwhile the language's own objects have the members that they had
 * before the program, whatever it has replaced, added or taken away.
 *
 * Invariants
 * 1. Nothing of the program's runs meanwhile, and behind it every member is the program's again, in the order that `for (name in object)` meets.
 * 2. What the program has frozen stays as it is.
 */
const { ownKeys, getOwnPropertyDescriptor, defineProperty, deleteProperty } = Reflect;
const { is, getPrototypeOf, setPrototypeOf, hasOwn } = Object;

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

/** Does something as if the program had left the built-ins alone. */
export function asBefore<T>(work: () => T): T {
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
    const own = bare(getOwnPropertyDescriptor(object, key));
    const wanted = then[key];
    if (own === undefined || (wanted !== undefined && isSame(own, wanted))) continue;
    const isDone = wanted === undefined ? deleteProperty(object, key) : defineProperty(object, key, wanted);
    if (isDone) changed[changed.length] = () => defineProperty(object, key, own);
  }
  const keys = ownKeys(then);
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at]!;
    if (hasOwn(object, key) || !defineProperty(object, key, then[key]!)) continue;
    changed[changed.length] = () => deleteProperty(object, key);
  }
}

function membersOf(object: object, keys: readonly PropertyKey[]): Members {
  const members = { __proto__: null } as unknown as Members;
  for (let at = 0; at < keys.length; at++) members[keys[at]!] = bare(getOwnPropertyDescriptor(object, keys[at]!))!;
  return members;
}

/** What the program gives all objects is no part of it. */
function bare(member: PropertyDescriptor | undefined): PropertyDescriptor | undefined {
  return member === undefined ? undefined : (setPrototypeOf(member, null) as PropertyDescriptor);
}

function isSame(a: PropertyDescriptor, b: PropertyDescriptor): boolean {
  return is(a.value, b.value) && a.get === b.get && a.set === b.set && a.writable === b.writable && a.enumerable === b.enumerable;
}

function prototypeOf(object: object): object {
  return getPrototypeOf(object) as object;
}
