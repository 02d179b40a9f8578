/**
 * Whether the packages of a run are what they were, although a lock file is another one today: packages that the program has nothing to do with came, went or changed.
 *
 * Asked is what the disk says: nothing of them was written since the run began, no link to them led elsewhere, and nothing nearer that has their names went away.
 */
import { existsSync, lstatSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { namesNeededBy, nearestPackage, packagesNaming } from "./changed-packages.ts";
import { neededPackages, type DependencyRequest } from "./dependencies.ts";

/** Modules that are named at run time, by the program or a package that takes plugins: which packages those are of is not known. A name that begins with a dot is of the same one. */
const COMPUTED = /\b(?:require|import)\s*\(\s*(?!\)|["'`]\.{1,2}\/|"[^"\n]*"\s*[,)]|'[^'\n]*'\s*[,)]|`[^`$]*`\s*[,)])|\bcreateRequire\b/;

/** @param beganMs - when the past run began, milliseconds since 1970 */
export function arePackagesUntouched(request: DependencyRequest, beganMs: number): boolean {
  const { projectRoot, modules } = request;
  if (modules.some(({ descriptor }) => COMPUTED.test(descriptor.text)) || packagesNaming(request, COMPUTED).size > 0) return false;
  const links = new Set<string>();
  for (const [name, from] of neededPackages(request)) {
    const link = join(packageRoot(projectRoot, from), "node_modules", name);
    if (!existsSync(link)) return false;
    links.add(link);
  }
  // A set goes on to what is added to it meanwhile.
  for (const link of links) {
    if (changeOf(link) > beganMs) return false;
    const folder = realpathSync(link);
    if (isTouched(folder, beganMs)) return false;
    for (const name of namesNeededBy(folder)) {
      const next = nearestPackage(folder, name);
      if (next !== null) links.add(next);
    }
  }
  return true;
}

/** Where a package is looked for first: further up it may be found because a nearer one is gone. */
function packageRoot(projectRoot: string, from: string): string {
  for (let folder = dirname(join(projectRoot, from)); folder !== projectRoot; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json")) || dirname(folder) === folder) return folder;
  }
  return projectRoot;
}

/** Whether a file or folder of a package was written, came or went; packages inside it are looked at by themselves. */
function isTouched(folder: string, beganMs: number): boolean {
  if (changeOf(folder) > beganMs) return true;
  return readdirSync(folder, { withFileTypes: true }).some((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() && entry.name !== "node_modules" ? isTouched(path, beganMs) : changeOf(path) > beganMs;
  });
}

/** Of the file, folder or link itself. */
function changeOf(path: string): number {
  const { mtimeMs, ctimeMs } = lstatSync(path);
  return Math.max(mtimeMs, ctimeMs);
}
