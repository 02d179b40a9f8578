/**
 * Thrown values as text: plain data, and errors of the language's own classes with what stands on them. An error of another class is not
 * made again: the program may ask for its class.
 */
import { types } from "node:util";
import { classNameOf } from "../format/value.ts";
import { readPlain, whyNotPlain, writePlain } from "./plain-data.ts";

type Kept = { readonly plain: unknown } | { readonly list: readonly Kept[] } | ErrorData;

interface ErrorData {
  /** Of a class in {@link CLASSES}, or DOMException. */
  readonly type: string;
  readonly properties: readonly { readonly key: string; readonly value: Kept; readonly enumerable: boolean }[];
}

const CLASSES: readonly ErrorConstructor[] = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];
const LANGUAGE: ReadonlyMap<string, object> = new Map<string, object>([...CLASSES, AggregateError].map((type) => [type.name, type.prototype]));

/** @param thrown - of which {@link whyNoError} says null */
export function writeError(thrown: unknown): string {
  return writePlain(keptOf(thrown));
}

/** @param text - what {@link writeError} gave */
export function readError(text: string): unknown {
  return made(readPlain(text) as Kept);
}

/**
 * What cannot be made again of a thrown value, in words; null where all can.
 * @param isInside - what stands in an error of the language may be of a class that only the language knows: it becomes an `Error`, without what is named by symbols.
 */
export function whyNoError(thrown: unknown, isInside = false): string | null {
  if (Array.isArray(thrown) && thrown.some(isError)) return thrown.map((one) => whyNoError(one, isInside)).find((why) => why !== null) ?? null;
  if (!isError(thrown)) return whyNotPlain(thrown);
  if (isDom(thrown)) return null;
  if (!isInside && typeOf(thrown) === undefined) return `an error of the class ${nameOf(thrown)}`;
  for (const key of Reflect.ownKeys(thrown)) {
    if (key === "stack") continue;
    const property = Object.getOwnPropertyDescriptor(thrown, key)!;
    if (isInside && typeof key === "symbol") continue;
    if (typeof key === "symbol" || !("value" in property)) return `an error with a property that is hidden (${String(key)})`;
    const why = whyNoError(property.value, isInside);
    if (why !== null) return `an error with ${why} (${key})`;
  }
  return null;
}

function isError(value: unknown): value is Error {
  return types.isNativeError(value) || (typeof value === "object" && value !== null && !types.isProxy(value) && isDom(value));
}

/** Looked at by name first: the class is loaded when it is asked for. */
export function isDom(value: object): value is DOMException {
  return nameOf(value) === "DOMException" && Object.getPrototypeOf(value) === DOMException.prototype;
}

function typeOf(error: Error): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(error);
  return [...LANGUAGE].find(([, known]) => known === prototype)?.[0];
}

function nameOf(error: object): string {
  const prototype = Object.getPrototypeOf(error) as object | null;
  return (prototype === null ? "" : classNameOf(prototype)) || "?";
}

function keptOf(thrown: unknown): Kept {
  if (Array.isArray(thrown) && thrown.some(isError)) return { list: thrown.map(keptOf) };
  if (!isError(thrown)) return { plain: thrown };
  if (isDom(thrown)) {
    const own = { name: thrown.name, message: thrown.message };
    return { type: "DOMException", properties: Object.entries(own).map(([key, value]) => ({ key, value: { plain: value }, enumerable: false })) };
  }
  const properties = Object.getOwnPropertyNames(thrown).map((key) => {
    const { enumerable, value } = Object.getOwnPropertyDescriptor(thrown, key)!;
    return { key, value: keptOf(key === "stack" ? thrown.stack : (value as unknown)), enumerable: enumerable === true };
  });
  return { type: typeOf(thrown) ?? "Error", properties };
}

function made(kept: Kept): unknown {
  if ("plain" in kept) return kept.plain;
  if ("list" in kept) return kept.list.map(made);
  const properties = kept.properties.map(
    ({ key, value, enumerable }) => [key, { value: made(value), enumerable, writable: true, configurable: true }] as const,
  );
  if (kept.type === "DOMException") {
    const { name, message } = Object.fromEntries(properties.map(([key, { value }]) => [key, value as string]));
    return new DOMException(message, name);
  }
  const type = CLASSES.find(({ name }) => name === kept.type);
  const error = type === undefined ? new AggregateError([]) : new type();
  return Object.defineProperties(error, Object.fromEntries(properties));
}
