/** CommonJS modules on the main thread: `Module.prototype._compile` and resolution of TypeScript files. */
import { readFileSync } from "node:fs";
import Module from "node:module";
import { sep } from "node:path";
import { asBefore, meetModule } from "./as-before.ts";
import { compileLoaded, isAlreadyInstrumented, isCompiled, isInstrumentedEntry, isTypeScript } from "./loaded-module.ts";
import { formatOf, type Format } from "./module-format.ts";
import { missingFile, ownModule, preferredFile } from "./resolution.ts";

/** The third parameter of `_compile`: what Node knows of the format. */
type GivenFormat = "module" | "commonjs" | undefined;

interface ModuleInternals {
  prototype: { _compile(this: object, text: string, path: string, format?: GivenFormat): unknown };
  _extensions: Record<string, (module: { _compile(text: string, path: string): void }, path: string) => void>;
  _resolveFilename(request: string, parent: { filename?: string | null } | undefined, ...rest: unknown[]): string;
}

/** Installs the hooks, once a process. */
export function instrumentCommonJs(): void {
  const internals = Module as unknown as ModuleInternals;
  const compile = internals.prototype._compile;
  internals.prototype._compile = function (text, path, given) {
    meetModule(() => isInstrumentedEntry(path));
    const [code, format] = includes(path, DEPENDENCY) && !isAsked(path) ? [text, given] : asBefore(() => compiled(text, path, given));
    return apply(compile, this, [code, path, format]);
  };
  for (const extension of [".ts", ".cts", ".mts", ".tsx", ".jsx"]) {
    internals._extensions[extension] = (module, path) => module._compile(readFileSync(path, "utf8").replace(/^\uFEFF/, ""), path);
  }
  const resolveFilename = internals._resolveFilename;
  internals._resolveFilename = function (request, parent, ...rest) {
    const importer = parent?.filename ?? `${process.cwd()}/`;
    const preferred = includes(importer, DEPENDENCY) ? preferredFile(request, importer) : asBefore(() => preferredFile(request, importer));
    if (preferred !== null) return resolveFilename.call(this, preferred, parent, ...rest);
    try {
      return resolveFilename.call(this, request, parent, ...rest);
    } catch (error) {
      const found = ownModule(request, "cjs") ?? missingFile(request, importer, error);
      if (found === null) throw error;
      return resolveFilename.call(this, found, parent, ...rest);
    }
  };
}

const DEPENDENCY = `${sep}node_modules${sep}`;
const includes = Function.prototype.call.bind(String.prototype.includes) as (text: string, part: string) => boolean;
const { apply } = Reflect;

/** Most packages are not instrumented: looking at all built-ins for each of their files would cost more than that is worth. */
function isAsked(path: string): boolean {
  try {
    return isCompiled(path);
  } catch {
    // By something that the program has put into a built-in.
    return asBefore(() => isCompiled(path));
  }
}

/** What Node is given to run, and what that is. */
function compiled(text: string, path: string, given: GivenFormat): [code: string, format: GivenFormat] {
  if (!isCompiled(path) || (isAlreadyInstrumented(text) && !isTypeScript(path))) return [text, given];
  const format = formatFor(given, path, text);
  const plain = format === "cjs" ? text.replace(/^#!.*/, "") : text;
  // Told "module", Node hands an ES module that is required to its other loader.
  return [compileLoaded({ path, text: plain, format }), format === "esm" ? "module" : given];
}

function formatFor(given: GivenFormat, path: string, text: string): Format {
  if (given === "module") return "esm";
  return given === "commonjs" && !isTypeScript(path) ? "cjs" : formatOf(path, text);
}
