/**
 * Clocks and random bytes of which runs keep nothing, for guard.ts: those that packages and code that is left alone ask for, and those that instrumented code asks for
 * in another way than transformer/instrument/inputs.ts knows (`const now = Date.now; now()`).
 */
import crypto from "node:crypto";
import fs from "node:fs";
import { performance } from "node:perf_hooks";
import { whoAsks, whoCalls, type Asker } from "./guard-asker.ts";

/** Unwrapped. */
const { appendFileSync } = fs;

type Functions = Record<string, unknown>;

const CHANCE = ["randomBytes", "randomFill", "randomFillSync", "randomInt", "randomUUID", "generateKeySync", "generateKeyPairSync"];

/** What to tell, and where. */
interface InputsRequest {
  /** File that gets lines `$reads PACKAGE WHAT` (`$clocks PACKAGE` where it is a time that may be shifted), `$unkept WHAT`, and `$apart WHAT` for code that is left alone. */
  readonly into: string;
  /** Emitted files. */
  readonly modules: ReadonlySet<string>;
  /** Whether packages read other times. */
  readonly isShifted: boolean;
}

/** What clocks are ahead then, in milliseconds: about 400 days, another day of the week, another time of day. */
const SHIFT_MS = 34_597_891_234;
/** And more with each reading, so that what took no time takes days; as often as this it begins again. */
const JUMP_MS = 1_490_459_123;
const JUMPS = 1000;

type What = "a clock" | "random bytes";

/** Tells who reads them. */
export function noteInputs({ into, modules, isShifted }: InputsRequest): void {
  const told = new Set<string>();
  /** What instrumented code asked for last: what is kept is handed over at once. */
  let open: What | null = null;
  const tell = (line: string): void => {
    if (told.has(line)) return;
    told.add(line);
    appendFileSync(into, line);
  };
  const close = (isKept: boolean): void => {
    if (open !== null && !isKept) tell(`$unkept ${open}\n`);
    open = null;
  };
  const asked = Object.assign(close, { clocks: [] as unknown[] });
  Object.defineProperty(globalThis, Symbol.for("hindlog.replay.asked"), { value: asked, enumerable: false });
  const note = (what: What, asker: Asker): void => {
    if (asker === "nobody") return;
    if (asker === "left alone") return tell(`$apart ${what}\n`);
    if (asker !== "own") return tell(`$reads ${asker.package} ${what}\n`);
    close(false);
    open = what;
  };
  // Node reads clocks for itself, and draws for those who call it.
  const clock = (): void => note("a clock", whoCalls(modules, 3));
  const chance = (): void => note("random bytes", whoAsks(modules));
  let shifted = 0;
  const shiftedClock = (): number => {
    const asker = whoCalls(modules, 3);
    if (typeof asker === "string") return (note("a clock", asker), 0);
    tell(`$clocks ${asker.package} a clock\n`);
    return isShifted ? SHIFT_MS + (shifted++ % JUMPS) * JUMP_MS : 0;
  };
  const ofProcess = process as unknown as Functions;
  notice(ofProcess["hrtime"] as Functions, "bigint", clock);
  for (const name of ["hrtime", "uptime"]) notice(ofProcess, name, clock);
  for (const holder of [Date as unknown as Functions, Object.getPrototypeOf(performance) as Functions]) {
    notice(holder, "now", shiftedClock);
    asked.clocks.push(holder["now"]);
  }
  for (const name of CHANCE) notice(crypto as unknown as Functions, name, chance);
  for (const name of ["getRandomValues", "randomUUID"]) notice(Object.getPrototypeOf(crypto.webcrypto) as Functions, name, chance);
  noteDates(() => shiftedClock());
  noteFormats(() => clock());
}

/** `new Intl.DateTimeFormat().format()` */
function noteFormats(clock: () => void): void {
  const formats = Intl.DateTimeFormat.prototype as unknown as Functions;
  const { get } = Object.getOwnPropertyDescriptor(formats, "format")!;
  Object.defineProperty(formats, "format", {
    get(): unknown {
      const format = Reflect.apply(get!, this, []) as (date?: unknown) => string;
      return (date?: unknown) => {
        if (date === undefined) clock();
        return format(date);
      };
    },
    enumerable: false,
    configurable: true,
  });
  notice(formats, "formatToParts", ([date]) => (date === undefined ? clock() : undefined));
}

/** Puts a function in front of one that a state cannot tell from it. @param check - gives what a number that comes of it is more */
function notice(target: Functions, name: string, check: (args: readonly unknown[]) => unknown): void {
  const found = Object.getOwnPropertyDescriptor(target, name);
  const original = found?.value as unknown;
  if (typeof original !== "function") return;
  const through = (self: unknown, args: readonly unknown[]): unknown => {
    const more = check(args);
    const result: unknown = Reflect.apply(original, self, args);
    return typeof more === "number" ? (result as number) + more : result;
  };
  const { prototype, ...own } = Object.getOwnPropertyDescriptors(original) as Record<string, PropertyDescriptor>;
  const method = {
    noticed(this: unknown, ...args: unknown[]): unknown {
      return through(this, args);
    },
  };
  // Some of Node's functions have a prototype of their own.
  const noticed =
    prototype === undefined
      ? method.noticed
      : function (this: unknown, ...args: unknown[]): unknown {
          return through(this, args);
        };
  Object.defineProperties(noticed, own);
  Object.defineProperty(target, name, { ...found, value: noticed });
}

/** `new Date()` and `Date()` are asked of the class itself. */
function noteDates(clock: () => number): void {
  const noted = new Proxy(Date, {
    construct(target, args, newTarget): object {
      const more = args.length === 0 ? clock() : 0;
      const made = Reflect.construct(target, args, newTarget === noted ? target : newTarget) as Date;
      if (more > 0) made.setTime(made.getTime() + more);
      return made;
    },
    apply(target, self, args): unknown {
      clock();
      return Reflect.apply(target, self, args);
    },
  });
  const { prototype } = Date;
  Object.defineProperty(prototype, "constructor", { value: noted, writable: true, enumerable: false, configurable: true });
  Object.defineProperty(globalThis, "Date", { value: noted, writable: true, enumerable: false, configurable: true });
}
