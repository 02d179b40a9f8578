/**
 * `#private` members. Each instrumented class that has some hands over accessors in a static block (transformer/instrument/privates.ts).
 *
 * Invariants
 * 1. Members of classes at the top of modules are looked for in every object (a base class may return another one); those of
 *    classes that are declared in functions by the object's prototypes only.
 * 2. An object gets all its members by making: the base class makes it, each derived class puts its own onto it, with its
 *    superclass replaced for that moment by one that hands the object over. Constructors end right behind `super()` then.
 */
import { types } from "node:util";
import type { PrivateData } from "./decode.ts";
import { UNREADABLE, type StateWriter } from "./references.ts";
import { shared, type PrivateMembers } from "./shared.ts";

/** What a static block hands over; `reason` says why an instance cannot be made anew. */
export type GivenMembers = Omit<PrivateMembers, "type">;

/** Registers a class. @param everywhere - it stands at the top of its module. */
export function registerPrivates(type: object, given: GivenMembers, everywhere: boolean): void {
  const members: PrivateMembers = { ...given, type };
  shared.registered = true;
  const prototype = (type as { prototype?: object }).prototype;
  shared.byType.set(type, members);
  if (prototype !== undefined) shared.byPrototype.set(prototype, members);
  if (everywhere) shared.everywhere.push(members);
}

const NONE: readonly PrivateMembers[] = [];

/** The classes whose private members an object has, base classes first. */
export function privatesOf(value: object): readonly PrivateMembers[] {
  if (!shared.registered) return NONE;
  let found: PrivateMembers[] | null = null;
  for (const members of shared.everywhere) if (members.has(value)) (found ??= []).push(members);
  for (let at: object | null = typeof value === "object" ? prototypeOf(value) : null; at !== null; at = prototypeOf(at)) {
    const members = shared.byPrototype.get(at);
    if (members !== undefined && !found?.includes(members) && members.has(value)) (found ??= []).push(members);
  }
  const own = typeof value === "function" ? shared.byType.get(value) : undefined;
  if (own !== undefined && own.ownFields.length > 0) (found ??= []).push(own);
  return found === null ? NONE : found.length === 1 ? found : sorted(found, value);
}

function prototypeOf(value: object): object | null {
  return types.isProxy(value) ? null : (Object.getPrototypeOf(value) as object | null);
}

/** The class that makes the object comes first, then those nearer to the end of the prototype chain. */
function sorted(found: readonly PrivateMembers[], value: object): PrivateMembers[] {
  const depths = new Map<object, number>();
  let depth = 0;
  for (let at = prototypeOf(value); at !== null; at = prototypeOf(at)) depths.set(at, ++depth);
  const place = (members: PrivateMembers): number =>
    members.derived ? -(depths.get((members.type as { prototype: object }).prototype) ?? 0) : Number.NEGATIVE_INFINITY;
  return [...found].sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}

/** Whether an object has private members of a known class. */
export function hasPrivates(value: object): boolean {
  return privatesOf(value).length > 0;
}

/** Whether a class has handed over its private members. */
export function isRegistered(prototype: object): boolean {
  return shared.byPrototype.has(prototype);
}

/** Whether a class has members that it cannot hand over. */
export function hasStorage(prototype: object): boolean {
  return shared.byPrototype.get(prototype)?.storage === true;
}

/** Writes the private members of an object, class by class. */
export function writePrivates(writer: StateWriter, value: object, privates: readonly PrivateMembers[]): void {
  writer.out.u32(privates.length);
  for (const members of privates) {
    const isOwn = members.type === value;
    writer.ref("(class)", members.type);
    const names = isOwn ? members.ownFields : members.fields;
    const values = isOwn ? members.readOwn() : members.read(value);
    writer.out.u32(values.length);
    values.forEach((item, index) => writer.ref(names[index]!, item));
    if (isOwn) continue;
    if (members.unmakeable !== null) writer.unmakeable(`an instance of class ${members.name} made inside the loop: ${members.unmakeable}`);
    if (values.includes(UNREADABLE)) writer.unmakeable(`an instance of class ${members.name} whose private fields are not all set yet`);
  }
  if (privates.filter((members) => !members.derived && members.type !== value).length > 1)
    writer.unmakeable("an object made by two classes with private members");
}

/** Makes an object with the private members of some classes. @param blank - makes one where no base class has private members. */
export function makeWithPrivates(classes: readonly object[], blank: () => object): object {
  const members = classes.map((type) => membersOf(type));
  const base = members.find((candidate) => !candidate.derived);
  const made = base === undefined ? blank() : (Reflect.construct(base.type as new () => object, blanks) as object);
  for (const derived of members) if (derived.derived) stamp(derived, made);
  return made;
}

function membersOf(type: object): PrivateMembers {
  const members = shared.byType.get(type);
  if (members === undefined) throw new Error("a class with private members is not known in this process");
  if (!members.guarded) throw new Error(`class ${members.name} was not compiled for a replay: its instances cannot be made`);
  return members;
}

function stamp(members: PrivateMembers, target: object): void {
  const type = members.type as new () => object;
  const superclass = Object.getPrototypeOf(type) as object;
  Object.setPrototypeOf(type, function () {
    return target;
  });
  try {
    if (Reflect.construct(type, blanks) !== target) throw new Error(`the constructor of class ${members.name} returns another object`);
  } finally {
    Object.setPrototypeOf(type, superclass);
  }
}

/** Stands for anything a constructor may be given while objects are made: every property is again itself. */
export const blank: unknown = new Proxy(function () {}, {
  get: (_, key) => (key === Symbol.iterator ? () => ({ next: () => ({ done: true, value: undefined }) }) : key === Symbol.toPrimitive ? () => 0 : blank),
  apply: () => blank,
  construct: () => blank as object,
});
const blanks: readonly unknown[] = Array.from({ length: 16 }, () => blank);

/** Puts saved values into the private members of an object. @param value - what a saved reference means in this process. */
export function fillPrivates(saved: readonly PrivateData[], object: object, value: (saved: unknown) => unknown): void {
  for (const { type, values } of saved) {
    const members = shared.byType.get(value(type) as object);
    if (members === undefined) throw new Error("a class with private members is not known in this process");
    const wanted = values.map((item) => value(item));
    if (members.type === object) members.writeOwn(wanted);
    else if (members.has(object)) members.write(object, wanted);
    else throw new Error(`an object of the loop's entry does not have the private members of class ${members.name}`);
  }
}
