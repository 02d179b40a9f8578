/**
 * Files that the past run used by name, put into the scratch tree as they were before.
 *
 * Invariants
 * 1. Nothing outside of the scratch tree is written or removed, whatever a run folder says.
 * 2. What the run found missing is missing, what it found small is as it was; what was too large to keep is as it is today.
 */
import { existsSync, statSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import type { FileRow } from "../../../runtime/format/journal-rows.ts";
import { putFile } from "./put-file.ts";

/** How a replay finds what the past run used; `unknown`: nothing of it was kept. */
type Found = "same" | "changed" | "unknown";

/** By path relative to the root. */
export type AskedFiles = ReadonlyMap<string, Found>;

/** Paths that the past run's own code changed. */
export function filesWritten(files: readonly FileRow[]): Set<string> {
  return new Set(files.filter(({ kind, isWritten }) => kind === "written" || isWritten === true).map(({ path }) => path));
}

/** What to put where. */
export interface AskedRequest {
  readonly files: readonly FileRow[];
  readonly projectRoot: string;
  /** The scratch tree. */
  readonly root: string;
  /** The topmost folder that the program may write into. */
  readonly top: string;
  /** When the past run began, milliseconds since 1970. */
  readonly beganMs: number;
  /** Paths of the run's modules, relative to the root. */
  readonly modules: ReadonlySet<string>;
}

/** Restores them. @returns by path relative to the root; of what lies outside of it too, which is left as it is. */
export async function restoreFiles(request: AskedRequest): Promise<AskedFiles> {
  const { files, beganMs } = request;
  const asked = new Map<string, Found>();
  const written: string[] = [];
  for (const row of files) {
    if (isOwnFolder(row, written, request)) continue;
    if (row.kind === "written" || row.isWritten === true) written.push(row.path);
    if (row.kind === "written" || asked.get(row.path) === "changed") continue;
    const found = await find(row, request);
    // Changed in the run before its own code used it.
    asked.set(row.path, (row.changedMs ?? 0) > beganMs ? "changed" : found);
  }
  return asked;
}

/** A folder that the run's own code put something into before it named it, and that is not there at the beginning: the replay makes it as the run did. */
function isOwnFolder({ kind, path }: FileRow, written: readonly string[], { root, projectRoot }: AskedRequest): boolean {
  if (kind !== "folder" || !written.some((below) => below.startsWith(`${path}/`))) return false;
  return !existsSync(resolve(root, path)) && !existsSync(resolve(projectRoot, path));
}

async function find(row: FileRow, request: AskedRequest): Promise<Found> {
  if (row.kind === "changed") return "changed";
  if (request.modules.has(row.path)) return "unknown";
  return row.path.startsWith("../") ? await bringAlong(row, request) : await restore(row, request);
}

/** What lies outside of the project is where it was for who names it from the top, and in the folders above the scratch tree for who goes up from there. */
async function bringAlong(row: FileRow, request: AskedRequest): Promise<Found> {
  const path = resolve(request.root, row.path);
  if (row.content !== undefined && path.startsWith(request.top + sep) && !existsSync(path)) await putFile(path, Buffer.from(row.content, "base64"));
  return asItIs(row, request, "changed");
}

async function restore(row: FileRow, request: AskedRequest): Promise<Found> {
  const path = resolve(request.root, row.path);
  const isInside = path.startsWith(request.root + sep) || (path === request.root && row.kind === "folder");
  if (!isInside) return "unknown";
  if (row.kind === "missing") await rm(path, { recursive: true, force: true });
  else if (row.kind === "folder") return await restoreFolder(row, path, request);
  else if (row.content === undefined) return asItIs(row, request, existsSync(path) ? "unknown" : "changed");
  else {
    await rm(path, { recursive: true, force: true });
    await putFile(path, Buffer.from(row.content, "base64"));
  }
  return "same";
}

const NEVER = new Set(["node_modules", ".git", ".hindlog"]);

/** A folder that holds what it held, but for what was named before it. */
async function restoreFolder({ path, names }: FileRow, folder: string, { files }: AskedRequest): Promise<Found> {
  await mkdir(folder, { recursive: true });
  if (names === undefined) return "unknown";
  const held = new Set(names);
  const own = new Set(files.map((row) => row.path));
  for (const name of await readdir(folder)) {
    const inTree = path === "." ? name : `${path}/${name}`;
    if (!held.has(name) && !own.has(inTree) && !NEVER.has(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
  return names.every((name) => NEVER.has(name) || existsSync(join(folder, name))) ? "same" : "changed";
}

/** `same` where what the run found is there today, unchanged. */
function asItIs({ path, kind, changedMs, inode, bytes }: FileRow, { projectRoot }: AskedRequest, otherwise: Found): Found {
  const stat = statSync(join(projectRoot, path), { throwIfNoEntry: false });
  if (stat === undefined) return kind === "missing" ? "same" : "changed";
  return kind === "file" && stat.ino === inode && stat.size === bytes && Math.max(stat.mtimeMs, stat.ctimeMs) === changedMs ? "same" : otherwise;
}
