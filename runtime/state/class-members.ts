/** Methods and accessors of classes: code of the class, known by their names in it. */
import { types } from "node:util";
import type { ObjectData } from "./decode.ts";
import { fillProperties, fillPrototype, writeProperties } from "./properties.ts";
import { Kind } from "./kind.ts";
import type { StateWriter } from "./references.ts";

const PARTS = ["value", "get", "set"] as const;

/** One method, getter or setter of a class. */
interface Member {
  readonly owner: object;
  readonly isStatic: boolean;
  readonly key: string | symbol;
  readonly part: (typeof PARTS)[number];
  readonly fn: object;
}

const known = new WeakMap<object, readonly Member[]>();
const members = new WeakMap<object, Member>();

/**
 * The methods and accessors that the body of a class defines, static ones too: they are its code and capture what it captures.
 * Looked up once: what the program puts there later is no code of the class. @returns [] for what is no class
 */
export function classMembers(fn: object): readonly object[] {
  return membersOf(fn).map((member) => member.fn);
}

function membersOf(fn: object): readonly Member[] {
  let found = known.get(fn);
  if (found === undefined) {
    const isClass = Function.prototype.toString.call(fn).startsWith("class");
    found = isClass ? [...ownFunctions(fn, fn), ...ownFunctions(fn, Object.getOwnPropertyDescriptor(fn, "prototype")?.value)] : [];
    known.set(fn, found);
    for (const member of found) if (!members.has(member.fn)) members.set(member.fn, member);
  }
  return found;
}

/** A class body defines them so that they are not enumerable; assigned ones are. */
function ownFunctions(owner: object, holder: unknown): Member[] {
  if ((typeof holder !== "object" && typeof holder !== "function") || holder === null || types.isProxy(holder)) return [];
  return Reflect.ownKeys(holder).flatMap((key) => {
    const property = Object.getOwnPropertyDescriptor(holder, key)!;
    if (property.enumerable === true || key === "constructor") return [];
    return PARTS.flatMap((part): Member[] => {
      const fn: unknown = property[part];
      return typeof fn === "function" ? [{ owner, isStatic: holder === owner, key, part, fn }] : [];
    });
  });
}

/** Writes a function that is a member of a class that was met. @returns whether it is one */
export function writeMember(writer: StateWriter, value: object): boolean {
  const member = members.get(value);
  if (member === undefined) return false;
  writer.out.u8(Kind.member);
  writer.ref("(class)", member.owner);
  writer.out.u8(PARTS.indexOf(member.part) + (member.isStatic ? 4 : 0));
  writer.ref("(name)", member.key);
  writer.ref("prototype", Object.getOwnPropertyDescriptor(value, "prototype")?.value);
  writer.ref("__proto__", Object.getPrototypeOf(value));
  writeProperties(writer, value, Kind.function);
  return true;
}

/** What is written of one. */
export type MemberData = readonly [owner: unknown, part: number, key: unknown, prototype: unknown];

/** Finds a member of a class. @throws Error where the class does not have it. */
export function findMember([, part, key]: MemberData, owner: object, keyOf: (saved: unknown) => unknown): object {
  const wanted = keyOf(key);
  const found = membersOf(owner).find((member) => member.isStatic === part >= 4 && member.part === PARTS[part % 4] && member.key === wanted);
  if (found === undefined) throw new Error(`class ${(owner as { name?: string }).name ?? "?"} has no member ${String(wanted)} in this process`);
  return found.fn;
}

/** Gives a member the properties that it had. */
export function fillMember(data: ObjectData, fn: object, value: (saved: unknown) => unknown): void {
  fillPrototype(data, fn, value);
  fillProperties({ ...data, kind: Kind.function }, fn, value);
}
