/** Functions and classes: where they were made, what they capture and share. */
import type { RuntimeModule } from "../module.ts";
import { classMembers } from "../state/class-members.ts";
import { tagFunction, type Access } from "../state/captures.ts";
import { registerPrivates, type GivenMembers } from "../state/privates.ts";
import { UNREADABLE } from "../state/references.ts";
import { makeEnvironment } from "../state/environments.ts";
import { shared, type ClosureSite, type Environment, type EnvironmentSite } from "../state/shared.ts";
import { session } from "./run.ts";

/** Something to assign to: sets a variable that may not be initialised, unless nothing was saved for it. */
export function setter(set: (value: unknown) => void): { value: unknown } {
  return {
    get value() {
      return undefined;
    },
    set value(given: unknown) {
      if (given !== UNREADABLE) set(given);
    },
  };
}

/** Reads a variable that may not be initialised. */
export function guarded(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return UNREADABLE;
  }
}

/** Tags a function with the place where it was made and what it captures. */
export function tag<T>(fn: T, owner: RuntimeModule | undefined, place: number, access?: Access): T {
  return session.mode === "off" ? fn : tagFunction(fn, owner?.closures[place], access ?? null, null);
}

/** Tags a function that shares variables. @param access - to what it holds by itself. */
export function share<T>(fn: T, by: Environment | undefined, place: number, access?: Access): T {
  return by === undefined ? fn : tagFunction(fn, by.site.functions[place], access ?? null, by);
}

/** The name of a member as the language takes it, once: what the program computed may be an object. */
export function key(name: unknown): string | symbol {
  return typeof name === "string" || typeof name === "symbol" ? name : Reflect.ownKeys({ [name as string]: name })[0]!;
}

/** The value of an object's only member. */
export function only<T>(object: Readonly<Record<string | symbol, T>>): T {
  return object[Reflect.ownKeys(object)[0] as string]!;
}

/** A class that was made in a function: its methods and accessors are known by it. */
export function type<T extends object>(made: T): T {
  if (session.mode !== "off") classMembers(made);
  return made;
}

/** A class at the top of its module is being defined, and runs code of its own meanwhile. */
export function declares(owner: RuntimeModule | undefined, made: object): void {
  owner?.early.push(made);
}

/** A scope is entered whose variables functions share. @param parts - replay builds: factories of what lies in it. */
export function environment(
  owner: RuntimeModule | undefined,
  place: number,
  parent: Environment | undefined,
  ...[access, parts]: readonly [access: Environment["access"], parts?: NonNullable<Environment["parts"]>]
): Environment | undefined {
  return session.mode === "off" ? undefined : makeEnvironment(owner?.environments[place], parent ?? null, { access, parts: parts ?? null });
}

type MethodPlace = readonly [key: string | symbol, part: "value" | "get" | "set", place: number, access?: Access, by?: Environment];

/** Tags the methods and accessors of an object literal. */
export function methods<T extends object>(object: T, owner: RuntimeModule | undefined, places: readonly MethodPlace[]): T {
  for (const [key, part, place, access, by] of places) {
    const member = Object.getOwnPropertyDescriptor(object, key)?.[part] as unknown;
    if (by === undefined) tag(member, owner, place, access);
    else share(member, by, place, access);
  }
  return object;
}

/** A method or accessor of an object literal by itself. */
export function method(object: object, key: string | symbol, part: "value" | "get" | "set"): unknown {
  return Object.getOwnPropertyDescriptor(object, key)![part];
}

type Factories<T> = Readonly<Record<string, T>>;

/** Replay builds: how functions and environments can be made anew. */
export function factories(
  owner: RuntimeModule | undefined,
  functions: Factories<ClosureSite["factory"]>,
  environments: Factories<EnvironmentSite["factory"]>,
): void {
  for (const [place, factory] of Object.entries(functions)) if (owner?.closures[Number(place)] !== undefined) owner.closures[Number(place)]!.factory = factory;
  for (const [place, factory] of Object.entries(environments))
    if (owner?.environments[Number(place)] !== undefined) owner.environments[Number(place)]!.factory = factory;
}

/** A class hands over its private members. @param everywhere - it stands at the top of its module. */
export function privates(type: object, members: GivenMembers, everywhere: boolean): void {
  if (session.mode !== "off") registerPrivates(type, members, everywhere);
}

/** Replay builds: while `on`, constructors end right behind `super()`. */
export const making: { readonly on: boolean } = shared.making;

/** What constructors are given while objects are made. */
export { blank } from "../state/privates.ts";

/** Stands for a private field that an object does not have yet. */
export const unset: typeof UNREADABLE = UNREADABLE;
