/** Decides for each file that is loaded whether and how it is instrumented. */
import { dirname, extname } from "node:path";
import { fileURLToPath } from "node:url";
import type ts from "typescript";
import { relativeSource } from "../../runtime/project-root.ts";
import { isOff } from "../../runtime/switch.ts";
import type { CompileError } from "../errors.ts";
import { isExcluded, isIncluded, isInDependency, resolveOptions, type ResolvedOptions } from "../options.ts";
import { mapOf, ownSourceMap } from "./own-source-map.ts";
import { areSourceMapsAsked } from "./asked-source-maps.ts";
import { cached } from "./compile-cache.ts";
import { optionsAsCompiled } from "./compiler-defaults.ts";
import { compiler, instrumenter } from "./compiler.ts";
import { entryFile, isEntry } from "./entry.ts";
import type { Format } from "./module-format.ts";

const INSTRUMENTED = new Set([".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx"]);
const TYPESCRIPT = new Set([".ts", ".mts", ".cts", ".tsx", ".jsx"]);

/** Whether hindlog compiles this file: source code of the project or of an included package; where it is left alone, only what Node could not run. @param path - absolute. */
export function isCompiled(path: string): boolean {
  if (!INSTRUMENTED.has(extname(path)) || path.startsWith(packageRoot)) return false;
  return isInstrumented(path) || (isTypeScript(path) && !isInDependency(path));
}

/** Whether a file is the program's entry, and what runs first in it is the runtime. @param path - absolute. */
export function isInstrumentedEntry(path: string): boolean {
  return INSTRUMENTED.has(extname(path)) && isEntry(path) && isInstrumented(path);
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
  const entry = entryFile();
  return resolveOptions(entry === undefined || isInDependency(entry) ? process.cwd() : dirname(entry));
}

/** Whether Node could not run this file as it is. */
export function isTypeScript(path: string): boolean {
  return TYPESCRIPT.has(extname(path));
}

/** hindlog's own compiled files are left alone; a project that lies inside the package folder (examples) is not. */
const packageRoot = fileURLToPath(new URL("../../", import.meta.url));

/** A file that is being loaded. */
export interface LoadedFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  readonly format: Format;
}

const RUNTIME: Readonly<Record<Format, string>> = {
  esm: new URL("../../runtime/instrument.js", import.meta.url).href,
  cjs: fileURLToPath(new URL("../../cjs/runtime/instrument.js", import.meta.url)),
};

/** Longer texts are bundles and tables; to compile one takes seconds, and every run would carry it. */
const MOST_BYTES = 2_000_000;
/** The project's compiler options are not meant for its packages, nor for what Node runs as it is. */
const AS_WRITTEN = { target: "esnext", module: "esnext" };

/**
 * Compiles a file; the source map is inline. JavaScript that cannot be instrumented runs as it is, which is told once.
 * @throws SyntaxError with the compiler's message for TypeScript that does not parse.
 */
export function compileLoaded(file: LoadedFile): string {
  const { path, format } = file;
  const typeScript = isTypeScript(path);
  if (!typeScript && file.text.length > MOST_BYTES) {
    leftAlone(path, `it has ${(file.text.length / 1e6).toFixed(1)} MB, and files up to ${MOST_BYTES / 1e6} MB are instrumented`);
    return file.text;
  }
  const instrument = isInstrumented(path);
  const options = isInDependency(path) || !typeScript ? AS_WRITTEN : optionsAsCompiled(path, file.text);
  const text = file.text.replace(/^\uFEFF/, "");
  const question = {
    path,
    text,
    format,
    options,
    instrument,
    logCalls: optionsFor(path).logCalls,
    source: relativeSource(path),
    restores: process.env["HINDLOG_REPLAY"] !== undefined,
    ownMap: areSourceMapsAsked() && !typeScript ? ownSourceMap(path, text) : null,
  };
  try {
    // Switched off, nothing is written.
    return instrument ? cached(question, () => emitted(question)) : emitted(question);
  } catch (error) {
    if (isCompileError(error) && typeScript) throw syntaxError(error);
    leftAlone(path, isCompileError(error) ? error.problem.replace(/\.$/, "") : `hindlog failed (${String(error)})`);
    return typeScript ? emitted({ ...question, instrument: false }) : file.text;
  }
}

function isCompileError(error: unknown): error is CompileError {
  return (error as Partial<CompileError> | null)?.code === "does-not-compile";
}

/** Says it on stderr; Node itself reports what is wrong with a file that does not parse. */
function leftAlone(path: string, reason: string): void {
  const advice = isInDependency(path) ? 'Name only the other files of that package under "include"' : 'Name it under "exclude"';
  process.stderr.write(`hindlog: ${path} is left alone, its loops and log calls are not seen: ${reason}. ${advice} of "hindlog" in package.json.\n`);
}

interface Question extends LoadedFile {
  readonly options: Readonly<Record<string, unknown>>;
  readonly instrument: boolean;
  readonly logCalls: readonly string[];
  readonly source: string;
  /** A process that replays compiles more than one that records (instrument/module.ts). */
  readonly restores: boolean;
  /** The source map that the file brings along, where it counts. */
  readonly ownMap: string | null;
}

function emitted({ path, text, format, options, instrument, logCalls, source, ownMap }: Question): string {
  const ts_ = compiler();
  const { code, map } = instrumenter().compileModule(ts_, {
    fileName: path,
    text,
    source,
    format,
    door: "register",
    options: runnable(ts_, ts_.convertCompilerOptionsFromJson(options, dirname(path)).options),
    runtimeSpecifier: RUNTIME[format],
    instrument,
    logCalls,
  });
  const named = mapOf(path, map, ownMap);
  return `${code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "")}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(named).toString("base64")}\n`;
}

/** The project's options with JSX that Node can run: what is left to another tool is what that tool does by default. */
function runnable(ts_: typeof ts, options: ts.CompilerOptions): Record<string, unknown> {
  const { React, ReactJSX, Preserve, ReactNative } = ts_.JsxEmit;
  const { jsx = React } = options;
  return { ...options, jsx: jsx === Preserve || jsx === ReactNative ? ReactJSX : jsx };
}

/** An error of the user's program: its stack is the place in the user's file, no line of hindlog's. */
function syntaxError({ report, fileName }: CompileError): SyntaxError {
  const error = new SyntaxError(report);
  const place = /\((\d+),(\d+)\)/.exec(report);
  error.stack = `SyntaxError: ${report}\n    at ${fileName}${place === null ? "" : `:${place[1]}:${place[2]}`}`;
  return error;
}

/** Modules that were instrumented when they were built. */
export function isAlreadyInstrumented(text: string): boolean {
  return /["']hindlog\/runtime["']/.test(text);
}
