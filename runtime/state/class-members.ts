/** Methods and accessors of classes. */

import { types } from "node:util";

const known = new WeakMap<object, readonly object[]>();

/**
 * The methods and accessors that the body of a class defines, static ones too: they are its code and capture what it captures.
 * Looked up once: what the program puts there later is no code of the class. @returns [] for what is no class
 */
export function classMembers(fn: object): readonly object[] {
  let members = known.get(fn);
  if (members === undefined) {
    members = Function.prototype.toString.call(fn).startsWith("class") ? [fn, prototypeOf(fn)].flatMap(ownFunctions) : [];
    known.set(fn, members);
  }
  return members;
}

function prototypeOf(fn: object): unknown {
  return Object.getOwnPropertyDescriptor(fn, "prototype")?.value;
}

/** A class body defines them so that they are not enumerable; assigned ones are. */
function ownFunctions(holder: unknown): object[] {
  if ((typeof holder !== "object" && typeof holder !== "function") || holder === null || types.isProxy(holder)) return [];
  return Reflect.ownKeys(holder).flatMap((key) => {
    const { value, get, set, enumerable } = Object.getOwnPropertyDescriptor(holder, key)!;
    return enumerable === true ? [] : [value as unknown, get, set].filter((part) => typeof part === "function" && key !== "constructor");
  }) as object[];
}
