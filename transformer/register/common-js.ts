/** CommonJS modules on the main thread: `Module.prototype._compile` and resolution of TypeScript files. */
import { readFileSync } from "node:fs";
import Module from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { compileLoaded, formatOf, isAlreadyInstrumented, isCompiled, isTypeScript } from "./loaded-module.ts";
import { ownModule, withSourceExtension } from "./resolution.ts";

interface ModuleInternals {
  prototype: { _compile(this: object, text: string, path: string, ...rest: unknown[]): unknown };
  _extensions: Record<string, (module: { _compile(text: string, path: string): void }, path: string) => void>;
  _resolveFilename(request: string, parent: { filename?: string | null } | undefined, ...rest: unknown[]): string;
}

const runtime = fileURLToPath(new URL("../../cjs/runtime/instrument.js", import.meta.url));

/** Installs the hooks, once a process. */
export function instrumentCommonJs(): void {
  const internals = Module as unknown as ModuleInternals;
  const compile = internals.prototype._compile;
  internals.prototype._compile = function (text, path, ...rest) {
    if (!isCompiled(path) || (isAlreadyInstrumented(text) && !isTypeScript(path)) || formatOf(path, text) !== "cjs")
      return compile.call(this, text, path, ...rest);
    return compile.call(this, compileLoaded(path, text.replace(/^#!.*/, ""), "cjs", runtime), path, ...rest);
  };
  for (const extension of [".ts", ".cts", ".tsx"]) {
    internals._extensions[extension] = (module, path) => module._compile(readFileSync(path, "utf8"), path);
  }
  const resolveFilename = internals._resolveFilename;
  internals._resolveFilename = function (request, parent, ...rest) {
    try {
      return resolveFilename.call(this, request, parent, ...rest);
    } catch (error) {
      const own = ownModule(request, "cjs");
      if (own !== null) return own;
      const folder = parent?.filename ? dirname(parent.filename) : process.cwd();
      const found = /^\.{0,2}\//.test(request) ? withSourceExtension(resolve(folder, request)) : null;
      if (found === null) throw error;
      return fileURLToPath(found);
    }
  };
}
