/** What a replay reads of files, for guard.ts. */
import fs from "node:fs";
import { sep } from "node:path";
import { asPath, isWriting, wrap } from "./guard-wrap.ts";

/** Unwrapped. */
const { appendFileSync, existsSync, readlinkSync } = fs;

/** What of `fs` reads what is in a file. */
const READS = ["readFile", "readFileSync", "createReadStream", "open", "openSync"];
/** What asks whether there is one, and of which kind. */
const PROBES = ["exists", "existsSync", "stat", "statSync", "lstat", "lstatSync", "access", "accessSync"];
/** What asks a file that is open by number. */
const ASKS_OPEN = ["read", "readSync", "readv", "readvSync", "fstat", "fstatSync", "readFile", "readFileSync"];
/** What lists a folder. */
const LISTS = ["readdir", "readdirSync", "opendir", "opendirSync"];
/** What leaves nothing of what was in a file, by the argument that names it. */
const REPLACES: readonly (readonly [name: string, argument: number])[] = [
  ...["writeFile", "rm", "unlink", "mkdir", "createWriteStream"].map((name) => [name, 0] as const),
  ...["rename", "copyFile", "cp"].map((name) => [name, 1] as const),
];

/** What to tell, and where. */
interface ReadsRequest {
  /**
   * File that gets a line for each: the absolute path of a file that the program reads before it has written it, and with a separator behind it that of a
   * folder that it lists; `@` and the path of one that it asks behind a jump and has not made anew since.
   */
  readonly into: string;
  /** Emitted files. */
  readonly modules: ReadonlySet<string>;
  readonly missed: (what: string) => void;
}

/** Tells which files the program reads that were there before it, and which it asks that what a jump left out may have written. @returns who tells of one that is opened by other ways */
export function noteReads({ into, modules, missed }: ReadsRequest): (path: string) => void {
  const known = new Set<string>();
  const behind = followJumps();
  const isData = (path: string): boolean => !modules.has(path) && !path.split(sep).includes("node_modules");
  const ask = (path: string): void => {
    if (behind.isStale(path) && isData(path)) appendFileSync(into, `@${path}\n`);
  };
  const read = (value: unknown, ending = ""): void => {
    const path = asPath(value)?.concat(ending) ?? null;
    if (value === 0 || path === "/dev/stdin") missed("input");
    if (path === null) return;
    ask(path);
    if (known.has(path)) return;
    known.add(path);
    if (isData(path)) appendFileSync(into, `${path}\n`);
  };
  const askOpen = (file: unknown): void => {
    if (file === 0) missed("input");
    const path = typeof file === "number" ? openedAs(file) : null;
    if (path !== null) ask(path);
  };
  const replaced = (value: unknown): void => {
    const path = asPath(value);
    if (path === null) return;
    known.add(path);
    behind.madeAnew(path);
  };
  for (const target of [fs, fs.promises] as unknown as Record<string, unknown>[]) {
    for (const name of READS)
      wrap(target, name, ([path, flags]) => {
        if (name.startsWith("open") && isReplacing(flags)) replaced(path);
        else read(path);
      });
    for (const name of LISTS) wrap(target, name, ([path]) => read(path, sep));
    for (const name of ASKS_OPEN) wrap(target, name, ([file]) => askOpen(file));
    for (const [name, argument] of REPLACES)
      for (const each of [name, `${name}Sync`]) wrap(target, each, (args) => (isAppending(args) ? undefined : replaced(args[argument])));
    for (const name of PROBES)
      wrap(target, name, ([given]) => {
        const path = asPath(given);
        if (path !== null) ask(path);
      });
    for (const name of ["appendFile", "appendFileSync"]) wrap(target, name, ([path]) => (isThere(path) ? undefined : known.add(asPath(path) ?? "")));
  }
  return read;
}

/** Whether a file that is opened with these flags is empty then. */
function isReplacing(flags: unknown): boolean {
  const { O_TRUNC, O_EXCL } = fs.constants;
  return typeof flags === "number" ? (flags & (O_TRUNC | O_EXCL)) !== 0 : isWriting(flags) && /[wx]/.test(String(flags));
}

/** The path of a file that is open by number; null for all else, and where the system does not tell. */
function openedAs(file: number): string | null {
  try {
    const path = readlinkSync(`/proc/self/fd/${file}`);
    return path.startsWith(sep) ? path : null;
  } catch {
    return null;
  }
}

/** `{ flag: "a" }`: so appendFileSync calls writeFileSync. */
function isAppending(args: readonly unknown[]): boolean {
  return args.slice(1).some((given) => {
    const { flag, flags } = (typeof given === "object" && given !== null ? given : {}) as { flag?: unknown; flags?: unknown };
    return [flag, flags].some((one) => typeof one === "string" && one.startsWith("a"));
  });
}

interface Jumps {
  /** Whether what was left out since may have written a path; true once for each. */
  isStale(path: string): boolean;
  madeAnew(path: string): void;
}

/** The runtime tells of each jump (boundary/jump.ts). */
function followJumps(): Jumps {
  let hasJumped = false;
  /** Made anew since the last jump, or told of. */
  const settled = new Set<string>();
  const jumped = (): void => {
    hasJumped = true;
    settled.clear();
  };
  Object.defineProperty(globalThis, Symbol.for("hindlog.replay.jumped"), { value: jumped, enumerable: false });
  return {
    isStale: (path) => hasJumped && !settled.has(path) && settled.add(path).size > 0,
    madeAnew: (path) => void settled.add(path),
  };
}

function isThere(path: unknown): boolean {
  const name = asPath(path);
  return name !== null && existsSync(name);
}
