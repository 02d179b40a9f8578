/**
 * Loaded into a replay process before the program. Node's permission model keeps writes inside the scratch tree and refuses
 * child processes and workers; this file adds what it does not do: no network, no writes through the links to installed
 * packages, and the resolution of specifiers that are known only when they run. It tells what the program asked for and did not get.
 *
 * It imports nothing of hindlog but its own parts. Its settings come in HINDLOG_GUARD, which the program does not get to see.
 */
import childProcess from "node:child_process";
import dgram from "node:dgram";
import dns from "node:dns";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import { dirname, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import threads from "node:worker_threads";
import type { Terminals } from "../../../runtime/format/run.ts";
import { guardDatabases } from "./guard-databases.ts";
import { noteEnvironment } from "./guard-environment.ts";
import { noteInputs } from "./guard-inputs.ts";
import { noteReads } from "./guard-reads.ts";
import { showTerminals } from "./guard-terminals.ts";
import { followTimers } from "./guard-timers.ts";
import { asPath, isWriting, wrap } from "./guard-wrap.ts";

/** What of `fs` writes. */
const WRITES = "writeFile appendFile mkdir mkdtemp rm rmdir unlink rename copyFile cp truncate symlink link chmod chown lchown utimes lutimes".split(" ");

/** What of it makes what is named second. */
const MAKES_SECOND = /^(?:copyFile|cp|symlink|link)(?:Sync)?$/;

interface GuardSettings {
  /** Absolute paths below which nothing is written. */
  readonly protect: readonly string[];
  /** Absolute paths below which something may be written; what else the program writes is told of. */
  readonly writable: readonly string[];
  /** Emitted file by source file, both absolute. */
  readonly modules: Readonly<Record<string, string>>;
  /** Absolute path of a file that gets a line for each thing that is told: `!network` and the like ({@link missed}), what guard-reads.ts, guard-environment.ts and guard-inputs.ts tell. */
  readonly reads?: string;
  /** Variables of the environment that are not what they were. */
  readonly variables?: readonly string[];
  /** Those of the past run, where it kept them. */
  readonly terminals?: Terminals;
  /** Whether packages read other times than they would. */
  readonly isShifted?: boolean;
}

const settings = JSON.parse(process.env["HINDLOG_GUARD"] ?? '{"protect":[],"writable":[],"modules":{}}') as GuardSettings;
delete process.env["HINDLOG_GUARD"];

/** Unwrapped. */
const { appendFileSync } = fs;
const missing = new Set<string>();
/** Set where what is read is told. */
let opens: (path: string) => void = () => {};

refuseNetwork();
noteStarts();
guardWrites(settings);
if (settings.reads !== undefined) {
  const asked = { into: settings.reads, modules: new Set(Object.values(settings.modules)) };
  opens = noteReads({ ...asked, missed });
  noteEnvironment({ ...asked, changed: new Set(settings.variables ?? []) });
  noteInputs({ ...asked, isShifted: settings.isShifted === true });
}
guardDatabases({ isWritable: (path) => isBelow(path, settings.writable) && !isBelow(path, settings.protect), opens, missed: () => missed("write") });
followTimers();
answerResolution(settings.modules);
answerBindings();
Object.defineProperty(globalThis, Symbol.for("hindlog.replay.missed"), { value: missed, enumerable: false });
nameEntry(settings.modules);
if (settings.terminals !== undefined) showTerminals(settings.terminals);
syncBuiltinESMExports();

/** Tells that the program asked for what a replay does not have: `network`, `process`, `thread`, `input`, `write`, `number` (value-sources.ts). */
function missed(what: string): void {
  if (settings.reads === undefined || missing.has(what)) return;
  missing.add(what);
  appendFileSync(settings.reads, `!${what}\n`);
}

/** Other processes and threads are refused: the permission model would not say what to do. */
function noteStarts(): void {
  const starts = childProcess as unknown as Record<string, unknown>;
  for (const name of ["exec", "execFile", "fork", "spawn", "execSync", "execFileSync", "spawnSync"]) wrap(starts, name, () => refuseStart("process", name));
  threads.Worker = new Proxy(threads.Worker, {
    construct: () => refuseStart("thread", "Worker"),
  });
}

function refuseStart(what: "process" | "thread", called: string): never {
  missed(what);
  const others = what === "process" ? "other processes" : "worker threads";
  const why = `a replay starts no ${others}, so ${called} was refused: what is asked in effect(name, work) is kept, and given again`;
  throw Object.assign(new Error(why), { code: "ERR_ACCESS_DENIED", permission: what === "process" ? "ChildProcess" : "WorkerThreads" });
}

function refused(what: string): Error {
  missed("network");
  return Object.assign(new Error(`a replay has no network: ${what} was refused`), { code: "ERR_HINDLOG_NETWORK" });
}

function refuseNetwork(): void {
  net.Socket.prototype.connect = function (this: net.Socket): net.Socket {
    process.nextTick(() => this.destroy(refused("a connection")));
    return this;
  } as typeof net.Socket.prototype.connect;
  net.Server.prototype.listen = function (this: net.Server): net.Server {
    process.nextTick(() => this.emit("error", refused("listening")));
    return this;
  } as typeof net.Server.prototype.listen;
  for (const name of ["bind", "connect", "send"] as const) {
    (dgram.Socket.prototype as unknown as Record<string, unknown>)[name] = (): never => {
      throw refused("a datagram");
    };
  }
  for (const name of Object.keys(dns) as (keyof typeof dns)[]) {
    if (!/^(lookup|resolve|reverse)/.test(name)) continue;
    (dns as unknown as Record<string, unknown>)[name] = (...given: unknown[]): void => {
      const done = given.at(-1);
      if (typeof done === "function") process.nextTick(done as (error: Error) => void, refused("a name look-up"));
    };
    (dns.promises as unknown as Record<string, unknown>)[name] = (): Promise<never> => Promise.reject(refused("a name look-up"));
  }
  globalThis.fetch = () => Promise.reject(refused("fetch"));
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(folder + sep));
}

/** The permission model refuses writes elsewhere, and follows symbolic links out of what it allows: paths through those to packages are refused here. */
function guardWrites({ protect, writable }: GuardSettings): void {
  const check = (name: string, args: readonly unknown[]): void => {
    const paths = args.slice(0, 2).map(asPath);
    const written = MAKES_SECOND.test(name) ? paths.slice(1) : name.startsWith("rename") ? paths : paths.slice(0, 1);
    if (written.some((path) => path !== null && !isBelow(path, writable))) missed("write");
    for (const path of paths) {
      if (path !== null && isBelow(path, protect))
        throw Object.assign(new Error(`a replay does not write into installed packages: ${name} of ${path} was refused`), { code: "EACCES", path });
    }
  };
  for (const target of [fs, fs.promises] as unknown as Record<string, unknown>[]) {
    for (const name of WRITES.flatMap((write) => [write, `${write}Sync`])) wrap(target, name, (args) => check(name, args));
    for (const name of ["open", "openSync"]) wrap(target, name, (args) => isWriting(args[1]) && check(name, args.slice(0, 1)));
  }
  wrap(fs as unknown as Record<string, unknown>, "createWriteStream", (args) => check("createWriteStream", args.slice(0, 1)));
}

/** The program is told of its entry as it ran. Node has read by now what it starts. */
function nameEntry(modules: GuardSettings["modules"]): void {
  const source = Object.keys(modules).find((file) => modules[file] === process.argv[1]);
  if (source !== undefined) process.argv[1] = source;
}

/** `import(expression)` in emitted code asks what the value means, seen from the emitted file. */
function answerResolution(modules: Readonly<Record<string, string>>): void {
  const endings = ["", ".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", "/index.ts", "/index.js"];
  const sources: Readonly<Record<string, readonly string[]>> = { ".js": [".ts", ".tsx"], ".mjs": [".mts"], ".cjs": [".cts"] };
  const find = (path: string): string | undefined => {
    const extension = /\.[cm]?js$/.exec(path)?.[0] ?? "";
    const candidates = [...endings.map((ending) => path + ending), ...(sources[extension] ?? []).map((ending) => path.slice(0, -extension.length) + ending)];
    return candidates.map((candidate) => modules[candidate]).find((found) => found !== undefined);
  };
  const answer = (given: unknown, from: string): unknown => {
    const specifier = given instanceof URL ? given.href : given;
    if (typeof specifier !== "string" || !/^(\.{0,2}\/|file:)/.test(specifier)) return given;
    const isUrl = from.startsWith("file:");
    const path = specifier.startsWith("file:") ? fileURLToPath(specifier) : resolve(dirname(isUrl ? fileURLToPath(from) : from), specifier);
    const found = find(path);
    return found === undefined ? given : isUrl ? pathToFileURL(found).href : found;
  };
  Object.defineProperty(globalThis, Symbol.for("hindlog.replay.resolve"), { value: answer, enumerable: false });
}

/**
 * The permission model takes all of `process.binding` away. Packages ask it for numbers and names that Node gives anyway: they are given them, and nothing else.
 * The names of modules are those of `builtinModules`, with empty texts: what asks for them wants to know whether a name is one of Node's (`builtin-modules`, `is-builtin-module`).
 */
function answerBindings(): void {
  const owner = process as unknown as { binding: (name: string) => unknown };
  const denied = owner.binding;
  const answers: Readonly<Record<string, () => object>> = { __proto__: null!, constants: constantsOfNode, natives: namesOfModules, uv: errorsOfNode };
  owner.binding = function binding(this: unknown, name: string): unknown {
    return answers[name]?.() ?? Reflect.apply(denied, this, [name]);
  };
}

function constantsOfNode(): object {
  const of = process.getBuiltinModule;
  return { __proto__: null, os: of("node:os").constants, fs: of("node:fs").constants, crypto: of("node:crypto").constants, zlib: of("node:zlib").constants };
}

function namesOfModules(): object {
  return { __proto__: null, ...Object.fromEntries(process.getBuiltinModule("node:module").builtinModules.map((name) => [name, ""])) };
}

/** Errors of the system: `execa` before 2 asks for them when it is loaded. */
function errorsOfNode(): object {
  const { getSystemErrorMap, getSystemErrorName } = process.getBuiltinModule("node:util");
  const numbers = [...getSystemErrorMap()].map(([number, [name]]) => [`UV_${name}`, number] as const);
  return { __proto__: null, errname: getSystemErrorName, ...Object.fromEntries(numbers), getErrorMap: getSystemErrorMap };
}
