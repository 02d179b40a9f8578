/**
 * Installed packages that the past run had instrumented: their emitted code stands where their files stand, in copies.
 *
 * node_modules/                 a folder of its own in the scratch tree
 *   other -> the user's         every other entry is a link, as the whole folder is without such packages
 *   included/                   a copy; a module that ran instrumented is overwritten by what is emitted for it
 *   uses-included/              a copy too: seen through a link it would find the user's `included`, a second instance
 *
 * Invariants
 * 1. Nothing of the user's is written: what is written lies in folders that were made here.
 * 2. Links between packages (pnpm's) stay what they are, so they lead to the copies.
 */
import { constants, existsSync, readFileSync, realpathSync } from "node:fs";
import { copyFile, lstat, mkdir, readdir, readlink, realpath, rm, symlink } from "node:fs/promises";
import { dirname, isAbsolute, join, posix, relative, sep } from "node:path";
import type { ModuleRow } from "../../../runtime/format/journal-rows.ts";

/** Whether a module belongs to an installed package. @param path - relative to the root, with `/`. */
export function isOfPackage(path: string): boolean {
  return /(^|\/)node_modules\//.test(path);
}

/** Folder of the installed package that a module belongs to: `node_modules/@scope/name`. @param path - as {@link isOfPackage} takes it. */
function packageFolderOf(path: string): string {
  const at = path.lastIndexOf("node_modules/") + "node_modules/".length;
  const [first = "", second = ""] = path.slice(at).split("/");
  return path.slice(0, at) + (first.startsWith("@") ? `${first}/${second}` : first);
}

/** Where to copy from and to. */
export interface CopyRequest {
  readonly projectRoot: string;
  readonly modules: readonly ModuleRow[];
  /** Packages that the modules import, with a module that does. */
  readonly imported: ReadonlyMap<string, string>;
  /** Where a path relative to the root lies in the scratch tree. */
  readonly place: (path: string) => string;
}

/** Makes the copies, and the folders around them. @returns the node_modules folders that are folders of the scratch tree now; [] where the run had no such package. */
export async function copyInstrumentedPackages(request: CopyRequest): Promise<string[]> {
  const included = new Set(request.modules.filter((row) => isOfPackage(row.path)).map((row) => packageFolderOf(row.path)));
  if (included.size === 0) return [];
  const folders = new Set<string>();
  for (const folder of withUsers(request, included)) {
    for (const around of foldersAround(folder)) {
      await unfold(join(request.projectRoot, around), request.place(around));
      folders.add(request.place(around));
    }
    await unlink(request.place(folder));
    await copyTree(join(request.projectRoot, folder), request.place(folder));
  }
  return [...folders].filter((folder) => folder.endsWith("node_modules"));
}

/** `a/node_modules`, `a/node_modules/@scope`, ...: from the first node_modules down to the package's own folder, without it. */
function foldersAround(folder: string): string[] {
  const parts = folder.split("/");
  const first = parts.indexOf("node_modules");
  return parts.slice(first, -1).map((_, index) => parts.slice(0, first + index + 1).join("/"));
}

/** Makes `copy` a folder whose entries are links to those of `real`; what is there already stays. */
async function unfold(real: string, copy: string): Promise<void> {
  if ((await lstat(copy).catch(() => null))?.isSymbolicLink()) await rm(copy);
  await mkdir(copy, { recursive: true });
  for (const name of await readdir(real)) {
    if ((await lstat(join(copy, name)).catch(() => null)) !== null) continue;
    const target = await readlink(join(real, name)).catch(() => null);
    if (target === null && name.startsWith("@")) {
      // A scope's folder holds packages, which may be links to copies.
      await unfold(join(real, name), join(copy, name));
      continue;
    }
    const inside = target !== null && !isAbsolute(target) && /(^|[\\/])node_modules([\\/]|$)/.test(join(real, target));
    await symlink(inside ? target : await realpath(join(real, name)).catch(() => join(real, name)), join(copy, name));
  }
}

async function unlink(path: string): Promise<void> {
  if ((await lstat(path).catch(() => null))?.isSymbolicLink()) await rm(path);
}

/** Files of a package; nested node_modules folders are links, unless they are folders of the scratch tree. */
async function copyTree(real: string, copy: string): Promise<void> {
  await mkdir(copy, { recursive: true });
  for (const entry of await readdir(real, { withFileTypes: true })) {
    const [from, to] = [join(real, entry.name), join(copy, entry.name)];
    const there = await lstat(to).catch(() => null);
    if (entry.name === "node_modules") {
      if (there === null) await symlink(await realpath(from), to, "dir");
    } else if (entry.isDirectory()) await copyTree(from, to);
    else if (there === null) await copyFile(from, to, constants.COPYFILE_FICLONE).catch(() => undefined);
  }
}

interface Manifest {
  readonly name?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The included packages, and those that use them, directly or through others, of all that the modules of the run lead to. */
function withUsers({ projectRoot, imported }: CopyRequest, included: ReadonlySet<string>): Set<string> {
  const uses = new Map<string, string[]>();
  const visit = (folder: string): void => {
    if (uses.has(folder)) return;
    const manifest = manifestOf(projectRoot, folder);
    const names = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies });
    const found = names.map((name) => installed(projectRoot, folder, name)).filter((one) => one !== null);
    uses.set(folder, found);
    for (const one of found) visit(one);
  };
  for (const [name, from] of imported) {
    const found = installed(projectRoot, posix.dirname(from), name);
    if (found !== null) visit(found);
  }
  for (const folder of included) visit(folder);
  const copied = new Set(included);
  for (let size = -1; size !== copied.size;) {
    size = copied.size;
    for (const [folder, used] of uses) if (isOfPackage(`${folder}/`) && used.some((one) => copied.has(one))) copied.add(folder);
  }
  return copied;
}

function manifestOf(projectRoot: string, folder: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(projectRoot, folder, "package.json"), "utf8")) as Manifest;
  } catch {
    return {};
  }
}

/** Folder of a package as Node finds it from another one, relative to the root; null where it is not installed or is a linked source folder. */
function installed(projectRoot: string, from: string, name: string): string | null {
  for (let folder = from, up = 0; up < 40; up++) {
    const found = posix.join(folder, "node_modules", name);
    if (!folder.endsWith("node_modules") && existsSync(join(projectRoot, found))) {
      const real = relative(realpathSync(projectRoot), realpathSync(join(projectRoot, found)))
        .split(sep)
        .join("/");
      return isOfPackage(`${real}/`) ? real : null;
    }
    if (dirname(join(projectRoot, folder)) === join(projectRoot, folder)) return null;
    folder = posix.join(folder, "..");
  }
  return null;
}
