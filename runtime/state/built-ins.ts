/**
 * Members of the language's own objects (`Math.round`, `Array.prototype.last`) that a program replaced, added or took away: they are state where they
 * are not what they were before the module ran that may do that (transformer/analyse/built-ins.ts).
 *
 * Invariants
 * 1. Asking runs none of the program's code.
 * 2. What no instrumented module changes is not looked at: a package may change it unseen.
 */
import type { Root } from "./encode.ts";

const { defineProperty, deleteProperty } = Reflect;

interface Watched {
  readonly path: string;
  readonly object: object;
  readonly before: ReadonlyMap<PropertyKey, PropertyDescriptor>;
}

/** The language's own objects that modules of one run may change. */
export class BuiltIns {
  readonly #watched: Map<string, Watched> = new Map();

  /** A module is about to run that may change members of this one. @param path - `Math`, `Array.prototype` */
  watch(path: string): void {
    if (this.#watched.has(path)) return;
    const object = path.split(".").reduce<unknown>((at, key) => Object.getOwnPropertyDescriptor(at ?? {}, key)?.value, globalThis);
    if ((typeof object === "object" || typeof object === "function") && object !== null) this.#watched.set(path, { path, object, before: membersOf(object) });
  }

  /** What differs from before, each as what it is and how it is defined. */
  roots(): Root[] {
    const found: Root[] = [];
    for (const { path, object, before } of this.#watched.values()) {
      const now = membersOf(object);
      for (const [key, member] of now) if (!isSame(member, before.get(key))) found.push(...rootsOf(nameOf(path, key), member));
      for (const key of before.keys()) if (!now.has(key)) found.push({ name: DEFINED + nameOf(path, key), value: "not at all" });
      const order = orderOf(now);
      if (order !== orderOf(before)) found.push({ name: ORDER + path, value: order });
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Makes them what was saved. @throws where that cannot be */
  write(values: ReadonlyMap<string, unknown>): void {
    for (const { path, object, before } of this.#watched.values()) {
      const now = membersOf(object);
      const keys = new Map([...before.keys(), ...now.keys()].map((key) => [nameOf(path, key), key]));
      for (const root of values.keys()) if (root.startsWith(DEFINED + nameOf(path, ""))) noteKey(root.slice(DEFINED.length), path, keys);
      for (const [name, key] of keys) {
        const wanted = values.has(DEFINED + name) ? wantedMember(name, values) : before.get(key);
        if (!isSame(now.get(key), wanted)) setMember(object, key, wanted);
      }
      setOrder(object, (values.get(ORDER + path) as string | undefined) ?? orderOf(before));
    }
  }
}

const DEFINED = "%defined ";
const VALUE = "%member ";
const GETTER = "%getter ";
const SETTER = "%setter ";
const ORDER = "%order ";

function nameOf(path: string, key: PropertyKey): string {
  return `${path}: ${String(key)}`;
}

function rootsOf(name: string, member: PropertyDescriptor): Root[] {
  const flags = `${member.enumerable === true ? " enumerable" : ""}${member.configurable === true ? " configurable" : ""}`;
  if ("value" in member)
    return [
      { name: DEFINED + name, value: `value${flags}${member.writable === true ? " writable" : ""}` },
      { name: VALUE + name, value: member.value as unknown },
    ];
  return [
    { name: DEFINED + name, value: `accessor${flags}` },
    { name: GETTER + name, value: member.get },
    { name: SETTER + name, value: member.set },
  ];
}

function wantedMember(name: string, values: ReadonlyMap<string, unknown>): PropertyDescriptor | undefined {
  const words = (values.get(DEFINED + name) as string).split(" ");
  const shared = { enumerable: words.includes("enumerable"), configurable: words.includes("configurable") };
  if (words[0] === "value") return { ...shared, value: values.get(VALUE + name), writable: words.includes("writable") };
  if (words[0] !== "accessor") return undefined;
  return { ...shared, get: values.get(GETTER + name) as () => unknown, set: values.get(SETTER + name) as (value: unknown) => void };
}

/** Notes the key of a member that only the past run had. @throws where it is a symbol */
function noteKey(name: string, path: string, keys: Map<string, PropertyKey>): void {
  if (keys.has(name)) return;
  const key = name.slice(nameOf(path, "").length);
  if (key.startsWith("Symbol(")) throw new Error(`${path}[${key}] cannot be made again`);
  keys.set(name, key);
}

function setMember(object: object, key: PropertyKey, wanted: PropertyDescriptor | undefined): void {
  const done = wanted === undefined ? deleteProperty(object, key) : defineProperty(object, key, wanted);
  if (!done) throw new Error(`the member ${String(key)} of a built-in object cannot be made what it was`);
}

/** The members' names as `for (name in object)` meets them, but for symbols. */
function orderOf(members: ReadonlyMap<PropertyKey, PropertyDescriptor>): string {
  return JSON.stringify([...members.keys()].filter((key) => typeof key === "string"));
}

/** What comes behind the first member that stands elsewhere is defined anew. */
function setOrder(object: object, order: string): void {
  const wanted = JSON.parse(order) as readonly string[];
  const members = membersOf(object);
  const now = [...members.keys()];
  const first = wanted.findIndex((key, index) => key !== now[index]);
  for (const key of first < 0 ? [] : wanted.slice(first)) {
    // It may be one that is needed here.
    const member = members.get(key);
    setMember(object, key, undefined);
    setMember(object, key, member);
  }
}

function membersOf(object: object): Map<PropertyKey, PropertyDescriptor> {
  return new Map(Reflect.ownKeys(object).map((key) => [key, Object.getOwnPropertyDescriptor(object, key)!]));
}

function isSame(a: PropertyDescriptor | undefined, b: PropertyDescriptor | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    Object.is(a.value, b.value) &&
    a.get === b.get &&
    a.set === b.set &&
    a.writable === b.writable &&
    a.enumerable === b.enumerable &&
    a.configurable === b.configurable
  );
}
