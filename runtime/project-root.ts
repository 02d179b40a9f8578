/**
 * Where a project begins.
 *
 * The root is the nearest ancestor of the entry file that has `.hindlog` (never the root of the file system), else the workspace root (package.json with
 * `workspaces`, or pnpm-workspace.yaml), else the folder of the nearest package.json, else the entry's own folder.
 * A `.hindlog` that strayed into the file system's root, the home folder or the temporary folder makes none of them a
 * project: everything below would belong to it.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";

/** Root of the project that a file or folder belongs to. @param from - absolute path. */
export function findRoot(from: string): string {
  const start = isFolder(from) ? from : dirname(from);
  const folders = [...ancestors(start)];
  const nearest = folders.findIndex((folder) => existsSync(join(folder, "package.json")));
  const recorded = folders.find((folder) => isFolder(join(folder, ".hindlog")) && !isShared(folder));
  if (recorded !== undefined) return recorded;
  return folders.slice(Math.max(nearest, 0)).find(isWorkspace) ?? folders[nearest] ?? start;
}

/** Folder of a project's history: `HINDLOG_DIR` (relative to the root), else `.hindlog` in the root. */
export function hindlogFolder(root: string): string {
  const set = process.env["HINDLOG_DIR"];
  return resolve(root, set === undefined || set === "" ? ".hindlog" : set);
}

/** A source file's path relative to the folder of the nearest package.json that has a name, with `/`; so a compiled file finds it again. */
export function relativeSource(file: string): string {
  return relative(packageFolder(file), file).split(sep).join("/");
}

/** Folder of the nearest package.json that has a name; without one, the file's own folder. */
export function packageFolder(file: string): string {
  for (const folder of ancestors(dirname(file))) {
    if (typeof packageJson(folder)?.["name"] === "string") return folder;
  }
  const plain = [...ancestors(dirname(file))].find((folder) => existsSync(join(folder, "package.json")));
  return plain ?? dirname(file);
}

function* ancestors(folder: string): Generator<string> {
  for (let at = folder; ; at = dirname(at)) {
    yield at;
    if (dirname(at) === at) return;
  }
}

/** Whether a folder holds more than projects of its own. */
function isShared(folder: string): boolean {
  return dirname(folder) === folder || folder === homedir() || folder === tmpdir();
}

function isWorkspace(folder: string): boolean {
  return existsSync(join(folder, "pnpm-workspace.yaml")) || packageJson(folder)?.["workspaces"] !== undefined;
}

function packageJson(folder: string): Record<string, unknown> | null {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<string, unknown>;
  } catch {
    return null;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
