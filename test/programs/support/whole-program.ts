/**
 * Whole programs: `whole/<name>/main.ts` with whatever else they need beside it.
 *
 * The comment at the top of `main.ts` says what the program is, and in it stand
 * `Main loop: NAME.` or `Main loop: NAME in FILE.` (the loop that a person would want to jump into; "none" where no loop statement drives it)
 * and, where it takes any, its arguments: ``Arguments: `--rounds 4`.`` Where it makes sense, the environment variable SCALE multiplies the length of that loop.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { compileModule } from "../../../transformer/compile-module.ts";

/** Root of this repository. */
const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
const WHOLE = fileURLToPath(new URL("../whole", import.meta.url));
const REGISTER = join(REPOSITORY, "dist/transformer/register/index.js");
const COMPILED = new Set([".ts", ".tsx", ".mts", ".cts"]);

/** A program as it stands in the repository. */
export interface WholeProgram {
  readonly name: string;
  /** Absolute folder of its files. */
  readonly folder: string;
  /** What it is, in a sentence. */
  readonly description: string;
  /** Name of its main loop and the module it stands in (`src/main.ts`); null where none drives it. */
  readonly mainLoop: { readonly name: string; readonly module: string } | null;
  readonly args: readonly string[];
  /** Packages that are instrumented (`include` of "hindlog" in its package.json); where there are any, the register door instruments everything. */
  readonly packages: readonly string[];
  /** What it is compiled for, where it is not what its tsconfig.json says: `es2015`. */
  readonly target?: string;
}

/** Every program below a folder (absolute), by name. @defaultValue test/programs/whole */
export function wholePrograms(below: string = WHOLE): WholeProgram[] {
  return readdirSync(below)
    .filter((name) => existsSync(join(below, name, "main.ts")) || existsSync(join(below, name, "main.tsx")))
    .sort()
    .map((name) => readProgram(below, name));
}

function readProgram(below: string, name: string): WholeProgram {
  const folder = join(below, name);
  const main = existsSync(join(folder, "main.ts")) ? "main.ts" : "main.tsx";
  const comment =
    /^(?:#!.*\n)?\/\*\*([\s\S]*?)\*\//
      .exec(readFileSync(join(folder, main), "utf8"))?.[1]
      ?.replaceAll(/\n \* ?/g, " ")
      .trim() ?? "";
  const loop = /Main loop: (\S+?)(?: in (\S+?))?\.(?: |$)/.exec(comment);
  if (loop === null) throw new Error(`Expected "Main loop: NAME." in the comment at the top of ${name}/${main}, got "${comment}"`);
  const args = /Arguments: `(.*?)`/.exec(comment)?.[1];
  return {
    name,
    folder,
    description: comment.slice(0, loop.index).trim(),
    mainLoop: loop[1] === "none" ? null : { name: loop[1]!, module: `src/${loop[2] ?? main}` },
    args: args === undefined ? [] : args.split(" "),
    packages: manifestOf(folder).hindlog?.include ?? [],
  };
}

/** Plain, as users record it, or as a replay compiles it. */
export type BuildKind = "plain" | "instrumented" | "replay";

/** Where a program is compiled to. */
export interface Build {
  /** Absolute folder that it will run in: source maps name it. */
  readonly root: string;
  /** Absolute folder that it is written into. */
  readonly into: string;
  readonly kind: BuildKind;
}

/**
 * Makes a project that can be run without compiling anything: `src/` as it stands, `dist/` with source maps, `node_modules/hindlog`.
 * What is not TypeScript is copied to where it stands in the program's folder.
 */
export function buildProgram(program: WholeProgram, build: Build): void {
  const { into } = build;
  // With a history of its own the project's root is this folder, whatever lies above it.
  for (const folder of ["node_modules", ".hindlog"]) mkdirSync(join(into, folder), { recursive: true });
  symlinkSync(REPOSITORY, join(into, "node_modules/hindlog"), "dir");
  const { type, hindlog } = manifestOf(program.folder);
  writeFileSync(join(into, "package.json"), JSON.stringify({ name: program.name, type, private: true, hindlog }));
  for (const name of program.packages) cpSync(join(REPOSITORY, "node_modules", name), join(into, "node_modules", name), { recursive: true });
  const options = compilerOptions(program);
  for (const path of filesBelow(program.folder)) {
    if (path === "package.json" || path === "tsconfig.json") continue;
    if (!COMPILED.has(extname(path))) {
      mkdirSync(dirname(join(into, path)), { recursive: true });
      cpSync(join(program.folder, path), join(into, path));
    } else {
      const format = path.endsWith(".cts") || (type !== "module" && !path.endsWith(".mts")) ? "cjs" : "esm";
      compileInto(build, path, { text: readFileSync(join(program.folder, path), "utf8"), format, options });
    }
  }
}

/** What of a program's package.json matters. */
interface Manifest {
  readonly type: "module" | "commonjs";
  readonly hindlog?: { readonly include: readonly string[] };
}

function manifestOf(folder: string): Manifest {
  const file = join(folder, "package.json");
  const written = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Partial<Manifest>) : {};
  return { type: "module", ...written };
}

/** What Node is told to run. Programs whose packages are instrumented go through the register door. */
export function entryArguments(program: WholeProgram, build: BuildKind): readonly string[] {
  return build !== "plain" && program.packages.length > 0 ? ["--import", REGISTER, "src/main.ts"] : ["dist/main.js"];
}

interface Source {
  readonly text: string;
  readonly format: "esm" | "cjs";
  readonly options: Readonly<Record<string, unknown>>;
}

function compileInto({ root, into, kind }: Build, path: string, source: Source): void {
  const out = path.replace(/\.tsx?$/, ".js").replace(/\.([cm])ts$/, ".$1js");
  const request = { ...source, fileName: join(root, "src", path), source: `src/${path}`, logCalls: [] };
  const { code, map } = compileModule(ts, { ...request, instrument: kind !== "plain", door: kind === "replay" ? "replay" : "ts-patch" });
  for (const folder of ["src", "dist"]) mkdirSync(dirname(join(into, folder, path)), { recursive: true });
  writeFileSync(join(into, "src", path), source.text);
  const named = { ...(JSON.parse(map) as object), sources: [join(root, "src", path)] };
  writeFileSync(join(into, "dist", `${out}.map`), JSON.stringify(named));
  const at = `${out.slice(out.lastIndexOf("/") + 1)}.map`;
  writeFileSync(join(into, "dist", out), `${code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "")}\n//# sourceMappingURL=${at}\n`);
}

function compilerOptions({ folder, target }: WholeProgram): Record<string, unknown> {
  const file = join(folder, "tsconfig.json");
  const written = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { compilerOptions: object }).compilerOptions : {};
  return ts.convertCompilerOptionsFromJson({ target: "es2022", strict: true, ...written, ...(target === undefined ? {} : { target }) }, folder)
    .options as Record<string, unknown>;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}

/** What a program leaves in its folder: text of the files that it wrote, by path, and when they were last written (milliseconds, Unix time). */
export function writtenFiles(root: string, program: WholeProgram): Map<string, { readonly text: string; readonly atMs: number }> {
  const given = new Set([...filesBelow(program.folder), "package.json"]);
  const found = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  const own = found.filter((path) => !given.has(path) && !/^(src|dist|node_modules|\.hindlog)\//.test(path)).sort();
  return new Map(own.map((path) => [path, { text: readFileSync(join(root, path), "latin1"), atMs: statSync(join(root, path)).mtimeMs }]));
}
