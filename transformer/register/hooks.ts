/**
 * Node's module hooks: TypeScript-style resolution and instrumented ES modules.
 *
 * Where Node has hooks on the program's own thread, those are taken ({@link installHooks}); elsewhere `module.register` starts a thread for them
 * that loads this file and calls {@link initialize}, {@link resolve} and {@link load}.
 */
import { readFileSync } from "node:fs";
import Module, { type InitializeHook, type LoadFnOutput, type LoadHook, type LoadHookContext, type ResolveFnOutput, type ResolveHook } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { asBefore, meetModule } from "./as-before.ts";
import { facadeOf } from "./common-js-facade.ts";
import { askForSourceMaps } from "./asked-source-maps.ts";
import { addEntry, isEntry } from "./entry.ts";
import { compileLoaded, isAlreadyInstrumented, isCompiled, isInstrumentedEntry, isTypeScript, type LoadedFile } from "./loaded-module.ts";
import { formatOf } from "./module-format.ts";
import { missingFile, ownModule, preferredFile } from "./resolution.ts";

/** What the thread that installs the hooks knows and the loader thread does not. */
interface Told {
  readonly entry: string | undefined;
  readonly sourceMaps: boolean;
}

/** Hooks on the program's own thread. */
interface OwnHooks {
  readonly resolve: (specifier: string, context: HookContext, next: (specifier: string, context: HookContext) => ResolveFnOutput) => ResolveFnOutput;
  readonly load: (url: string, context: LoadHookContext, next: (url: string, context: LoadHookContext) => LoadFnOutput) => LoadFnOutput;
}

type HookContext = Parameters<ResolveHook>[1];

/** Installs the hooks on this thread. @returns false where this Node has none of that kind (before 22.15). */
export function installHooks(): boolean {
  const { registerHooks } = Module as { registerHooks?: (hooks: OwnHooks) => void };
  registerHooks?.({
    resolve: (specifier, context, next) => {
      // CommonJS has hooks of its own (common-js.ts).
      if (isRequire(context)) return next(specifier, context);
      const importer = importerOf(context.parentURL);
      const preferred = asBefore(() => preferredUrl(specifier, importer));
      if (preferred !== null) return next(preferred, context);
      try {
        return next(specifier, context);
      } catch (error) {
        const found = asBefore(() => foundBehind(specifier, importer, error));
        return typeof found === "string" ? next(found, context) : found;
      }
    },
    load: (url, context, next) => {
      if (isRequire(context)) return next(url, context);
      meetModule(() => url.startsWith("file:") && isInstrumentedEntry(fileURLToPath(url)));
      const path = asBefore(() => compiledPath(url, context));
      if (path === null) return next(url, context);
      if (isTypeScript(path)) return asBefore(() => loadTypeScript(path));
      const found = next(url, context);
      return asBefore(() => loadJavaScript(path, found));
    },
  });
  return registerHooks !== undefined;
}

export const initialize: InitializeHook<Told> = ({ entry, sourceMaps }) => {
  addEntry(entry);
  if (sourceMaps) askForSourceMaps();
};

export const resolve: ResolveHook = async (specifier, context, next) => {
  const importer = importerOf(context.parentURL);
  const preferred = preferredUrl(specifier, importer);
  if (preferred !== null) return next(preferred, context);
  try {
    return await next(specifier, context);
  } catch (error) {
    const found = foundBehind(specifier, importer, error);
    return typeof found === "string" ? next(found, context) : found;
  }
};

export const load: LoadHook = async (url, context, next) => {
  const path = compiledPath(url, context);
  if (path === null) return next(url, context);
  return isTypeScript(path) ? loadTypeScript(path) : loadJavaScript(path, await next(url, context));
};

function isRequire({ conditions }: { readonly conditions?: readonly string[] }): boolean {
  return conditions?.includes("require") === true;
}

/** Path of the importing file; the working folder for the entry; null for `data:` and the like. */
function importerOf(parent: string | undefined): string | null {
  if (parent === undefined) return `${process.cwd()}/`;
  return parent.startsWith("file:") ? fileURLToPath(parent) : null;
}

/** What goes before Node's own answer. */
function preferredUrl(specifier: string, importer: string | null): string | null {
  const preferred = importer === null ? null : preferredFile(specifier, importer);
  return preferred === null ? null : pathToFileURL(preferred).href;
}

/** What is meant where Node found nothing: a URL to resolve, or an answer. @throws what Node threw, where nothing is meant */
function foundBehind(specifier: string, importer: string | null, error: unknown): string | ResolveFnOutput {
  const own = ownModule(specifier, "esm");
  if (own !== null) return { url: own, format: "module", shortCircuit: true };
  const found = importer === null ? null : missingFile(specifier, importer, error);
  if (found === null) throw error;
  return pathToFileURL(found).href;
}

/** Path of a file that is not left to Node. */
function compiledPath(url: string, context: LoadHookContext): string | null {
  const path = url.startsWith("file:") ? fileURLToPath(url) : null;
  return path === null || !isCompiled(path) || context.importAttributes?.["type"] !== undefined ? null : path;
}

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
