/**
 * What specifiers mean in TypeScript projects where Node does not know it.
 *
 * Before Node looks: `paths` and `baseUrl` of tsconfig.json; `./b.js` in a TypeScript file that stands beside b.ts.
 * After Node found nothing: `./b` is b.ts or b/index.ts; a target of package.json's `imports`, `exports` or `main` that is b.js is b.ts;
 * `hindlog` itself.
 */
import { statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isInDependency } from "../options.ts";
import type { Format } from "./module-format.ts";
import { projectConfig } from "../project-config.ts";

const SOURCE_OF: Readonly<Record<string, readonly string[]>> = { ".js": [".ts", ".tsx", ".jsx"], ".jsx": [".tsx"], ".mjs": [".mts"], ".cjs": [".cts"] };
const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json", "/index.ts", "/index.tsx", "/index.js", "/index.jsx"];
const RELATIVE = /^\.{0,2}\/|^\.{1,2}$/;

/** What goes before Node's own answer. @param importer - absolute path. @returns an absolute path, or null. */
export function preferredFile(specifier: string, importer: string): string | null {
  if (isInDependency(importer)) return null;
  if (RELATIVE.test(specifier)) return /\.[cm]?tsx?$/.test(importer) ? sourceOf(resolve(dirname(importer), specifier)) : null;
  if (isBuiltin(specifier) || specifier.startsWith("#") || /^\w+:/.test(specifier)) return null;
  for (const candidate of projectConfig(importer).candidates(specifier)) {
    const found = sourceOf(candidate) ?? (isFile(candidate) ? candidate : withExtension(candidate));
    if (found !== null) return found;
  }
  return null;
}

/** What is meant where Node found nothing. @param importer - absolute path of a file, or of a folder with a slash behind it. @returns an absolute path, or null. */
export function missingFile(specifier: string, importer: string, error: unknown): string | null {
  const named = specifier.startsWith("file:") ? fileURLToPath(specifier) : RELATIVE.test(specifier) ? resolve(dirname(importer), specifier) : null;
  const path = named ?? missedPath(error);
  if (path === null) return null;
  return /\.[cm]?jsx?$/.test(path) ? sourceOf(path) : withExtension(path);
}

/** The path that Node came to and found nothing at, for a specifier that goes through a package.json. */
function missedPath(error: unknown): string | null {
  const { url, message = "" } = error as { url?: unknown; message?: string };
  if (typeof url === "string" && url.startsWith("file:")) return fileURLToPath(url);
  const named = /^Cannot find module '([^']+)'/.exec(message)?.[1];
  return named !== undefined && named !== "" && resolve(named) === named ? named : null;
}

function sourceOf(path: string): string | null {
  const extension = /\.[cm]?jsx?$/.exec(path)?.[0];
  if (extension === undefined) return null;
  const bare = path.slice(0, -extension.length);
  return (SOURCE_OF[extension] ?? []).map((source) => bare + source).find(isFile) ?? null;
}

function withExtension(path: string): string | null {
  return EXTENSIONS.map((extension) => path.replace(/\/$/, "") + extension).find(isFile) ?? null;
}

/** `hindlog` itself, for projects that have not installed it (`npx hindlog run`). @returns a URL for ESM, a path for CommonJS. */
export function ownModule(specifier: string, format: Format): string | null {
  const file = { hindlog: "runtime/index.js", "hindlog/runtime": "runtime/instrument.js" }[specifier];
  if (file === undefined) return null;
  const path = fileURLToPath(new URL(format === "esm" ? `../../${file}` : `../../cjs/${file}`, import.meta.url));
  return format === "esm" ? pathToFileURL(path).href : path;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
