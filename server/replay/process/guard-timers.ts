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
import { areOthersSince, beginning, isTie, noteLate, noteOther, realNow, TIE_MS, type Beginning, type Waits } from "./guard-ties.ts";
import { wrap } from "./guard-wrap.ts";

/** One that waits. */
interface Waiting extends Waits {
  from: Beginning;
  readonly isOver: () => boolean;
}

/** What a file or a job of a thread may have taken in the past run, where it takes no time in a replay. */
const SLOW_MS = 1000;

const waiting = new Set<Waiting>();
let skipped = 0;
let isTold = false;
/** Rounds of the event loop that are waited for by us. */
let ownRounds = 0;
/** Modules of WebAssembly that are being compiled: Node does not count them among what it waits for. */
let compiling = 0;
/** Is told of what makes the order in which activities go on unknown. */
let told: (what: Disorder) => void = () => undefined;

/**
 * Two things may have come in either order; the event loop goes round on behalf of the program; something is begun whose end nobody orders (a file that is
 * read, a job of a thread). `hidden`: such a thing of which nothing shows whether it is over.
 */
type Disorder = "tie" | "round" | "other" | "hidden";

const now = (): number => realNow() + skipped;

/** Follows what is set from now on. */
export function followTimers(): void {
  const { setTimeout: unfollowed, setImmediate } = timers;
  for (const name of ["setTimeout", "setInterval"] as const) {
    const followed = followCallback(name);
    for (const target of [timers, globalThis] as unknown as Record<string, Callable>[]) target[name] = followed;
  }
  const round = (): void => begins("round");
  for (const target of [timers, globalThis, timersPromises]) wrap(target as never, "setImmediate", round);
  wrap(timersPromises.scheduler as never, "yield", round);
  wrap(timersPromises as never, "setInterval", round);
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
      watch: (listener: typeof told) => {
        told = listener;
        // What was begun before is of Node's own: it loads the program.
        isTold = false;
      },
      setTimeout: unfollowed,
      setImmediate: (work: () => void) => {
        ownRounds++;
        setImmediate(() => {
          ownRounds--;
          work();
        });
      },
      skip: (ms: number) => void (skipped += Math.max(0, ms)),
    },
    enumerable: false,
  });
}

/** Of all that wait, ascending. */
function dues(): number[] {
  return Array.from(stillWaiting(), dueOf).sort((one, other) => one - other);
}

function dueOf({ from, delay }: Waits): number {
  return from.at + delay;
}

function stillWaiting(): Set<Waiting> {
  for (const one of waiting) if (one.isOver()) waiting.delete(one);
  return waiting;
}

function tie(): void {
  isTold = true;
  told("tie");
}

/** A timer begins to wait. */
function waits(one: Waiting): void {
  waiting.add(one);
  if (!isTold && one.delay < TIE_MS && doOthersWait(true)) tie();
}

/** A timer fires: so would have others, perhaps before it. */
function fires(one: Waiting): void {
  noteLate(now() - dueOf(one));
  if (isTold) return;
  if (areOthersSince(one.from) || doOthersWait(true)) return tie();
  for (const other of stillWaiting()) if (other !== one && isTie(one, other)) return tie();
}

/** Something is begun that is no timer, and may end at any time from now on. */
function begins(what: Exclude<Disorder, "tie">): void {
  if (!isTold) {
    if (doOthersWait(what !== "round")) return tie();
    const one = { from: beginning(now()), delay: 0 };
    for (const other of stillWaiting()) if (isTie(one, other)) return tie();
    if (what !== "round" && dues().some((due) => due - now() < SLOW_MS)) return tie();
    if (what !== "round") noteOther();
  }
  told(what);
}

/** Whether files, threads or rounds of the event loop are waited for. */
function doOthersWait(isRound: boolean): boolean {
  const kinds = process.getActiveResourcesInfo();
  return (
    compiling > 0 ||
    kinds.some((kind) => /Req|Process|Watcher|Event/.test(kind) && kind !== "CloseReq") ||
    (isRound && kinds.filter((kind) => kind === "Immediate").length > ownRounds)
  );
}

/** What Node does beside the program, and tells it of by a callback or a promise. */
function followOthers(): void {
  const tell = (what: "other" | "hidden", args: readonly unknown[]): void => {
    if (typeof args.at(-1) === "function") begins(what);
  };
  for (const module of [fs, zlib, crypto])
    for (const name of functionsOf(module))
      if (!/Sync$|^create/.test(name)) wrap(module as never, name, (args) => tell(module === zlib ? "hidden" : "other", args));
  for (const name of functionsOf(fs.promises)) wrap(fs.promises as never, name, () => begins("other"));
  for (const name of functionsOf(Object.getPrototypeOf(crypto.subtle) as object))
    wrap(Object.getPrototypeOf(crypto.subtle) as never, name, () => begins("other"));
  const begin = (): void => begins("hidden");
  for (const name of ["createReadStream", "createWriteStream"]) wrap(fs as never, name, begin);
  // Those of the language's own `CompressionStream` among them.
  for (const name of Object.keys(zlib).filter((one) => one.startsWith("create"))) {
    Object.defineProperty(zlib, name, { writable: true });
    wrap(zlib as never, name, begin);
  }
  for (const name of ["compile", "instantiate"]) followCompiler(globalThis["WebAssembly" as never], name);
  for (const name of ["arrayBuffer", "text", "bytes", "stream"]) wrap(Blob.prototype as never, name, begin);
  wrap(MessagePort.prototype as never, "postMessage", begin);
}

function followCompiler(target: Record<string, Callable>, name: string): void {
  const original = target[name]!;
  target[name] = function (this: unknown, ...args: unknown[]): unknown {
    if (isNodes()) return Reflect.apply(original, this, args);
    begins("other");
    compiling++;
    const over = (): void => void compiling--;
    const compiled = Reflect.apply(original, this, args) as Promise<unknown>;
    compiled.then(over, over);
    return compiled;
  };
}

/** Whether code of Node's own made the call under way: what `fetch` is made of compiles some when it is first used. */
function isNodes(): boolean {
  return /\(node:internal\/deps\//.test(String(new Error().stack));
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
    const one: Waiting & { timer?: { readonly _destroyed: boolean } } = {
      from: beginning(now()),
      delay: milliseconds(delay),
      isOver: () => one.timer?._destroyed === true,
    };
    const again = (): void => void (one.from = beginning(now()));
    const run = function (this: unknown, ...given: unknown[]): unknown {
      fires(one);
      if (!every) waiting.delete(one);
      again();
      try {
        return Reflect.apply(callback, this, given);
      } finally {
        again();
      }
    };
    one.timer = Reflect.apply(original, this, [run, delay, ...args]) as { readonly _destroyed: boolean };
    waits(one);
    followRefresh(one.timer as unknown as NodeJS.Timeout, () => {
      again();
      waits(one);
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
    const one: Waiting = { from: beginning(now()), delay: milliseconds(delay), isOver: () => isOver };
    waits(one);
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
    const one: Waiting = { from: beginning(now()), delay: milliseconds(delay), isOver: () => signal.aborted };
    waits(one);
    signal.addEventListener("abort", () => fires(one));
    return signal;
  };
}
