/** Calls of methods that are not there, as the language tells them: the words of the source instead of ours. */
import { types } from "node:util";

/** Whether calling a method may be left to the language; runs no accessor and no trap. */
export function hasMethod(target: unknown, key: string): boolean {
  if (target === undefined || target === null) return false;
  for (let at: object | null = Object(target) as object; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (types.isProxy(at)) return true;
    const property = Object.getOwnPropertyDescriptor(at, key);
    if (property !== undefined) return !("value" in property) || typeof property.value === "function";
  }
  return false;
}

/** The error that the language throws. @param spelled - what the source calls, `a.b.c`. @param above - our function that the program called. */
export function missingMethod(target: unknown, spelled: string, above: (...args: never[]) => unknown): TypeError {
  const key = spelled.slice(spelled.lastIndexOf(".") + 1);
  const isNothing = target === undefined || target === null;
  const error = new TypeError(isNothing && spelled.includes(".") ? `Cannot read properties of ${target} (reading '${key}')` : `${spelled} is not a function`);
  Error.captureStackTrace(error, above);
  return error;
}
