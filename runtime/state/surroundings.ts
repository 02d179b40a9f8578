/**
 * What of the process around a program is state of it: the working directory, the exit code, arguments, environment variables, globals that were
 * replaced (a `fetch` or a `console.log` of the program's own), members of built-in objects, what the console remembers. Only what differs from the
 * beginning of the run is told.
 *
 * Invariants
 * 1. Asking runs none of the program's code: of globals only those that were no accessors are known.
 * 2. Paths are told from the directory in which the process was started: a replay runs elsewhere.
 */
import { relative, resolve } from "node:path";
import { BuiltIns } from "./built-ins.ts";
import { consoleRoots, writeConsole } from "./console-state.ts";
import { nameGlobals } from "./globals.ts";
import type { Root } from "./encode.ts";
import { NodeMembers } from "./node-members.ts";

const DIRECTORY = "%directory";
const EXIT_CODE = "%exit code";
const UMASK = "%umask";
const ARGUMENTS = "%arguments";
const ENVIRONMENT = "%environment";
const GLOBAL = "%global ";

/** Text of a module that may change an environment variable: it assigns or deletes one, or hands the environment on. */
const CHANGES_ENVIRONMENT =
  /process\.env(?!\s*[.[\w])|process\.env\b[^;\n]*[^=!<>]=[^=>]|delete\s+process\.env\b|\{[^}]*\benv\b[^}]*\}\s*(?:=\s*process\b|from\s*["'](?:node:)?process)/;
const OPENS_FILES = /\bopenSync\b|\bopen\b[^;]{0,500}["'](?:node:)?fs(?:\/promises)?["']|\bfs\w*(?:\.promises)?\.open\b/;
const CHANGES_UMASK = /\bumask\b/;
/** Those objects whose members programs replace. */
const PATCHED: readonly (readonly [name: string, object: object, keys: readonly string[] | null])[] = [
  ["", globalThis, null],
  ["console.", console, null],
  ["Math.", Math, ["random"]],
  ["Date.", Date, ["now"]],
  ["JSON.", JSON, ["parse", "stringify"]],
  ["Error.", Error, ["stackTraceLimit", "prepareStackTrace"]],
];

/** Globals for which Node loads modules when somebody looks at them (up to 20 ms). They are not looked at: older Node has accessors there, which are not known either. */
const MADE_WHEN_ASKED = new Set(
  (
    "TransformStream TransformStreamDefaultController WritableStream WritableStreamDefaultController WritableStreamDefaultWriter ReadableStream " +
    "ReadableStreamDefaultReader ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableByteStreamController ReadableStreamDefaultController " +
    "ByteLengthQueuingStrategy CountQueuingStrategy TextEncoderStream TextDecoderStream CompressionStream DecompressionStream " +
    "DOMException QuotaExceededError BroadcastChannel MessageChannel MessagePort MessageEvent CloseEvent Blob File Performance PerformanceEntry " +
    "PerformanceMark PerformanceMeasure PerformanceObserver PerformanceObserverEntryList PerformanceResourceTiming FormData Headers Request Response " +
    "WebSocket EventSource Crypto CryptoKey SubtleCrypto Navigator Storage"
  ).split(" "),
);

/** The surroundings of one run. */
export class Surroundings {
  readonly #directory: string = process.cwd();
  /** Environment variables as they were before a module could change them; null while none can. */
  #environment: ReadonlyMap<string, string> | null = null;
  readonly #builtIns = new BuiltIns();
  readonly #nodeMembers = new NodeMembers();
  /** As it was before a module could change it; null while none can. */
  #umask: number | null = null;
  /** In front of these are paths of this process. */
  readonly #arguments: readonly string[] = process.argv.slice(2);
  readonly #globals: readonly { readonly path: string; readonly object: object; readonly key: string; readonly value: unknown }[];

  constructor() {
    this.#globals = PATCHED.flatMap(([name, object, keys]) =>
      (keys ?? Object.getOwnPropertyNames(object)).flatMap((key) => {
        if (object === globalThis && MADE_WHEN_ASKED.has(key)) return [];
        const property = Object.getOwnPropertyDescriptor(object, key);
        return property?.writable === true || property === undefined ? [{ path: name + key, object, key, value: property?.value as unknown }] : [];
      }),
    );
  }

  /** Whether a module may open files by number. */
  opensFiles = false;

  /** A module is about to run. @param changes - what it may change of the language's own objects, and of Node's */
  meet(text: string | undefined, changes: { readonly builtIns?: readonly string[]; readonly nodeMembers?: readonly string[] } = {}): void {
    if (changes.builtIns !== undefined || changes.nodeMembers !== undefined) nameGlobals();
    for (const path of changes.builtIns ?? []) this.#builtIns.watch(path);
    for (const place of changes.nodeMembers ?? []) this.#nodeMembers.watch(place);
    if (this.#umask === null && (text === undefined || CHANGES_UMASK.test(text))) this.#umask = process.umask();
    this.opensFiles ||= text === undefined || OPENS_FILES.test(text);
    if (this.#environment === null && (text === undefined || CHANGES_ENVIRONMENT.test(text))) this.#environment = environment();
  }

  /** What differs from the beginning. */
  roots(): Root[] {
    const found: Root[] = [];
    const directory = process.cwd();
    if (directory !== this.#directory) found.push({ name: DIRECTORY, value: relative(this.#directory, directory) });
    if (process.exitCode !== undefined) found.push({ name: EXIT_CODE, value: process.exitCode });
    if (this.#umask !== null && process.umask() !== this.#umask) found.push({ name: UMASK, value: process.umask() });
    if (!isSameList(process.argv.slice(2), this.#arguments)) found.push({ name: ARGUMENTS, value: JSON.stringify(process.argv.slice(2)) });
    const changed = this.changedVariables();
    if (changed.length > 0) found.push({ name: ENVIRONMENT, value: JSON.stringify(changed) });
    for (const { path, object, key, value } of this.#globals) {
      const now = valueOf(object, key);
      if (!Object.is(now, value)) found.push({ name: GLOBAL + path, value: now });
    }
    return [...found, ...consoleRoots(), ...this.#builtIns.roots(), ...this.#nodeMembers.roots()];
  }

  /** Makes them what was saved. @param values - of all roots. @throws where that cannot be */
  write(values: ReadonlyMap<string, unknown>): void {
    const directory = resolve(this.#directory, (values.get(DIRECTORY) as string | undefined) ?? "");
    if (directory !== process.cwd()) process.chdir(directory);
    const exitCode = values.get(EXIT_CODE) as number | undefined;
    if (exitCode !== process.exitCode) process.exitCode = exitCode;
    this.writeEnvironment(JSON.parse((values.get(ENVIRONMENT) as string | undefined) ?? "[]") as Variable[]);
    for (const { path, object, key, value } of this.#globals) {
      const wanted = values.has(GLOBAL + path) ? values.get(GLOBAL + path) : value;
      if (!Object.is(valueOf(object, key), wanted)) (object as Record<string, unknown>)[key] = wanted;
    }
    if (this.#umask !== null) process.umask((values.get(UMASK) as number | undefined) ?? this.#umask);
    const given = values.has(ARGUMENTS) ? (JSON.parse(values.get(ARGUMENTS) as string) as string[]) : this.#arguments;
    if (!isSameList(process.argv.slice(2), given)) process.argv.splice(2, Infinity, ...given);
    writeConsole(values);
    this.#builtIns.write(values);
    this.#nodeMembers.write(values);
  }

  private changedVariables(): Variable[] {
    const before = this.#environment;
    if (before === null) return [];
    const now = environment();
    const changed = [...now].filter(([name, value]) => before.get(name) !== value);
    return [...changed, ...[...before.keys()].filter((name) => !now.has(name)).map((name): Variable => [name, null])];
  }

  private writeEnvironment(wanted: readonly Variable[]): void {
    const names = new Map([...this.changedVariables().map(([name]): Variable => [name, this.#environment?.get(name) ?? null]), ...wanted]);
    for (const [name, value] of names) {
      if (value === null) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

type Variable = readonly [name: string, value: string | null];

/** The environment variables that are not ours. */
function environment(): Map<string, string> {
  return new Map(Object.entries(process.env as Record<string, string>).filter(([name]) => !name.startsWith("HINDLOG_")));
}

function valueOf(object: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.value;
}
