/** Functions, classes and the prototypes of classes: a function is where it was made and what it captured. */
import { capturesOf, type Captures } from "./captures.ts";
import { classMembers, writeMember } from "./class-members.ts";
import type { ObjectData } from "./decode.ts";
import { Kind } from "./kind.ts";
import { fillProperty, writeProperties, writeProperty } from "./properties.ts";
import { UNREADABLE, type StateWriter } from "./references.ts";

/** Writes a function: name, place, captured values, prototype, own properties. */
export function writeFunction(writer: StateWriter, value: object): void {
  if (capturesOf(value) === null && writeMember(writer, value)) return;
  writer.out.u8(Kind.function);
  const name = Object.getOwnPropertyDescriptor(value, "name")?.value as unknown;
  const shown = typeof name === "string" && name !== "" ? name : "(anonymous)";
  const captures = capturesOf(value);
  writer.text(shown);
  writer.text(captures?.site.key ?? "");
  const captured = captures === null ? [] : readCaptures(writer, captures);
  reportFunction(writer, value, { shown, captures, captured });
  const environment = captures?.environment ?? null;
  writer.out.u32(captured.length + (environment === null ? 0 : 1));
  captured.forEach((item, index) => writer.ref(captures!.site.names[index] ?? "this", item));
  if (environment !== null) writer.ref("(shared)", environment);
  writer.ref("prototype", Object.getOwnPropertyDescriptor(value, "prototype")?.value);
  writer.ref("__proto__", Object.getPrototypeOf(value));
  writeProperties(writer, value, Kind.function);
}

interface Written {
  readonly shown: string;
  readonly captures: Captures | null;
  readonly captured: readonly unknown[];
}

function reportFunction(writer: StateWriter, value: object, { shown, captures, captured }: Written): void {
  if (captures !== null) for (const member of classMembers(value)) writer.declared.add(member);
  const why = captures === null ? "" : captures.site.why;
  const unset = captured.indexOf(UNREADABLE);
  if (captures?.site.shares === true && captures.environment === null) writer.unmakeable(`a function made inside the loop (${shown}) without its variables`);
  if (why !== null) writer.unmakeable(`a function made inside the loop (${shown})${why === "" ? "" : `: it ${why}`}`);
  else if (unset >= 0) writer.unmakeable(`a function made inside the loop (${shown}): ${captures!.site.names[unset]} is not initialised yet`);
  const hidden = captures === null ? hiddenState(value, writer.declared) : null;
  if (hidden !== null) writer.opaque(hidden, { unusable: false, silent: false });
}

/** What a function may hide: null where it is known to hide nothing that is not walked. */
function hiddenState(fn: object, declared: ReadonlySet<object>): string | null {
  if (declared.has(fn) || isOnceListener(fn)) return null;
  const text = Function.prototype.toString.call(fn);
  return /\{\s*\[native code\]\s*\}\s*$/.test(text) ? "a native or bound function" : "a function of code that is not instrumented: it may keep hidden state";
}

const ONCE =
  /^function wrapper\(\.\.\.args\) \{\s*if \(fired\) return;\s*fired = true;\s*target\.removeListener\(type, wrapper\);\s*return ReflectApply\(listener, target, args\);\s*\}$/;

/** What `emitter.once` puts among the listeners: it is there as long as it was not called. */
function isOnceListener(fn: object): boolean {
  if (typeof Object.getOwnPropertyDescriptor(fn, "listener")?.value !== "function") return false;
  const nameOf = Object.getOwnPropertyDescriptor(fn, "name")?.value as unknown;
  // As Node 24 has it, the second.
  return nameOf === "bound onceWrapper" || (nameOf === "wrapper" && ONCE.test(Function.prototype.toString.call(fn)));
}

function readCaptures(writer: StateWriter, { site, access }: Captures): readonly unknown[] {
  if (access === null) return [];
  try {
    return access();
  } catch {
    writer.opaque("a function that captures something that is not initialised yet", { unusable: false, silent: false });
    return site.names.map(() => UNREADABLE);
  }
}

/** Puts saved values into the variables that a function captured. @param saved - its environment last, where it has one. @throws where one of them cannot be set. */
export function fillCaptures(captures: Captures | null, saved: readonly unknown[]): void {
  const environment = captures?.environment ?? null;
  if (environment !== null && environment !== saved.at(-1)) throw new Error("a function shares other variables than in the past run");
  const values = environment === null ? saved : saved.slice(0, -1);
  if (captures === null || captures.access === null || values.length === 0) return;
  const present = captures.access();
  if (present.every((value, index) => Object.is(value, values[index]))) return;
  captures.access(values);
  const after = captures.access();
  const at = after.findIndex((value, index) => !Object.is(value, values[index]));
  if (at >= 0) throw new Error(`${captures.site.names[at] ?? "this"} is captured by a function and cannot be set`);
}

/** Writes the prototype of a class: its methods are code, what else it holds is state. */
export function writeClassPrototype(writer: StateWriter, value: object): boolean {
  writer.out.u8(Kind.prototype);
  const made = Object.getOwnPropertyDescriptor(value, "constructor")!.value as object;
  const captures = capturesOf(made);
  if (captures === null || captures.site.why !== null) writer.unmakeable("a class made inside the loop");
  writer.ref("constructor", made);
  writer.ref("__proto__", Object.getPrototypeOf(value));
  const keys = Reflect.ownKeys(value).filter((key) => isPrototypeState(value, key));
  writer.out.u32(keys.length);
  for (const key of keys) writeProperty(writer, value, key);
  return false;
}

function isPrototypeState(prototype: object, key: string | symbol): boolean {
  const property = Object.getOwnPropertyDescriptor(prototype, key)!;
  if (key === "constructor" || property.get !== undefined || property.set !== undefined) return false;
  return typeof property.value !== "function" || capturesOf(property.value as object) !== null;
}

/** Makes what a class's prototype holds beside its methods what was saved. */
export function fillClassPrototype(data: ObjectData, prototype: object, value: (saved: unknown) => unknown): void {
  const wanted = new Set(data.properties.map((property) => value(property.key)));
  for (const key of Reflect.ownKeys(prototype)) if (isPrototypeState(prototype, key) && !wanted.has(key)) Reflect.deleteProperty(prototype, key);
  for (const property of data.properties) fillProperty(prototype, value(property.key) as PropertyKey, property, value);
}
