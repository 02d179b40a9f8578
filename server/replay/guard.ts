/**
 * Loaded into a replay process before the program. Node's permission model keeps writes inside the scratch tree and refuses
 * child processes and workers; this file adds what it does not do: no network, no writes through the links to installed
 * packages, and the resolution of specifiers that are known only when they run. It tells what the program asked for and did not get.
 *
 * It imports nothing of hindlog. Its settings come in HINDLOG_GUARD, which the program does not get to see.
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

/** What of `fs` writes. */
const WRITES = "writeFile appendFile mkdir mkdtemp rm rmdir unlink rename copyFile cp truncate symlink link chmod chown lchown utimes lutimes".split(" ");

/** What of it makes what is named second. */
const MAKES_SECOND = /^(?:copyFile|cp|symlink|link)(?:Sync)?$/;

/** What of `fs` reads what is in a file. */
const READS = ["readFile", "readFileSync", "createReadStream", "open", "openSync"];
/** What lists a folder. */
const LISTS = ["readdir", "readdirSync", "opendir", "opendirSync"];
/** What leaves nothing of what was in a file, by the argument that names it. */
const REPLACES: readonly (readonly [name: string, argument: number])[] = [
  ...["writeFile", "rm", "unlink", "createWriteStream"].map((name) => [name, 0] as const),
  ...["rename", "copyFile", "cp"].map((name) => [name, 1] as const),
];

interface GuardSettings {
  /** Absolute paths below which nothing is written. */
  readonly protect: readonly string[];
  /** Absolute paths below which something may be written; what else the program writes is told of. */
  readonly writable: readonly string[];
  /** Emitted file by source file, both absolute. */
  readonly modules: Readonly<Record<string, string>>;
  /** Absolute path of a file that gets the absolute path of each file that the program reads before it has written it, and with a separator behind it that of each folder that it lists, a line each; and `!network` and the like ({@link missed}), `$own NAME` and `$package NAME` ({@link noteEnvironment}). */
  readonly reads?: string;
  /** Variables of the environment that are not what they were. */
  readonly variables?: readonly string[];
}

const settings = JSON.parse(process.env["HINDLOG_GUARD"] ?? '{"protect":[],"writable":[],"modules":{}}') as GuardSettings;
delete process.env["HINDLOG_GUARD"];

/** Unwrapped. */
const { appendFileSync } = fs;
const missing = new Set<string>();

refuseNetwork();
noteStarts();
guardWrites(settings);
if (settings.reads !== undefined) {
  noteReads(settings.reads, new Set(Object.values(settings.modules)));
  noteEnvironment(settings.reads, new Set(settings.variables ?? []));
}
answerResolution(settings.modules);
syncBuiltinESMExports();

/** Tells that the program asked for what a replay does not have: `network`, `process`, `thread`, `input`, `write` (value-sources.ts). */
function missed(what: string): void {
  if (settings.reads === undefined || missing.has(what)) return;
  missing.add(what);
  appendFileSync(settings.reads, `!${what}\n`);
}

/** Other processes and threads are refused by the permission model. */
function noteStarts(): void {
  const starts = childProcess as unknown as Record<string, unknown>;
  for (const name of ["exec", "execFile", "fork", "spawn", "execSync", "execFileSync", "spawnSync"]) wrap(starts, name, () => missed("process"));
  threads.Worker = new Proxy(threads.Worker, {
    construct(target, args, newTarget): object {
      missed("thread");
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
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

/** The permission model refuses writes elsewhere, and follows symbolic links out of what it allows: paths through those to packages are refused here. */
function guardWrites({ protect, writable }: GuardSettings): void {
  const isBelow = (path: string, folders: readonly string[]): boolean => folders.some((folder) => path === folder || path.startsWith(folder + sep));
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

/** Tells which files the program reads that were there before it. */
function noteReads(into: string, modules: ReadonlySet<string>): void {
  const known = new Set<string>();
  const read = (value: unknown, ending = ""): void => {
    const path = asPath(value)?.concat(ending) ?? null;
    if (value === 0 || path === "/dev/stdin") missed("input");
    if (path === null || known.has(path)) return;
    known.add(path);
    if (!modules.has(path) && !path.split(sep).includes("node_modules")) appendFileSync(into, `${path}\n`);
  };
  const replaced = (value: unknown): void => {
    const path = asPath(value);
    if (path !== null) known.add(path);
  };
  for (const target of [fs, fs.promises] as unknown as Record<string, unknown>[]) {
    for (const name of READS)
      wrap(target, name, ([path, flags]) => {
        const opens = name.startsWith("open");
        if (!opens || !isWriting(flags) || String(flags).startsWith("a") || flags === "r+") read(path);
        else replaced(path);
      });
    for (const name of LISTS) wrap(target, name, ([path]) => read(path, sep));
    for (const name of ["read", "readSync"]) wrap(target, name, ([file]) => (file === 0 ? missed("input") : undefined));
    for (const [name, argument] of REPLACES) for (const each of [name, `${name}Sync`]) wrap(target, each, (args) => replaced(args[argument]));
    for (const name of ["appendFile", "appendFileSync"]) wrap(target, name, ([path]) => (isThere(path) ? undefined : replaced(path)));
  }
}

/** Tells who asks for which of the variables that are not what they were, before the program sets them: its own code, or a package. */
function noteEnvironment(into: string, changed: Set<string>): void {
  if (changed.size === 0) return;
  const told = new Set<string>();
  /** Names that are being looked through: nobody asked for one of them yet. */
  let listed = new Set<string | symbol>();
  const note = (name: string | symbol): void => {
    if (typeof name !== "string" || !changed.has(name)) return;
    const line = `$${whoAsks()} ${name}\n`;
    if (told.has(line) || line.startsWith("$hindlog")) return;
    told.add(line);
    appendFileSync(into, line);
  };
  process.env = new Proxy(process.env, {
    get: (target, name) => (note(name), Reflect.get(target, name) as unknown),
    has: (target, name) => (note(name), Reflect.has(target, name)),
    ownKeys: (target) => {
      const keys = Reflect.ownKeys(target);
      listed = new Set(keys);
      return keys;
    },
    getOwnPropertyDescriptor: (target, name) => {
      if (!listed.delete(name)) note(name);
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
    set: (target, name, value) => (changed.delete(String(name)), Reflect.set(target, name, value)),
    deleteProperty: (target, name) => (changed.delete(String(name)), Reflect.deleteProperty(target, name)),
  });
}

const OURS = fileURLToPath(new URL("../..", import.meta.url));

/** Whose code runs now. */
function whoAsks(): "own" | "package" | "hindlog" {
  const { stackTraceLimit, prepareStackTrace } = Error;
  Object.assign(Error, { stackTraceLimit: 20, prepareStackTrace: undefined });
  const frames = new Error("stack").stack?.split("\n").map((line) => line.replace("file://", "")) ?? [];
  Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  const asker = frames.find((line) => line.includes(sep) && !line.includes("(node:") && !line.includes(import.meta.filename)) ?? "";
  if (asker.includes(OURS)) return "hindlog";
  return asker.includes(`${sep}node_modules${sep}`) ? "package" : "own";
}

function isThere(path: unknown): boolean {
  const name = asPath(path);
  return name !== null && fs.existsSync(name);
}

function wrap(target: Record<string, unknown>, name: string, check: (args: readonly unknown[]) => unknown): void {
  const original = target[name];
  if (typeof original !== "function") return;
  target[name] = function (this: unknown, ...args: unknown[]): unknown {
    check(args);
    return Reflect.apply(original, this, args);
  };
}

function isWriting(flags: unknown): boolean {
  if (typeof flags === "number")
    return (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_TRUNC | fs.constants.O_APPEND)) !== 0;
  return typeof flags === "string" && flags !== "r" && flags !== "rs";
}

function asPath(value: unknown): string | null {
  if (typeof value === "string") return resolve(value);
  if (value instanceof URL) return value.protocol === "file:" ? fileURLToPath(value) : null;
  return Buffer.isBuffer(value) ? resolve(value.toString()) : null;
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
