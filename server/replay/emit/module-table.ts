/**
 * The modules of a run as they are emitted for its replay, and what specifiers in them mean there.
 *
 * No loader hook runs in a replay, so what Node would not find by itself is written into the emitted code: a specifier that
 * leads to another module of the run becomes that module's emitted file.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { pathToFileURL } from "node:url";
import type { ModuleRow } from "../../../runtime/format/journal-rows.ts";
import { isOfPackage } from "../packages/instrumented-packages.ts";
import { ownFile } from "../packages/own-package.ts";
import { entryOf, importOf, splitSpecifier, type PackageFile } from "../packages/package-entry.ts";
import { aliasedFiles } from "../packages/path-aliases.ts";
import type { Scratch } from "../tree/scratch.ts";

type Format = "esm" | "cjs";
const SOURCE_OF: Readonly<Record<string, readonly string[]>> = { ".js": [".ts", ".tsx", ".jsx"], ".jsx": [".tsx"], ".mjs": [".mts"], ".cjs": [".cts"] };
const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", ".jsx", "/index.ts", "/index.tsx", "/index.js", "/index.mjs", "/index.cjs"];
const TYPESCRIPT = /\.(?:[cm]?ts|[jt]sx)$/;

/** File that a module is emitted as, relative to the project root: beside its source, or the built file itself; of a package, in its own place. */
function emittedFile(row: Pick<ModuleRow, "path" | "file" | "descriptor">): string {
  if (isOfPackage(row.file)) return row.file;
  return row.file === row.path ? `${row.path}${row.descriptor.format === "cjs" ? ".cjs" : ".mjs"}` : row.file;
}

/** Resolves specifiers between the modules of a run. */
export class ModuleTable {
  readonly #scratch: Scratch;
  /** Emitted file by the file that ran, both relative to the root. */
  readonly #emitted = new Map<string, string>();
  readonly #packages = new Map<string, { folder: string; file: PackageFile }>();
  /** TypeScript files that the run's modules lead to but that never told their text: what the version has. */
  readonly extra: { file: string; format: Format }[] = [];

  constructor(scratch: Scratch, rows: readonly ModuleRow[]) {
    this.#scratch = scratch;
    for (const row of rows) {
      if (!this.#emitted.has(row.file)) this.#emitted.set(row.file, emittedFile(row));
      const found = isOfPackage(row.path) ? null : this.#packageOf(row.path);
      if (found?.file.name !== undefined) this.#packages.set(found.file.name, found);
    }
  }

  /** Emitted files by the file that ran, both absolute in the scratch tree. */
  absolute(): Record<string, string> {
    return Object.fromEntries([...this.#emitted].map(([file, emitted]) => [this.#scratch.place(file), this.#scratch.place(emitted)]));
  }

  /** Emitted file of the file that ran; both relative to the root. */
  emittedOf(file: string): string | undefined {
    return this.#emitted.get(file);
  }

  /** What a specifier in the file `from` (relative to the root, as it ran) has to be in its emitted code. */
  rewrite(specifier: string, from: string, format: Format): string {
    const own = { hindlog: "runtime/index.js", "hindlog/runtime": "runtime/instrument.js" }[specifier];
    if (own !== undefined) return written(ownFile(format === "esm" ? own : `cjs/${own}`), format);
    // In packages everything lies where Node finds it.
    if (isOfPackage(from)) return specifier;
    const file = this.resolve(specifier, from, format);
    return file === null ? specifier : written(this.#scratch.place(file), format);
  }

  /** Emitted file of the module that a specifier leads to; null where it leads to none of the run. */
  resolve(specifier: string, from: string, format: Format): string | null {
    if (/^\.{1,2}(\/|$)/.test(specifier)) return this.#find(posix.normalize(posix.join(posix.dirname(from), specifier)), format);
    const conditions = ["node", format === "esm" ? "import" : "require", "module-sync", "development"];
    if (specifier.startsWith("#")) {
      const found = this.#packageOf(from);
      const target = found === null ? null : importOf(found.file, specifier, conditions);
      if (target === null) return null;
      return target.startsWith("./") ? this.#find(posix.join(found!.folder, target), format) : this.resolve(target, from, format);
    }
    for (const file of aliasedFiles(this.#scratch.root, specifier, from)) {
      const aliased = this.#find(file, format);
      if (aliased !== null) return aliased;
    }
    const split = splitSpecifier(specifier);
    const found = split === null ? undefined : this.#packages.get(split.name);
    const entry = found === undefined ? null : entryOf(found.file, split!.subpath, conditions);
    return entry === null ? null : this.#find(posix.join(found!.folder, entry), format);
  }

  /** @param path - relative to the root. */
  #find(path: string, format: Format): string | null {
    const extension = /\.[cm]?jsx?$/.exec(path)?.[0];
    const bare = extension === undefined ? path : path.slice(0, -extension.length);
    const others = extension === undefined ? EXTENSIONS : (SOURCE_OF[extension] ?? []);
    const candidates = [path, ...others.map((other) => posix.normalize(bare + other))];
    for (const candidate of candidates) {
      const emitted = this.#emitted.get(candidate);
      if (emitted !== undefined) return emitted;
    }
    const source = candidates.find((candidate) => TYPESCRIPT.test(candidate) && isFile(this.#scratch.place(candidate)));
    if (source === undefined || isFile(this.#scratch.place(path)) !== TYPESCRIPT.test(path)) return null;
    const own = source.endsWith(".mts") ? "esm" : source.endsWith(".cts") ? "cjs" : format;
    const emitted = `${source}${own === "cjs" ? ".cjs" : ".mjs"}`;
    this.#emitted.set(source, emitted);
    this.extra.push({ file: source, format: own });
    return emitted;
  }

  /** Nearest package.json above a file of the scratch tree; its folder relative to the root (`"."` is the root). */
  #packageOf(path: string): { folder: string; file: PackageFile } | null {
    for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
      const file = join(this.#scratch.place(folder), "package.json");
      if (existsSync(file)) return { folder, file: readPackage(file) };
      if (folder === "." || /^(\.\.\/)*\.\.$/.test(folder) || dirname(folder) === folder) return null;
    }
  }
}

function readPackage(file: string): PackageFile {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as PackageFile;
  } catch {
    return {};
  }
}

function written(path: string, format: Format): string {
  return format === "esm" ? pathToFileURL(path).href : path;
}

/** Asking for what lies below a file (`config.json/index.ts`) is an error, not a missing entry. */
function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
