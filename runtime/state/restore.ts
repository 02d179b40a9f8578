/**
 * Puts a saved state into the live objects of this process, in place.
 *
 * Invariants
 * 1. An object that was there when the loop was entered is patched, never replaced; only newer ones are made.
 * 2. Everything that can be checked is checked before the first change (RestoreError); a failure behind that is fatal (FatalRestoreError).
 * 3. A Map or Set that becomes the saved one by deleting and adding is not cleared: iterators over it stay where they are. Where it is told which entries
 *    stayed in, iterators over it stand afterwards where they stood in the past run.
 * 4. All objects are made before any is filled: what field initialisers of the program do meanwhile to saved state is overwritten.
 */
import { decodeState, ObjectRef, type DecodedState, type FunctionData } from "./decode.ts";
import type { EnvironmentData } from "./environments.ts";
import { fillObject, type Filling } from "./fill.ts";
import { whyNotSet, type GeneratorData } from "./generators.ts";
import { Kind } from "./kind.ts";
import { makeObjects } from "./make.ts";
import type { Keyed } from "./places.ts";
import { shared } from "./shared.ts";

/** Nothing was changed. */
export class RestoreError extends Error {}
/** The state is half restored: the process is of no more use. */
export class FatalRestoreError extends Error {}

/** The outcome: root values by name, all objects by their index in the state, and the collections that were emptied and filled again. */
export interface RestoredState {
  readonly values: ReadonlyMap<string, unknown>;
  readonly objects: readonly unknown[];
  readonly refilled: ReadonlySet<Keyed>;
  /** Collections whose entries stand at the very places where they stood, for iterators of whomever. */
  readonly placed: ReadonlyMap<object, unknown>;
}

/** What goes with a saved state. */
export interface SavedBeside {
  /** Per object of the state its number among the objects of the loop's entry walk, or -1 where it is newer. */
  readonly numbers: Int32Array;
  /** By index in the state: of a Map or Set that others iterate, how many of its entries came after the loop's entry. */
  readonly added: readonly (readonly [index: number, count: number])[];
}

/**
 * Restores.
 * @param live - the objects of the loop's entry walk in this process.
 * @param again - whether the same state was restored a moment ago, and nothing but the loop's head was executed since.
 */
export function restoreState(state: DecodedState, { numbers, added }: SavedBeside, live: readonly (object | symbol)[], again = false): RestoredState {
  const objects = findObjects(state, numbers, live);
  const value = (saved: unknown): unknown => (saved instanceof ObjectRef ? objects[saved.index] : saved);
  let known: ReadonlySet<object | symbol> | null = null;
  const filling: Filling = {
    value,
    apart,
    known: () => (known ??= new Set([...live, ...(objects as (object | symbol)[])])),
    added: new Map(added.map(([index, count]) => [objects[index] as object, count])),
    again,
    refilled: new Set(),
    late: [],
  };
  const wasMaking = shared.making.on;
  try {
    shared.making.on = true;
    makeObjects(state, objects, apart);
    shared.making.on = wasMaking;
    state.objects.forEach((data, index) => fillObject(filling, data, objects[index]!));
    for (const finish of filling.late) finish();
  } catch (error) {
    throw new FatalRestoreError(error instanceof Error ? error.message : String(error));
  } finally {
    shared.making.on = wasMaking;
  }
  return { values: new Map(state.roots.map((root) => [root.name, value(root.value)])), objects, refilled: filling.refilled, placed: filling.added };
}

/** Data that was encoded apart, made anew. */
function apart(bytes: Uint8Array): unknown {
  const state = decodeState(bytes);
  return restoreState(state, { numbers: new Int32Array(state.objects.length).fill(-1), added: [] }, []).values.get("data");
}

function findObjects(state: DecodedState, numbers: Int32Array, live: readonly (object | symbol)[]): (object | symbol | undefined)[] {
  return state.objects.map((data, index) => {
    const number = numbers[index]!;
    const object = number < 0 ? undefined : live[number];
    if (number >= 0 && object === undefined) throw new RestoreError(`object ${number} of the loop's entry is not there`);
    const staying = number >= 0 && data.kind === Kind.generator ? whyNotSet(object as object, data.payload as GeneratorData) : null;
    if (staying !== null) throw new RestoreError(staying);
    if (number < 0 && data.kind === Kind.opaque) throw new RestoreError("the state holds something that cannot be made anew");
    if (number < 0 && data.kind === Kind.environment) {
      const [site] = data.payload as EnvironmentData;
      if (shared.environments.get(site)?.factory == null) throw new RestoreError(`variables of ${site} cannot be made anew in this replay`);
    }
    if (number < 0 && data.kind === Kind.function) {
      const { site } = data.payload as FunctionData;
      if (shared.closures.get(site)?.factory == null)
        throw new RestoreError(`functions of ${site || "code that is not instrumented"} cannot be made anew in this replay`);
    }
    return object;
  });
}
