/**
 * The scratch tree of one replay: a fresh copy of the run's version that the replayed program may do with what it likes.
 *
 * .hindlog/worktrees/<replay>/owner.json
 *                            /tmp
 *                            /up/home/ann/train    stands for the project root /home/ann/train; modules outside of it land in the folders above
 *
 * Invariants
 * 1. Nothing in it is a hard link, and no symbolic link in it leads to the user's files, but those named node_modules
 *    and those in folders of that name (instrumented-packages.ts); both are write-protected by guard.ts.
 * 2. The texts are those that ran: from the journal, on top of the version's commit.
 * 3. It is removed when the replay is over; what a killed process left behind is removed by the next one.
 */
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import type { FileRow, ModuleRow } from "../../../runtime/format/journal-rows.ts";
import { currentBootId, isAlive } from "../../history/liveness.ts";
import { restoreFiles, type AskedFiles } from "./asked-files.ts";
import { copyData } from "./data-files.ts";
import { checkDependencies, linkDependencies, neededPackages } from "../packages/dependencies.ts";
import { ReplayError } from "../errors.ts";
import { copyInstrumentedPackages, isOfPackage } from "../packages/instrumented-packages.ts";
import { arePackagesUntouched } from "../packages/untouched-packages.ts";
import { replaceOutwardLinks } from "./outward-links.ts";
import { putFile } from "./put-file.ts";

/** Folders above the tree that modules outside the root can land in, at least. */
const LEAST_DEPTH = 4;

/** A scratch tree. All paths are absolute. */
export interface Scratch {
  readonly base: string;
  /** Stands for the project root. */
  readonly root: string;
  /** The topmost folder that the program may write into. */
  readonly top: string;
  readonly tmp: string;
  /** Links to the user's node_modules, in the scratch tree. */
  readonly links: readonly string[];
  /** Data files that were left out, in words; null where none were. */
  readonly leftOut: string | null;
  /** Data files that are as they are today, relative to the project root; all others are those of the run's version. */
  readonly copied: ReadonlySet<string>;
  /** What the past run used by name. */
  readonly asked: AskedFiles;
  /** Where a path relative to the project root lies in the scratch tree. @throws ReplayError `no-text` where it would lie outside. */
  place(path: string): string;
  remove(): Promise<void>;
}

/** What to build it from. */
export interface ScratchRequest {
  /** The project's `.hindlog` folder. */
  readonly hindlog: string;
  /** Root of the project today. */
  readonly projectRoot: string;
  /** Root of the project when the run was recorded. */
  readonly pastRoot: string;
  readonly replay: string;
  readonly modules: readonly ModuleRow[];
  /** What it used by name. */
  readonly files: readonly FileRow[];
  readonly beganMs: number;
  /** Writes the files of the run's commit below a folder. */
  readonly exportCommit: (folder: string) => Promise<void>;
}

/** Makes a scratch tree. @throws ReplayError `lockfile-differs`, `missing-dependency`, `no-version`, `disk`. */
export async function createScratch(request: ScratchRequest): Promise<Scratch> {
  const base = join(request.hindlog, "worktrees", request.replay);
  try {
    return await build(base, request);
  } catch (error) {
    await rm(base, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOSPC" && code !== "EROFS" && code !== "EDQUOT") throw error;
    throw new ReplayError(
      "disk",
      `Expected room for a scratch copy of the project in ${dirname(base)}, but it could not be written (${code}). Free some space, or set HINDLOG_DIR to another disk.`,
      { cause: error },
    );
  }
}

/** Removes scratch trees whose process has gone. */
export async function removeStaleScratch(hindlog: string): Promise<void> {
  const folder = join(hindlog, "worktrees");
  for (const name of existsSync(folder) ? await readdir(folder) : []) {
    if (!(await isOwned(join(folder, name)))) await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function isOwned(base: string): Promise<boolean> {
  try {
    const owner = JSON.parse(await readFile(join(base, "owner.json"), "utf8")) as { pid: number; bootId: string; aliveAtMs: number };
    return isAlive(owner);
  } catch {
    return false;
  }
}

async function build(base: string, request: ScratchRequest): Promise<Scratch> {
  const { projectRoot, pastRoot, modules } = request;
  const depth = Math.max(LEAST_DEPTH, ...modules.map((row) => upward(row.path)), depthOfDependencies(projectRoot));
  const [top, tmp] = [join(base, "up"), join(base, "tmp")];
  const root = join(top, folderBelow(pastRoot, depth));
  await mkdir(root, { recursive: true });
  await mkdir(tmp);
  await writeFile(join(base, "owner.json"), JSON.stringify({ pid: process.pid, bootId: currentBootId(), aliveAtMs: Date.now() }));
  const place = (path: string): string => placed(root, top, path);
  await request.exportCommit(root);
  await replaceOutwardLinks(root, projectRoot);
  await checkDependencies({ projectRoot, root, modules }, () => arePackagesUntouched({ projectRoot, root, modules }, request.beganMs));
  await copyInstrumentedPackages({ projectRoot, modules, place, imported: neededPackages({ projectRoot, root, modules }) });
  for (const row of modules) await putFile(place(row.path), row.descriptor.text);
  await copyPackageFiles(projectRoot, modules, place);
  const { leftOut, copied } = await copyData({ projectRoot, root, hindlog: request.hindlog });
  const own = new Set(modules.map((row) => row.path));
  const asked = await restoreFiles({ files: request.files, projectRoot, root, top, beganMs: request.beganMs, modules: own });
  const links = await linkDependencies({ projectRoot, root, top, modules });
  return { base, root, top, tmp, links, leftOut, copied, asked, place, remove: () => rm(base, { recursive: true, force: true }) };
}

/** A path that ends as the past run's root did (replayed-paths.ts), with as many folders above it. */
function folderBelow(pastRoot: string, depth: number): string {
  const names = pastRoot
    .replace(/^[A-Za-z]:/, "")
    .split(/[\\/]/)
    .filter((name) => name !== "");
  return join(...Array.from({ length: Math.max(0, depth - names.length) }, () => "up"), ...(names.length === 0 ? ["tree"] : names));
}

function placed(root: string, top: string, path: string): string {
  const full = resolve(root, path);
  if (full !== top && !full.startsWith(top + sep))
    throw new ReplayError(
      "no-text",
      `${path} lies too far from the project to be replayed. Move it into the project, or run hindlog from a folder that holds both.`,
    );
  return full;
}

function upward(path: string): number {
  const parts = path.split("/");
  const up = parts.findIndex((part) => part !== "..");
  return up < 0 ? parts.length : up;
}

/** How far above the root the last node_modules folder lies. */
function depthOfDependencies(projectRoot: string): number {
  let depth = 0;
  for (let [folder, level] = [projectRoot, 0]; dirname(folder) !== folder; [folder, level] = [dirname(folder), level + 1]) {
    if (existsSync(join(folder, "node_modules"))) depth = level;
  }
  return depth;
}

/** Versions hold the project's own files; the package.json of a module outside of it says what its package is called and what format it has. */
async function copyPackageFiles(projectRoot: string, modules: readonly ModuleRow[], place: (path: string) => string): Promise<void> {
  const folders = new Set<string>();
  for (const { path } of modules.filter((row) => row.path.startsWith("../") && !isOfPackage(row.path))) {
    for (let folder = dirname(path); upward(folder) < folder.split("/").length; folder = dirname(folder)) folders.add(folder);
  }
  for (const folder of folders) {
    const real = join(projectRoot, folder, "package.json");
    const target = join(place(folder), "package.json");
    if (existsSync(real) && !existsSync(target)) await putFile(target, await readFile(real, "utf8"));
  }
}
