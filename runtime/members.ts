/** Members of the program's objects as the language would find them, without running an accessor or a trap; and what it throws where there is no method. */
import { types } from "node:util";

/** A property of an object or of what it inherits from; null where there is none, undefined where only a proxy could tell. */
function lookUp(value: unknown, key: PropertyKey): PropertyDescriptor | null | undefined {
  if (value === undefined || value === null) return null;
  for (let at: object | null = Object(value) as object; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (types.isProxy(at)) return undefined;
    const property = Object.getOwnPropertyDescriptor(at, key);
    if (property !== undefined) return property;
  }
  return null;
}

/** A member of an object; undefined where there is none, and where finding it would run something. */
export function plainMember(value: unknown, key: PropertyKey): unknown {
  return typeof value === "object" || typeof value === "function" ? lookUp(value, key)?.value : undefined;
}

/** What a way of plain members leads to; a step `[key]` is an entry of a Map. Undefined where there is none, and where going it would run something. */
export function pathEnd(root: unknown, path: readonly unknown[]): unknown {
  let at = root;
  for (const step of path) {
    if (Array.isArray(step)) at = entryOf(at, step[0]);
    else at = typeof step === "string" || typeof step === "number" || typeof step === "symbol" ? plainMember(at, step) : undefined;
  }
  return at;
}

const mapGet = Map.prototype.get;

function entryOf(map: unknown, key: unknown): unknown {
  return types.isMap(map) && plainMember(map, "get") === mapGet ? mapGet.call(map, key) : undefined;
}

/** Whether there is a member that is not undefined or null; also where finding it would run something. */
export function hasMember(value: unknown, key: PropertyKey): boolean {
  const property = lookUp(value, key);
  return property !== null && (property === undefined || !("value" in property) || (property.value !== undefined && property.value !== null));
}

/** Whether calling a method may be left to the language. */
export function hasMethod(target: unknown, key: PropertyKey): boolean {
  const property = lookUp(target, key);
  return property !== null && (property === undefined || !("value" in property) || typeof property.value === "function");
}

/** The error that the language throws. @param spelled - what the source calls, `a.b.c`. @param above - our function that the program called. */
export function missingMethod(target: unknown, spelled: string, above: (...args: never[]) => unknown): TypeError {
  const key = spelled.slice(spelled.lastIndexOf(".") + 1);
  const isNothing = target === undefined || target === null;
  const error = new TypeError(isNothing && spelled.includes(".") ? `Cannot read properties of ${target} (reading '${key}')` : `${spelled} is not a function`);
  Error.captureStackTrace(error, above);
  return error;
}
