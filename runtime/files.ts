/**
 * Files that the program is about to read, look for or write, as they were before: a replay finds them so.
 *
 * Invariants
 * 1. A path is told of when the program's own code names it first, once more before it changes it, and where it reads it again and somebody else has changed it meanwhile.
 * 2. Before it makes something in folders that are not there, of those too: it may name them later, when they are.
 * 3. Contents are kept of small files, and of larger ones that the program is about to change, up to {@link BUDGET} in all; of what may be a secret by its name none.
 */
import { readdirSync, statSync, type Stats } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { types } from "node:util";
import type { FileRow } from "./format/journal-rows.ts";
import { readFile } from "./read-file.ts";
import type { Session } from "./session.ts";

/** Bytes of a file that is kept whatever becomes of it: many runs read the same data. */
const SMALL = 2 ** 16;
/** Bytes of one that the program is about to change. */
const LARGE = 2 ** 22;
/** Bytes of all files of a run (HINDLOG_FILE_BYTES). */
const BUDGET = Number(process.env["HINDLOG_FILE_BYTES"] ?? 2 ** 25);
const MAX_PATHS = 100_000;
/** Characters of a path. */
const MAX_PATH = 4096;
/** Names in one folder. */
const MAX_NAMES = 1000;
const SECRET = /(?:^|[\\/])\.env(?:\.[\w.]+)?$|\.(?:pem|key|p12|pfx)$|secret|credential|token|password|id_rsa/i;

type Found = Omit<FileRow, "type" | "path">;

interface Told {
  readonly seen: string;
  /** The program has changed it, or that somebody else did has been told. */
  isSettled: boolean;
}

/** Contents, name or mode; milliseconds since 1970. */
function changeOf({ mtimeMs, ctimeMs }: Stats): number {
  return Math.max(mtimeMs, ctimeMs);
}

/** Tells one file from another; of folders just that they are there, for what the program makes in them changes them. */
function signature(stat: Stats | undefined): string {
  if (stat === undefined) return "";
  return stat.isDirectory() ? "folder" : `${stat.ino} ${stat.size} ${changeOf(stat)}`;
}

/** What one session has told of. */
export class AskedFiles {
  readonly #session: Session;
  readonly #told = new Map<string, Told>();
  #bytes = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /** @param given - what the program passes as a path */
  ask(given: unknown, changes: boolean): void {
    const { run, main, mode } = this.#session;
    if (mode !== "record" || !main || run === null) return;
    try {
      const path = asPath(given);
      if (path === null) return;
      if (changes && !this.#told.has(path)) for (const folder of missingAbove(path)) this.tell(run.root, folder, true);
      this.tell(run.root, path, changes);
    } catch {
      // Not to be looked at: a replay will see it as it is.
    }
  }

  private tell(root: string, path: string, changes: boolean): void {
    const told = this.#told.get(path);
    const found = told === undefined ? this.first(path, changes) : this.again(path, told, changes);
    if (found !== null) this.#session.json({ type: "file", path: relative(root, path).split(sep).join("/") || ".", ...found });
  }

  private first(path: string, changes: boolean): Found | null {
    if (this.#told.size >= MAX_PATHS || path.split(sep).includes("node_modules")) return null;
    const stat = statSync(path, { throwIfNoEntry: false });
    this.#told.set(path, { seen: signature(stat), isSettled: changes });
    return this.look(path, stat, changes);
  }

  private again(path: string, told: Told, changes: boolean): Found | null {
    if (told.isSettled) return null;
    const stat = statSync(path, { throwIfNoEntry: false });
    const isSame = signature(stat) === told.seen;
    if (isSame && !changes) return null;
    told.isSettled = true;
    if (!isSame) return { kind: "changed" };
    return stat?.isFile() === true && stat.size > SMALL ? this.look(path, stat, true) : { kind: "written" };
  }

  private look(path: string, stat: Stats | undefined, changes: boolean): Found {
    const found = this.describe(path, stat, changes ? LARGE : SMALL);
    return changes ? { ...found, isWritten: true } : found;
  }

  private describe(path: string, stat: Stats | undefined, most: number): Found {
    if (stat === undefined) return { kind: "missing" };
    const changedMs = changeOf(stat);
    if (stat.isDirectory()) return { kind: "folder", changedMs, ...this.names(path) };
    if (!stat.isFile()) return { kind: "other" };
    return { kind: "file", changedMs, inode: stat.ino, bytes: stat.size, ...this.content(path, stat, most) };
  }

  /** Those of which nothing was told yet. */
  private names(path: string): Pick<FileRow, "names"> {
    const names = readdirSync(path).filter((name) => !this.#told.has(resolve(path, name)));
    return names.length > MAX_NAMES ? {} : { names };
  }

  private content(path: string, { size }: Stats, most: number): Pick<FileRow, "content"> {
    if (size > most || this.#bytes + size > BUDGET || SECRET.test(path)) return {};
    this.#bytes += size;
    return { content: readFile(path, size).toString("base64") };
  }
}

/** The folders around a path that are not there, outermost first. */
function missingAbove(path: string): string[] {
  const found: string[] = [];
  for (let at = dirname(path); statSync(at, { throwIfNoEntry: false }) === undefined && dirname(at) !== at; at = dirname(at)) found.unshift(at);
  return found;
}

const bufferPrototype = Buffer.prototype as Buffer;
const textOf = bufferPrototype.toString as (this: object) => string;
const hrefOf = Object.getOwnPropertyDescriptor(URL.prototype, "href")!.get! as (this: object) => string;

/** Null for what cannot be one: what is called may be no function of files. Nothing of the program's runs. */
function asPath(given: unknown): string | null {
  if (typeof given === "string") return given.length === 0 || given.length > MAX_PATH || given.includes("\0") ? null : resolve(process.cwd(), given);
  if (typeof given !== "object" || given === null || types.isProxy(given)) return null;
  const prototype: unknown = Object.getPrototypeOf(given);
  if (prototype === URL.prototype) return fileURLToPath(hrefOf.call(given));
  return prototype === bufferPrototype ? asPath(textOf.call(given)) : null;
}
