/** Node's module hooks (they run on the loader thread): TypeScript-style resolution and instrumented ES modules. */
import { readFileSync } from "node:fs";
import type { InitializeHook, LoadFnOutput, LoadHook, ResolveHook } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { facadeOf } from "./common-js-facade.ts";
import { askForSourceMaps } from "./asked-source-maps.ts";
import { addEntry, isEntry } from "./entry.ts";
import { compileLoaded, isAlreadyInstrumented, isCompiled, isTypeScript, type LoadedFile } from "./loaded-module.ts";
import { formatOf } from "./module-format.ts";
import { missingFile, ownModule, preferredFile } from "./resolution.ts";

/** What the thread that installs the hooks knows and this one does not. */
interface Told {
  readonly entry: string | undefined;
  readonly sourceMaps: boolean;
}

export const initialize: InitializeHook<Told> = ({ entry, sourceMaps }) => {
  addEntry(entry);
  if (sourceMaps) askForSourceMaps();
};

export const resolve: ResolveHook = async (specifier, context, next) => {
  const importer = importerOf(context.parentURL);
  const preferred = importer === null ? null : preferredFile(specifier, importer);
  if (preferred !== null) return next(pathToFileURL(preferred).href, context);
  try {
    return await next(specifier, context);
  } catch (error) {
    const own = ownModule(specifier, "esm");
    if (own !== null) return { url: own, format: "module", shortCircuit: true };
    const found = importer === null ? null : missingFile(specifier, importer, error);
    if (found === null) throw error;
    return next(pathToFileURL(found).href, context);
  }
};

/** Path of the importing file; the working folder for the entry; null for `data:` and the like. */
function importerOf(parent: string | undefined): string | null {
  if (parent === undefined) return `${process.cwd()}/`;
  return parent.startsWith("file:") ? fileURLToPath(parent) : null;
}

export const load: LoadHook = async (url, context, next) => {
  const path = url.startsWith("file:") ? fileURLToPath(url) : null;
  if (path === null || !isCompiled(path) || context.importAttributes?.["type"] !== undefined) return next(url, context);
  return isTypeScript(path) ? loadTypeScript(path) : loadJavaScript(path, await next(url, context));
};

function loadTypeScript(path: string): LoadFnOutput {
  const text = readFileSync(path, "utf8");
  const format = formatOf(path, text);
  if (format === "esm") return { format: "module", source: compileLoaded({ path, text, format }), shortCircuit: true };
  // The entry is loaded as `require` does it, so that `require.main` is it; names of others have to be known to importing modules before they run.
  return isEntry(path) ? commonJs() : { format: "module", source: facadeOf(path, compileLoaded({ path, text, format })), shortCircuit: true };
}

function loadJavaScript(path: string, found: LoadFnOutput): LoadFnOutput {
  if (found.format === "commonjs") return commonJs();
  if (found.format !== "module") return found;
  const { source } = found;
  const text = typeof source === "string" ? source : source == null ? readFileSync(path, "utf8") : Buffer.from(source as Uint8Array).toString();
  const file: LoadedFile = { path, text, format: "esm" };
  return isAlreadyInstrumented(file.text) ? found : { ...found, source: compileLoaded(file), shortCircuit: true };
}

/** Left to `Module.prototype._compile`; source from here would leave `require.cache` undefined. */
function commonJs(): LoadFnOutput {
  return { format: "commonjs", shortCircuit: true };
}
