/**
 * Timers of a replay, for guard.ts: when the next one is due, by a clock that runs ahead by the time that the past run waited for the world and the
 * replay does not (runtime/effects/order.ts). Timers themselves wait as long as ever.
 */
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { promisify } from "node:util";
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
let rounds = 0;

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
  for (const target of [timers, globalThis, timersPromises]) wrap(target as never, "setImmediate", () => rounds++);
  wrap(timersPromises.scheduler as never, "yield", () => rounds++);
  Object.defineProperty(globalThis.setImmediate, promisify.custom, { get: () => timersPromises.setImmediate, configurable: true });
  followPromise(timersPromises as never, "setTimeout");
  followPromise(timersPromises.scheduler as never, "wait");
  followSignal();
  Object.defineProperty(globalThis, Symbol.for("hindlog.replay.timers"), {
    value: { now, dues, rounds: () => rounds, setTimeout: unfollowed, setImmediate, skip: (ms: number) => void (skipped += Math.max(0, ms)) },
    enumerable: false,
  });
}

/** Of all that wait, ascending. */
function dues(): number[] {
  for (const one of waiting) if (one.isOver()) waiting.delete(one);
  return Array.from(waiting, (one) => one.due).sort((one, other) => one - other);
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
      if (one.every === null) waiting.delete(one);
      else one.due = now() + one.every;
      return Reflect.apply(callback, this, given);
    };
    one.timer = Reflect.apply(original, this, [run, delay, ...args]) as { readonly _destroyed: boolean };
    waiting.add(one);
    return one.timer;
  };
  // Its form that gives a promise among them.
  return Object.defineProperties(wrapped, { ...Object.getOwnPropertyDescriptors(original), ...promisified(name) });
}

function promisified(name: string): PropertyDescriptorMap {
  return name === "setTimeout" ? { [promisify.custom]: { get: () => timersPromises.setTimeout, enumerable: true, configurable: true } } : {};
}

function followPromise(target: Record<string, Callable>, name: string): void {
  const original = target[name]!;
  target[name] = function (this: unknown, ...args: unknown[]): unknown {
    const delay = args[0];
    let isOver = false;
    waiting.add({ due: now() + milliseconds(delay), every: null, isOver: () => isOver });
    const over = (): void => void (isOver = true);
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
