/** Finds the source file that a specifier means when the file it names is not there. */
import { statSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const SOURCE_OF: Readonly<Record<string, readonly string[]>> = { ".js": [".ts", ".tsx"], ".jsx": [".tsx"], ".mjs": [".mts"], ".cjs": [".cts"] };
const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", "/index.ts", "/index.tsx", "/index.js"];

/** `./b.js` -> b.ts, `./b` -> b.ts, `./b` -> b/index.ts. @param path - absolute. @returns null where nothing fits. */
export function withSourceExtension(path: string): URL | null {
  const extension = /\.[cm]?jsx?$/.exec(path)?.[0];
  const bare = extension === undefined ? path : path.slice(0, -extension.length);
  const candidates = extension === undefined ? EXTENSIONS : (SOURCE_OF[extension] ?? []);
  const found = candidates.map((candidate) => bare + candidate).find(isFile);
  return found === undefined ? null : pathToFileURL(found);
}

/** `hindlog` itself, for projects that have not installed it (`npx hindlog run`). @returns a URL for ESM, a path for CommonJS. */
export function ownModule(specifier: string, format: "esm" | "cjs"): string | null {
  const file = { hindlog: "runtime/index.js", "hindlog/runtime": "runtime/instrument.js" }[specifier];
  if (file === undefined) return null;
  const url = new URL(format === "esm" ? `../../${file}` : `../../cjs/${file}`, import.meta.url);
  return format === "esm" ? url.href : fileURLToPath(url);
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
