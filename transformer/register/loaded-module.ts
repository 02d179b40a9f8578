/** Decides for each file that is loaded whether and how it is instrumented. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type ts from "typescript";
import { relativeSource } from "../../runtime/project-root.ts";
import { isOff } from "../../runtime/switch.ts";
import { compileModule } from "../compile-module.ts";
import { CompileError } from "../errors.ts";
import { isExcluded, isIncluded, isInDependency, resolveOptions, type ResolvedOptions } from "../options.ts";

const load = createRequire(import.meta.url);
let loaded: typeof ts | undefined;

/** The compiler, loaded when the first file wants it: most processes need it on one thread only. */
function compiler(): typeof ts {
  return (loaded ??= load("typescript") as typeof ts);
}

const INSTRUMENTED = new Set([".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx"]);
const TYPESCRIPT = new Set([".ts", ".mts", ".cts", ".tsx", ".jsx"]);

/** Whether hindlog compiles this file: source code of the project or of an included package; where it is left alone, only what Node could not run. @param path - absolute. */
export function isCompiled(path: string): boolean {
  if (!INSTRUMENTED.has(extname(path)) || path.startsWith(packageRoot)) return false;
  return isInstrumented(path) || (isTypeScript(path) && !isInDependency(path));
}

function isInstrumented(path: string): boolean {
  const options = optionsFor(path);
  if (isOff() || !options.enabled) return false;
  return isInDependency(path) ? isIncluded(options, path) : !isExcluded(options, path);
}

/** Options of a file of the project are those of its own package; for a dependency those of the program hold. */
function optionsFor(path: string): ResolvedOptions {
  return isInDependency(path) ? programOptions() : resolveOptions(dirname(path));
}

/** Options of the program that runs: those that hold for its entry file. */
export function programOptions(): ResolvedOptions {
  const entry = process.argv[1];
  return resolveOptions(entry === undefined || isInDependency(entry) ? process.cwd() : dirname(resolve(entry)));
}

/** Whether Node could not run this file as it is. */
export function isTypeScript(path: string): boolean {
  return TYPESCRIPT.has(extname(path));
}

/** hindlog's own compiled files are left alone; a project that lies inside the package folder (examples) is not. */
const packageRoot = fileURLToPath(new URL("../../", import.meta.url));

/** ESM or CommonJS, as Node decides it; a TypeScript file in a package without `type` follows tsconfig's `module`, then its syntax. */
export function formatOf(path: string, text: string): "esm" | "cjs" {
  const extension = extname(path);
  if (extension === ".mts" || extension === ".mjs") return "esm";
  if (extension === ".cts" || extension === ".cjs") return "cjs";
  const type = packageType(path);
  if (type !== undefined) return type === "module" ? "esm" : "cjs";
  if (isTypeScript(path) && projectOptions(path).module === compiler().ModuleKind.CommonJS) return "cjs";
  const ts_ = compiler();
  const file = ts_.createSourceFile(path, text, ts_.ScriptTarget.Latest);
  return ts_.isExternalModule(file) && !usesRequire(text) ? "esm" : "cjs";
}

function usesRequire(text: string): boolean {
  return /^\s*(import\s+\w+\s*=\s*require\(|export\s*=)/m.test(text);
}

function packageType(path: string): string | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file)) {
      try {
        return (JSON.parse(readFileSync(file, "utf8")) as { type?: string }).type;
      } catch {
        return undefined;
      }
    }
    if (dirname(folder) === folder) return undefined;
  }
}

/** The project's compiler options are not meant for its packages. `target`: ESNext. */
const AS_WRITTEN = { target: 99 };

const optionsByFolder = new Map<string, ts.CompilerOptions>();

/** Compiler options of the nearest tsconfig.json; none where there is none or it cannot be read. */
function projectOptions(path: string): ts.CompilerOptions {
  const folder = dirname(path);
  const known = optionsByFolder.get(folder);
  if (known !== undefined) return known;
  const ts_ = compiler();
  const file = ts_.findConfigFile(folder, ts_.sys.fileExists);
  const host = { ...ts_.sys, readDirectory: () => [], onUnRecoverableConfigFileDiagnostic: () => undefined };
  const options = (file === undefined ? undefined : ts_.getParsedCommandLineOfConfigFile(file, undefined, host)?.options) ?? {};
  optionsByFolder.set(folder, options);
  return options;
}

/** Longer texts are bundles and tables; to compile one takes seconds, and every run would carry it. */
const MOST_BYTES = 2_000_000;

/**
 * Compiles a file that is being loaded; the source map is inline. JavaScript that cannot be instrumented runs as it is, which is told once.
 * @param runtime - where the emitted code finds the runtime.
 */
export function compileLoaded(path: string, text: string, format: "esm" | "cjs", runtime: string): string {
  if (isTypeScript(path)) return compile({ path, text, format, runtime, instrument: isInstrumented(path) });
  if (text.length > MOST_BYTES) {
    leftAlone(path, `it has ${(text.length / 1e6).toFixed(1)} MB, and files up to ${MOST_BYTES / 1e6} MB are instrumented`);
    return text;
  }
  try {
    return compile({ path, text, format, runtime, instrument: true });
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    leftAlone(path, error.problem.replace(/\.$/, ""));
    return text;
  }
}

/** Says it on stderr; Node itself reports what is wrong with a file that does not parse. */
function leftAlone(path: string, reason: string): void {
  const advice = isInDependency(path) ? 'Name only the other files of that package under "include"' : 'Name it under "exclude"';
  process.stderr.write(`hindlog: ${path} is left alone, its loops and log calls are not seen: ${reason}. ${advice} of "hindlog" in package.json.\n`);
}

interface Loaded {
  readonly path: string;
  readonly text: string;
  readonly format: "esm" | "cjs";
  readonly runtime: string;
  readonly instrument: boolean;
}

function compile({ path, text, format, runtime, instrument }: Loaded): string {
  const { code, map } = compileModule(compiler(), {
    fileName: path,
    text,
    source: relativeSource(path),
    format,
    door: "register",
    options: isInDependency(path) ? AS_WRITTEN : (projectOptions(path) as Record<string, unknown>),
    runtimeSpecifier: runtime,
    instrument,
    logCalls: optionsFor(path).logCalls,
  });
  const named = JSON.stringify({ ...(JSON.parse(map) as object), sources: [path] });
  return `${code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "")}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(named).toString("base64")}\n`;
}

/** Modules that were instrumented when they were built. */
export function isAlreadyInstrumented(text: string): boolean {
  return /["']hindlog\/runtime["']/.test(text);
}
