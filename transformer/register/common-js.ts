/** CommonJS modules on the main thread: `Module.prototype._compile` and resolution of TypeScript files. */
import { readFileSync } from "node:fs";
import Module from "node:module";
import { compileLoaded, isAlreadyInstrumented, isCompiled, isTypeScript } from "./loaded-module.ts";
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
    if (!isCompiled(path) || (isAlreadyInstrumented(text) && !isTypeScript(path))) return compile.call(this, text, path, given);
    const format = formatFor(given, path, text);
    const plain = format === "cjs" ? text.replace(/^#!.*/, "") : text;
    // Told "module", Node hands an ES module that is required to its other loader.
    return compile.call(this, compileLoaded({ path, text: plain, format }), path, format === "esm" ? "module" : given);
  };
  for (const extension of [".ts", ".cts", ".mts", ".tsx", ".jsx"]) {
    internals._extensions[extension] = (module, path) => module._compile(readFileSync(path, "utf8").replace(/^\uFEFF/, ""), path);
  }
  const resolveFilename = internals._resolveFilename;
  internals._resolveFilename = function (request, parent, ...rest) {
    const importer = parent?.filename ?? `${process.cwd()}/`;
    const preferred = preferredFile(request, importer);
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

function formatFor(given: GivenFormat, path: string, text: string): Format {
  if (given === "module") return "esm";
  return given === "commonjs" && !isTypeScript(path) ? "cjs" : formatOf(path, text);
}
