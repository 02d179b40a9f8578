/** Tags on functions of instrumented modules: what they capture (see transformer/instrument/closures.ts). */

/** The property that holds a function's tag; not enumerable. */
export const CAPTURES: unique symbol = Symbol.for("hindlog.captures") as never;

/** The tag of a function that captures nothing that may change. */
export const OWN = "own";

/** `access()` reads the captured variables; `access(values)` writes those that are ever assigned. It throws while one is not initialised. */
export interface Captures {
  readonly names: readonly string[];
  readonly access: (values?: readonly unknown[]) => readonly unknown[];
}

/** Tags a function. Never throws. */
export function tagFunction<T>(fn: T, tag: Captures | typeof OWN): T {
  if (typeof fn !== "function") return fn;
  try {
    Object.defineProperty(fn, CAPTURES, { value: tag, configurable: true });
  } catch {
    // A frozen function stays untagged: the walk then reports it.
  }
  return fn;
}
