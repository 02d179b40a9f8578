/** Installed packages of a replay: those of the project today, where its lock file is that of the version. */
import { existsSync } from "node:fs";
import { mkdir, readFile, symlink } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import type { ExportDeclaration } from "typescript";
import { compiler as ts } from "../../compiler.ts";
import type { ModuleRow } from "../../../runtime/format/journal-rows.ts";
import { ReplayError } from "../errors.ts";
import { isOfPackage } from "./instrumented-packages.ts";
import { splitSpecifier } from "./package-entry.ts";
import { aliasedFiles } from "./path-aliases.ts";

/** Lock files, by name. */
export const LOCKS: readonly string[] = ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb"];

/** A project and its scratch tree. */
export interface DependencyRequest {
  readonly projectRoot: string;
  readonly root: string;
  readonly modules: readonly ModuleRow[];
}

/**
 * Checks that the packages that the run's modules name are installed, in the version's versions.
 * @param areUntouched - whether those are what they were, whatever a lock file says; asked where one differs
 * @throws ReplayError `lockfile-differs`, `missing-dependency`.
 */
export async function checkDependencies(request: DependencyRequest, areUntouched: () => boolean): Promise<void> {
  const needed = neededPackages(request);
  if (needed.size === 0) return;
  const differing = await differingLock(request);
  if (differing !== null && !areUntouched()) {
    throw new ReplayError(
      "lockfile-differs",
      `Expected the ${differing} of that version, but the project's is another one today, so its packages (${[...needed.keys()].slice(0, 3).join(", ")}) may differ. Check that version's ${differing} out, install, and backfill again.`,
    );
  }
  for (const [name, from] of needed) {
    if (isInstalled(request.projectRoot, from, name) || !isLoaded(name, request.modules)) continue;
    throw new ReplayError(
      "missing-dependency",
      `Expected the package "${name}", which ${from} of that version imports, but it is not installed. Run \`npm install\` (or \`npm install ${name}\`), then backfill again.`,
    );
  }
}

/** Packages from outside that the modules import, with a module that does. */
export function neededPackages({ projectRoot, root, modules }: DependencyRequest): Map<string, string> {
  const needed = new Map<string, string>();
  const sources = new Set(modules.map(({ path }) => withoutExtension(path)));
  // What a tsconfig.json extends may be an installed package, which the version's tree does not have yet.
  const isAlias = (specifier: string, from: string): boolean =>
    [root, projectRoot].some((folder) => aliasedFiles(folder, specifier, from).some((file) => sources.has(withoutExtension(file))));
  for (const { path, descriptor } of modules) {
    for (const { fileName } of ts.preProcessFile(descriptor.text, true, true).importedFiles) {
      const name = isBuiltin(fileName) ? undefined : splitSpecifier(fileName)?.name;
      if (name === undefined || name === "hindlog" || needed.has(name) || isOwn(projectRoot, name, modules)) continue;
      if (isTypeOnly(descriptor.text, fileName) || isAlias(fileName, path)) continue;
      needed.set(name, path);
    }
  }
  return needed;
}

/** `src/part` for src/part.ts, src/part.js and src/part/index.ts. */
function withoutExtension(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, "").replace(/\/index$/, "");
}

/** Packages whose sources are modules of the run are part of its version; of an instrumented package only some files are. */
function isOwn(projectRoot: string, name: string, modules: readonly ModuleRow[]): boolean {
  return modules.some(({ path }) => {
    if (isOfPackage(path)) return false;
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const file = join(projectRoot, folder, "package.json");
      if (existsSync(file)) return packageName(file) === name;
      if (folder === "." || folder === ".." || folder === "/") return false;
    }
  });
}

const names = new Map<string, string | undefined>();

function packageName(file: string): string | undefined {
  if (!names.has(file)) names.set(file, (ts.readConfigFile(file, (path) => ts.sys.readFile(path)).config as { name?: string } | undefined)?.name);
  return names.get(file);
}

/** Whether all imports of a package are of types: they leave nothing in the emitted code. */
function isTypeOnly(text: string, specifier: string): boolean {
  const file = ts.createSourceFile("module.ts", text, ts.ScriptTarget.Latest);
  const imports = file.statements.filter(
    (node) =>
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier !== undefined &&
      ts.isStringLiteral(node.moduleSpecifier) &&
      node.moduleSpecifier.text === specifier,
  );
  return (
    imports.length > 0 &&
    imports.every((node) => (ts.isImportDeclaration(node) ? node.importClause?.isTypeOnly === true : (node as ExportDeclaration).isTypeOnly))
  );
}

/** Whether an import of a package is left in what is emitted: one of types alone may not say so, and such packages need not be there. */
function isLoaded(name: string, modules: readonly ModuleRow[]): boolean {
  return modules.some(({ path, descriptor: { text, options } }) => {
    const compilerOptions = { ...options, module: ts.ModuleKind.ESNext };
    const emitted = ts.transpileModule(text, { fileName: path, compilerOptions }).outputText;
    return ts.preProcessFile(emitted, true, true).importedFiles.some(({ fileName }) => splitSpecifier(fileName)?.name === name);
  });
}

/** Name of a lock file that is not the same in the version and today; null where all are. */
async function differingLock({ projectRoot, root }: DependencyRequest): Promise<string | null> {
  for (const name of LOCKS) {
    const [past, today] = await Promise.all([root, projectRoot].map((folder) => readFile(join(folder, name)).catch(() => null)));
    if ((past === null) !== (today === null) || (past !== null && today !== null && !past!.equals(today!))) return name;
  }
  return null;
}

function isInstalled(projectRoot: string, from: string, name: string): boolean {
  for (let folder = dirname(join(projectRoot, from)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "node_modules", name))) return true;
    if (dirname(folder) === folder) return false;
  }
}

/** Links the node_modules folders that the modules see. @returns the links. */
export async function linkDependencies({ projectRoot, root, top, modules }: DependencyRequest & { readonly top: string }): Promise<string[]> {
  const folders = new Set<string>();
  for (const path of [".", ...modules.filter((row) => !isOfPackage(row.path)).map((row) => dirname(row.path))]) {
    for (let folder = join(root, path); folder.startsWith(top); folder = dirname(folder)) folders.add(folder);
  }
  const links: string[] = [];
  for (const folder of folders) {
    const real = join(projectRoot, relative(root, folder), "node_modules");
    if (!existsSync(real) || real.startsWith(top + sep)) continue;
    await mkdir(folder, { recursive: true });
    const link = join(folder, "node_modules");
    await symlink(real, link, "dir").catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
    links.push(link);
  }
  return links;
}
