/** The roots of a loop's state: what its boundary passes, what it iterates, and everything that is always state. */
import { types } from "node:util";
import type { Frame } from "../context/frame.ts";
import type { RuntimeModule, SlotList } from "../module.ts";
import type { Session } from "../session.ts";
import type { Root } from "../state/encode.ts";
import { classMembers } from "../state/class-members.ts";
import { globalPath, noteDeclared } from "../state/globals.ts";
import { UNREADABLE } from "../state/references.ts";

/** Name of the root that holds the item under way; it cannot clash with a variable. */
export const ITEM = "%item";
const ITERATED = "%iterated";
const RANDOM = "%random";
const INPUTS = "%inputs";
const ADDED = "globalThis.";
const ADDED_SYMBOL = "%symbol of globalThis ";
const UNDER_SYMBOL = "%under symbol of globalThis ";

const globalsAtStart = new Set(Reflect.ownKeys(globalThis));

/** All roots, in canonical order. `item` only at the start of an iteration of for-of and for-in. */
export function collectRoots(
  session: Session,
  frame: Frame,
  slots: SlotList,
  at: { readonly values: readonly unknown[]; readonly item?: { readonly value: unknown } | undefined },
): Root[] {
  const roots: Root[] = slots.names.map((name, index) => ({ name, value: at.values[index] }));
  if (at.item !== undefined) roots.push({ name: ITEM, value: at.item.value });
  if (frame.iterated !== undefined) roots.push({ name: ITERATED, value: frame.iterated });
  for (const module of session.modules) {
    for (const binding of module.bindings) {
      const value = readBinding(binding.read);
      if (binding.kind !== "imported" || isClass(value)) roots.push({ name: bindingName(module, binding.name), value });
    }
  }
  roots.push(...addedGlobals());
  roots.push(...session.surroundings.roots());
  for (const [name, value] of session.named) roots.push({ name: `checkpoint.${name}`, value });
  for (let word = 0; word < 4; word++) roots.push({ name: `${RANDOM}${word}`, value: session.random[word] });
  roots.push({ name: INPUTS, value: session.inputs.written() });
  return roots;
}

/** Members that `globalThis` was given: those with a name, and those with a symbol, which is a root itself. */
function addedGlobals(): Root[] {
  const keys = addedKeys();
  const symbols = keys.filter((key) => typeof key === "symbol");
  return [
    ...keys.flatMap((key) => (typeof key === "string" ? [{ name: ADDED + key, value: ownValue(key) }] : [])),
    ...symbols.flatMap((symbol, index) => [
      { name: `${ADDED_SYMBOL}${index}`, value: symbol },
      { name: `${UNDER_SYMBOL}${index}`, value: ownValue(symbol) },
    ]),
  ];
}

/** What Node puts there under a symbol (a dispatcher of its `fetch`) is not enumerable. */
function addedKeys(): (string | symbol)[] {
  const isState = (key: string | symbol): boolean => typeof key === "string" || Object.prototype.propertyIsEnumerable.call(globalThis, key);
  return Reflect.ownKeys(globalThis).filter((key) => !globalsAtStart.has(key) && isState(key));
}

function writeAddedGlobals(values: ReadonlyMap<string, unknown>): void {
  const wanted = new Map<string | symbol, unknown>();
  for (const [name, value] of values) {
    if (name.startsWith(ADDED)) wanted.set(name.slice(ADDED.length), value);
    else if (name.startsWith(ADDED_SYMBOL)) wanted.set(value as symbol, values.get(UNDER_SYMBOL + name.slice(ADDED_SYMBOL.length)));
  }
  for (const key of addedKeys()) if (!wanted.has(key)) Reflect.deleteProperty(globalThis, key);
  for (const [key, value] of wanted) (globalThis as Record<string | symbol, unknown>)[key] = value;
}

/** A class, or a function that is used like one: a plain function has an empty `prototype`. */
function isClass(value: unknown): boolean {
  if (typeof value !== "function") return false;
  // What a replay puts in the place of one of Node's (guard.ts) has its name.
  if (types.isProxy(value)) return globalPath(value) !== undefined;
  const prototype: unknown = Object.getOwnPropertyDescriptor(value, "prototype")?.value;
  if (typeof prototype !== "object" || prototype === null || types.isProxy(prototype)) return false;
  return Reflect.ownKeys(prototype).length > 1 || Function.prototype.toString.call(value).startsWith("class");
}

/** Functions and classes whose hidden state is not asked for: declared at the top of instrumented modules, or imported. */
export function declaredFunctions(session: Session): Set<object> {
  const declared = new Set<object>();
  for (const module of session.modules) {
    for (const type of module.early) for (const known of [type, ...classMembers(type)]) declared.add(known);
    for (const binding of module.bindings) {
      const value = binding.kind === "variable" ? undefined : readBinding(binding.read);
      if (typeof value !== "function") continue;
      const members = classMembers(value);
      for (const fn of [value, ...members]) declared.add(fn);
      if (binding.kind === "declared") noteDeclared(value, members);
    }
  }
  return declared;
}

/** Writes restored module bindings, added globals, what is around the program, the generator and the numbers of inputs. @throws where a constant does not hold what it held. */
export function writeRoots(session: Session, values: ReadonlyMap<string, unknown>): void {
  for (const module of session.modules) {
    for (const binding of module.bindings) {
      const name = bindingName(module, binding.name);
      const wanted = values.get(name);
      if (!values.has(name) || wanted === UNREADABLE || Object.is(readBinding(binding.read), wanted)) continue;
      if (binding.write === null) throw new Error(`${name} holds something else than in the past run`);
      binding.write(wanted);
    }
  }
  writeAddedGlobals(values);
  session.surroundings.write(values);
  for (let word = 0; word < 4; word++) {
    const saved = values.get(`${RANDOM}${word}`);
    if (typeof saved === "number") session.random[word] = saved;
  }
  const inputs = values.get(INPUTS);
  if (typeof inputs === "string") session.inputs.restore(inputs);
}

function bindingName(module: RuntimeModule, name: string): string {
  return `${module.path}:${name}`;
}

function readBinding(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return UNREADABLE;
  }
}

function ownValue(key: string | symbol): unknown {
  const property = Object.getOwnPropertyDescriptor(globalThis, key);
  return property !== undefined && "value" in property ? property.value : undefined;
}
