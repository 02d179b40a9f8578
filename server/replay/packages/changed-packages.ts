/** Installed packages that are not known to be those of the past run: changed since it began, with nothing that says that they are the same again. */
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import type { ModuleRow } from "../../../runtime/format/journal-rows.ts";
import { LOCKS, neededPackages, type DependencyRequest } from "./dependencies.ts";

/** What a package runs and what it asks for where it is loaded. */
const LOADED = /\.(?:[cm]?[jt]s|json|node|wasm)$/;

interface Asked {
  readonly projectRoot: string;
  readonly beganMs: number;
  /** Absolute paths of files that a replay has the past run's texts of. */
  readonly own: ReadonlySet<string>;
  readonly lock: Lock | null;
  /** When packages were installed last, milliseconds since 1970, as far as their installer says so. */
  readonly installedMs: number | null;
}

/** What the project's lock file says; a replay has it only where it is that of the version. `versionOf` knows what npm writes. */
interface Lock {
  versionOf(folder: string): string | undefined;
}

/**
 * Looks at the packages that the run's modules import, and at those that they need.
 * @param beganMs - when the past run began, milliseconds since 1970. @returns why, by the name that is imported.
 */
export function changedPackages(request: DependencyRequest, beganMs: number): Map<string, string> {
  const { projectRoot, modules } = request;
  const asked: Asked = { projectRoot, beganMs, own: ownFiles(projectRoot, modules), lock: readLock(projectRoot), installedMs: installedMs(projectRoot) };
  const known = new Map<string, string | null>();
  const found = new Map<string, string>();
  for (const [name, from] of neededPackages(request)) {
    const folder = folderOf(join(projectRoot, dirname(from)), name);
    const why = folder === null ? null : firstChanged(folder, asked, known);
    if (why !== null) found.set(name, why);
  }
  return found;
}

/** The packages that the run's modules import, each with itself and all that it needs, by name. */
export function packageNeeds(request: DependencyRequest): Map<string, ReadonlySet<string>> {
  const needs = new Map<string, ReadonlySet<string>>();
  for (const [name, from] of neededPackages(request)) {
    const folder = folderOf(join(request.projectRoot, dirname(from)), name);
    if (folder !== null) needs.set(name, new Set([name, ...[...neededFolders(folder)].map((one) => readManifest(one).name ?? "")]));
  }
  return needs;
}

/** Names of the packages that the run's modules import of which a file, or one of what they need, has such a text. */
export function packagesNaming(request: DependencyRequest, text: RegExp): Set<string> {
  const known = new Map<string, boolean>();
  const names = (folder: string): boolean => {
    const found = known.get(folder) ?? filesIn(folder).some((file) => /\.[cm]?js$/.test(file) && text.test(readFileSync(file, "utf8")));
    known.set(folder, found);
    return found;
  };
  const found = new Set<string>();
  for (const [name, from] of neededPackages(request)) {
    const folder = folderOf(join(request.projectRoot, dirname(from)), name);
    if (folder !== null && [...neededFolders(folder)].some(names)) found.add(name);
  }
  return found;
}

/** Of a package and all that it needs, one after the other. */
function* neededFolders(first: string): Iterable<string> {
  const folders = new Set([first]);
  // A set goes on to what is added to it meanwhile.
  for (const folder of folders) {
    yield folder;
    for (const name of namesNeededBy(folder)) {
      const next = folderOf(folder, name);
      if (next !== null) folders.add(next);
    }
  }
}

/** Names of the packages that the one in a folder needs. */
export function namesNeededBy(folder: string): string[] {
  const { dependencies, peerDependencies, optionalDependencies } = readManifest(folder);
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
}

function ownFiles(projectRoot: string, modules: readonly ModuleRow[]): Set<string> {
  return new Set(modules.map(({ file }) => join(projectRoot, file)));
}

/** Of a package and all that it needs. */
function firstChanged(first: string, asked: Asked, known: Map<string, string | null>): string | null {
  for (const folder of neededFolders(first)) {
    if (!known.has(folder)) known.set(folder, whyChanged(folder, asked));
    const why = known.get(folder)!;
    if (why !== null) return why;
  }
  return null;
}

/** Real folder of a package as Node finds it from a folder; null where it is not installed. */
function folderOf(from: string, name: string): string | null {
  const found = nearestPackage(from, name);
  return found === null ? null : realpathSync(found);
}

/** Folder of a package, or the link to it, as Node finds it from a folder; null where it is not installed. */
export function nearestPackage(from: string, name: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, "node_modules", name);
    if (existsSync(found)) return found;
    if (dirname(folder) === folder) return null;
  }
}

/** A package that was installed anew by the same lock file is the same; one of which single files were written is not. */
function whyChanged(folder: string, { projectRoot, beganMs, own, lock, installedMs: writtenMs }: Asked): string | null {
  const changed = filesIn(folder).filter((file) => !own.has(file) && changeOf(file) > beganMs);
  if (changed.length === 0) return null;
  const { name = folder, version } = readManifest(folder);
  const later = writtenMs === null ? undefined : changed.find((file) => changeOf(file) > writtenMs);
  if (later !== undefined) return `${relative(projectRoot, later)} was changed after the packages were installed`;
  const isNew = changeOf(join(folder, "package.json")) > beganMs;
  const isInstalled = folder.split(sep).includes("node_modules");
  if (!isNew || !isInstalled) return `files of the package ${name} were changed since the past run began`;
  if (lock === null) return `the package ${name} was installed since the past run began, and there is no lock file that says what it was`;
  const locked = lock.versionOf(relative(projectRoot, folder).split(sep).join("/"));
  return locked === undefined || locked === version ? null : `the package ${name} is ${version} today, the lock file says ${locked}`;
}

/** What npm, pnpm and Yarn write into node_modules last. */
const MARKS = [".package-lock.json", ".modules.yaml", ".yarn-state.yml", ".yarn-integrity"];

/** {@link Asked.installedMs} */
function installedMs(projectRoot: string): number | null {
  const marks = MARKS.map((name) => changeOf(join(projectRoot, "node_modules", name)));
  return Math.max(...marks) || null;
}

/** Replacing a file by an older one changes its inode alone. */
function changeOf(file: string): number {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 0 : Math.max(stat.mtimeMs, stat.ctimeMs);
}

function filesIn(folder: string): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(entry.name === "node_modules" ? [] : filesIn(path)));
    else if (LOADED.test(entry.name)) found.push(path);
  }
  return found;
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: object;
  readonly peerDependencies?: object;
  readonly optionalDependencies?: object;
}

function readManifest(folder: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  } catch {
    return {};
  }
}

function readLock(projectRoot: string): Lock | null {
  if (!LOCKS.some((name) => existsSync(join(projectRoot, name)))) return null;
  let packages: Readonly<Record<string, { version?: string } | undefined>> = {};
  try {
    packages = (JSON.parse(readFileSync(join(projectRoot, "package-lock.json"), "utf8")) as { packages?: typeof packages }).packages ?? {};
  } catch {
    // Another lock file: that it is the same has to do.
  }
  return { versionOf: (folder) => packages[folder]?.version };
}
