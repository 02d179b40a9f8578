/**
 * Timers of a replay, for guard.ts: when the next one is due, by a clock that runs ahead by the time that the past run waited for the world and the
 * replay does not (runtime/effects/order.ts). Timers themselves wait as long as ever.
 */
import crypto from "node:crypto";
import fs from "node:fs";
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { wrap } from "./guard-wrap.ts";

/** One that waits. */
interface Waiting {
  due: number;
  /** Of an interval: milliseconds. */
  readonly every: number | null;
  readonly isOver: () => boolean;
}

const waiting = new Set<Waiting>();
let skipped = 0;
/** Is told of what makes the order in which activities go on unknown. */
let told: (what: Disorder) => void = () => undefined;

/** Two timers that are due at nearly the same moment; the event loop goes round on behalf of the program; something is begun whose end nobody orders (a file that is read, a job of a thread). */
type Disorder = "tie" | "round" | "other";

/** Milliseconds within which two timers may fire in either order. */
const TIE_MS = 25;

/** Unwrapped: the program's readings of this clock are given back to it. */
const realNow = performance.now.bind(performance);
const now = (): number => realNow() + skipped;

/** Follows what is set from now on. */
export function followTimers(): void {
  const { setTimeout: unfollowed, setImmediate } = timers;
  for (const name of ["setTimeout", "setInterval"] as const) {
    const followed = followCallback(name);
    for (const target of [timers, globalThis] as unknown as Record<string, Callable>[]) target[name] = followed;
  }
  for (const target of [timers, globalThis, timersPromises]) wrap(target as never, "setImmediate", () => told("round"));
  wrap(timersPromises.scheduler as never, "yield", () => told("round"));
  wrap(timersPromises as never, "setInterval", () => told("round"));
  Object.defineProperty(globalThis.setImmediate, promisify.custom, { get: () => timersPromises.setImmediate, configurable: true });
  followPromise(timersPromises as never, "setTimeout");
  followPromise(timersPromises.scheduler as never, "wait");
  followSignal();
  followOthers();
  Object.defineProperty(globalThis, Symbol.for("hindlog.replay.timers"), {
    value: {
      now,
      dues,
      tieMs: TIE_MS,
      watch: (listener: typeof told) => void (told = listener),
      setTimeout: unfollowed,
      setImmediate,
      skip: (ms: number) => void (skipped += Math.max(0, ms)),
    },
    enumerable: false,
  });
}

/** Of all that wait, ascending. */
function dues(): number[] {
  for (const one of waiting) if (one.isOver()) waiting.delete(one);
  return Array.from(waiting, (one) => one.due).sort((one, other) => one - other);
}

/** A timer fires: so would have others, perhaps before it. Those that wait while the clock runs ahead are late. */
function fires(one: Waiting): void {
  for (const other of waiting) if (other !== one && !other.isOver() && other.due < one.due + TIE_MS) return told("tie");
}

/** What Node does beside the program, and tells it of by a callback or a promise. */
function followOthers(): void {
  const tell = (args: readonly unknown[]): void => {
    if (typeof args.at(-1) === "function") told("other");
  };
  for (const module of [fs, zlib, crypto]) for (const name of functionsOf(module)) if (!/Sync$|^create/.test(name)) wrap(module as never, name, tell);
  for (const name of functionsOf(fs.promises)) wrap(fs.promises as never, name, () => told("other"));
  for (const name of functionsOf(Object.getPrototypeOf(crypto.subtle) as object))
    wrap(Object.getPrototypeOf(crypto.subtle) as never, name, () => told("other"));
  for (const name of ["createReadStream", "createWriteStream"]) wrap(fs as never, name, () => told("other"));
}

/** Names of the functions of an object that can be replaced; classes begin with a capital. */
function functionsOf(module: object): string[] {
  const isFunction = ({ value, writable }: PropertyDescriptor): boolean => writable === true && typeof value === "function";
  return Object.entries(Object.getOwnPropertyDescriptors(module)).flatMap(([name, property]) =>
    /^[a-z]/.test(name) && name !== "constructor" && isFunction(property) ? [name] : [],
  );
}

/** As the language counts it. */
function milliseconds(given: unknown): number {
  const delay = Number(given);
  return delay >= 1 && delay <= 2 ** 31 - 1 ? delay : 1;
}

type Callable = (this: unknown, ...args: unknown[]) => unknown;

function followCallback(name: "setTimeout" | "setInterval"): Callable {
  const original = timers[name] as unknown as Callable;
  const every = name === "setInterval";
  const wrapped = function (this: unknown, callback: unknown, delay: unknown, ...args: unknown[]): unknown {
    if (typeof callback !== "function") return Reflect.apply(original, this, [callback, delay, ...args]);
    const wait = milliseconds(delay);
    const one: Waiting & { timer?: { readonly _destroyed: boolean } } = {
      due: now() + wait,
      every: every ? wait : null,
      isOver: () => one.timer?._destroyed === true,
    };
    const run = function (this: unknown, ...given: unknown[]): unknown {
      fires(one);
      if (one.every === null) waiting.delete(one);
      else one.due = now() + one.every;
      return Reflect.apply(callback, this, given);
    };
    one.timer = Reflect.apply(original, this, [run, delay, ...args]) as { readonly _destroyed: boolean };
    waiting.add(one);
    followRefresh(one.timer as unknown as NodeJS.Timeout, () => {
      one.due = now() + wait;
      waiting.add(one);
    });
    return one.timer;
  };
  // Its form that gives a promise among them.
  return Object.defineProperties(wrapped, { ...Object.getOwnPropertyDescriptors(original), ...promisified(name) });
}

function followRefresh(timer: NodeJS.Timeout, onRefresh: () => void): void {
  const refresh = (): NodeJS.Timeout => {
    onRefresh();
    return (Object.getPrototypeOf(timer) as NodeJS.Timeout).refresh.call(timer);
  };
  Object.defineProperty(timer, "refresh", { value: refresh, writable: true, enumerable: false, configurable: true });
}

function promisified(name: string): PropertyDescriptorMap {
  return name === "setTimeout" ? { [promisify.custom]: { get: () => timersPromises.setTimeout, enumerable: true, configurable: true } } : {};
}

function followPromise(target: Record<string, Callable>, name: string): void {
  const original = target[name]!;
  target[name] = function (this: unknown, ...args: unknown[]): unknown {
    const delay = args[0];
    let isOver = false;
    const one: Waiting = { due: now() + milliseconds(delay), every: null, isOver: () => isOver };
    waiting.add(one);
    const over = (): void => {
      fires(one);
      isOver = true;
    };
    const promise = Reflect.apply(original, this, args) as Promise<unknown>;
    promise.then(over, over);
    return promise;
  };
}

function followSignal(): void {
  const original = AbortSignal.timeout;
  AbortSignal.timeout = (delay: number): AbortSignal => {
    const signal = original.call(AbortSignal, delay);
    waiting.add({ due: now() + milliseconds(delay), every: null, isOver: () => signal.aborted });
    return signal;
  };
}
