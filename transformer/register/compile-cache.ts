/**
 * Compiled modules on disk, `.hindlog/cache/`: loading the compiler takes longer than most programs take to start.
 *
 * Invariants
 * 1. The key holds everything that the result depends on: what is asked, hindlog's own code, the compiler's version, Node's version.
 * 2. A file is whole or not there (written beside and renamed; its first line is the hash of the rest).
 * 3. At most {@link LIMIT} files; the oldest go first.
 * 4. A cache that cannot be read or written is no cache: nothing here throws.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { findRoot, hindlogFolder } from "../../runtime/project-root.ts";
import { entryFile } from "./entry.ts";

const LIMIT = 2000;
/** Hash of hindlog's compiled code, written when it is built: to look at its files would take longer than all else here. */
const CODE = new URL("../code-hash", import.meta.url);

/** What was computed for the same question before, or `compute()`, kept. */
export function cached(question: Readonly<Record<string, unknown>>, compute: () => string): string {
  const file = fileOf(question);
  if (file === null) return compute();
  const found = read(file);
  if (found !== null) return found;
  const fresh = compute();
  write(file, fresh);
  return fresh;
}

let folder: string | null | undefined;

/** The cache's folder; null where there is no program (`node --eval`) or nothing can be written. */
function cacheFolder(): string | null {
  if (folder !== undefined) return folder;
  const entry = entryFile();
  if (entry === undefined) return (folder = null);
  try {
    const home = hindlogFolder(findRoot(entry));
    const made = join(home, "cache");
    mkdirSync(made, { recursive: true });
    const ignore = join(home, ".gitignore");
    if (!existsSync(ignore)) writeFileSync(ignore, "*\n");
    folder = made;
  } catch {
    folder = null;
  }
  return folder;
}

function fileOf(question: Readonly<Record<string, unknown>>): string | null {
  const into = cacheFolder();
  if (into === null) return null;
  return join(into, hashOf(JSON.stringify([ownCode(), process.version, question])));
}

let own: string | undefined;

/** Changes with hindlog's compiled code and with the compiler. */
function ownCode(): string {
  if (own !== undefined) return own;
  const { size, mtimeMs } = statSync(createRequire(import.meta.url).resolve("typescript/package.json"));
  return (own = `${readFileSync(CODE, "utf8")} ${size} ${mtimeMs}`);
}

function read(file: string): string | null {
  try {
    const text = readFileSync(file, "utf8");
    const end = text.indexOf("\n");
    const body = text.slice(end + 1);
    return text.slice(0, end) === hashOf(body) ? body : null;
  } catch {
    return null;
  }
}

let pruned = false;

function write(file: string, body: string): void {
  const beside = `${file}.${process.pid}`;
  try {
    if (!pruned) prune(join(file, ".."));
    writeFileSync(beside, `${hashOf(body)}\n${body}`);
    renameSync(beside, file);
  } catch {
    rmSync(beside, { force: true });
  }
}

/** Once a process that writes: half of the limit stays. */
function prune(path: string): void {
  pruned = true;
  const names = readdirSync(path);
  if (names.length < LIMIT) return;
  const age = (name: string): number => statSync(join(path, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const oldestFirst = names.map((name) => ({ name, at: age(name) })).sort((a, b) => a.at - b.at);
  for (const { name } of oldestFirst.slice(0, names.length - LIMIT / 2)) rmSync(join(path, name), { force: true });
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
