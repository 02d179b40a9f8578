/**
 * Adapters: how instances of a class are saved whose state the walk cannot see (native memory, tables of a library).
 *
 * Invariants
 * 1. What `save` gives is data of its own: it is encoded apart and shares nothing with the program's objects.
 * 2. An instance that was there at the loop's entry is patched in place; a newer one is made by `restore` alone.
 */
import { types } from "node:util";
import type { StateWriter } from "./references.ts";
import { Kind } from "./kind.ts";
import { shared } from "./shared.ts";
import type { StateAdapter } from "./state-adapter.ts";

/** Registers an adapter for instances of a class and its subclasses. @throws TypeError where it is not a class. */
export function addAdapter(type: unknown, adapter: StateAdapter): void {
  const prototype: unknown = typeof type === "function" ? type.prototype : undefined;
  if (typeof prototype !== "object" || prototype === null) throw new TypeError(`Expected a class, got ${typeof type}. Give registerState the class itself.`);
  shared.adapters.set(prototype, { name: (type as { name: string }).name, adapter });
}

/** The adapter of an object; null where it has none. */
export function adapterOf(value: object): { readonly name: string; readonly adapter: StateAdapter; readonly prototype: object } | null {
  if (shared.adapters.size === 0) return null;
  for (let at = Object.getPrototypeOf(value) as object | null; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const found = shared.adapters.get(at);
    if (found !== undefined) return { ...found, prototype: at };
    if (types.isProxy(at)) return null;
  }
  return null;
}

/** Writes an adapted instance. */
export function writeAdapted(writer: StateWriter, value: object): void {
  const { name, adapter, prototype } = adapterOf(value)!;
  writer.out.u8(Kind.adapted);
  writer.ref("__proto__", prototype);
  let bytes: Uint8Array = new Uint8Array(0);
  try {
    bytes = writer.apart(adapter.save(value));
  } catch (error) {
    writer.unmakeable(`an instance of ${name} whose adapter failed: ${String(error)}`);
    writer.opaque(`an instance of ${name} whose adapter failed: ${String(error)}`, { unusable: true, silent: false });
  }
  writer.out.u32(bytes.length);
  writer.out.raw(bytes);
}

/**
 * Restores an instance in place, or makes one where `present` is undefined.
 * @throws Error where the adapter is not registered in this process, or does not keep to its word.
 */
export function restoreAdapted(prototype: object, saved: unknown, present: object | undefined): object {
  const found = shared.adapters.get(prototype);
  if (found === undefined) throw new Error("the adapter of an object is not registered in this process");
  const made = byItsConstructors(() => found.adapter.restore(saved, present));
  if (typeof made !== "object" || made === null) throw new Error(`the adapter of ${found.name} returned no object`);
  if (present !== undefined && made !== present) throw new Error(`the adapter of ${found.name} made another object instead of restoring the one there is`);
  return made;
}

/** An adapter may construct: its constructors run in full. */
function byItsConstructors<T>(work: () => T): T {
  const wasMaking = shared.making.on;
  shared.making.on = false;
  try {
    return work();
  } finally {
    shared.making.on = wasMaking;
  }
}
