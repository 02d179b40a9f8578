/**
 * The texts of `Error.stack`. They stand beside the state and not in it: they name files and lines, which differ in a replay
 * that has statements inserted, while the error is the same.
 *
 * Invariants
 * 1. None of the program's code runs: where it formats stacks itself (`Error.prepareStackTrace`), they are not read but named.
 */
import { types } from "node:util";

/** Texts by index of the error in the state; null where it has no stack of its own. */
export type ErrorStacks = readonly (readonly [index: number, text: string | null])[];

/** Formatting a stack takes tens of microseconds. */
const LOOK_EVERY = 32;

/** The stacks of the errors of a state, and the indices of those that cannot be told. @param look - is called now and then, and may throw. */
export function readStacks(objects: readonly (object | symbol)[], look: () => void): { texts: ErrorStacks; untold: readonly number[] } {
  const texts: [number, string | null][] = [];
  const untold: number[] = [];
  for (let index = 0; index < objects.length; index++) {
    const object = objects[index];
    if (!types.isNativeError(object)) continue;
    if (texts.length % LOOK_EVERY === 0) look();
    const text: unknown = Object.hasOwn(object, "stack") ? ownStack(object) : null;
    if (text === null || typeof text === "string") texts.push([index, text]);
    else untold.push(index);
  }
  return { texts, untold };
}

/** What newer Nodes set `Error.prepareStackTrace` to from the start. */
const NODES_OWN = "ErrorPrepareStackTrace";

/** V8 formats a stack when it is first read. */
function ownStack(error: Error): unknown {
  if (Error.prepareStackTrace !== undefined && Error.prepareStackTrace.name !== NODES_OWN) return undefined;
  const property = Object.getOwnPropertyDescriptor(error, "stack");
  return property?.get === undefined ? property?.value : undefined;
}

/** Gives errors the stacks that they had. @param objects - those of the restored state, by index. */
export function writeStacks(texts: ErrorStacks, objects: readonly unknown[]): void {
  for (const [index, text] of texts) {
    const error = objects[index] as Error;
    if (text === null) Reflect.deleteProperty(error, "stack");
    else Reflect.defineProperty(error, "stack", { value: text, writable: true, enumerable: false, configurable: true });
  }
}
