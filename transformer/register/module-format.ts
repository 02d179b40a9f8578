/** ESM or CommonJS, for the files whose format Node does not know by itself. */
import { extname } from "node:path";
import { isOff } from "../../runtime/switch.ts";
import { cached } from "./compile-cache.ts";
import { compiler } from "./compiler.ts";
import { packageType } from "../package-type.ts";
import { optionsAsCompiled } from "./compiler-defaults.ts";

export type Format = "esm" | "cjs";

const DECIDED: Readonly<Record<string, Format>> = { ".mts": "esm", ".mjs": "esm", ".cts": "cjs", ".cjs": "cjs" };
/** Under these a package without `type` is CommonJS whatever its syntax, as `tsc` emits it. */
const FOLLOWS_PACKAGE = /^(commonjs|node\d+|nodenext)$/i;

/** Targets whose modules are CommonJS where tsconfig has no `module`. */
const OLD_TARGET = /^es[35]$/i;

/** As Node decides it; a TypeScript file in a package without `type` follows tsconfig's `module` and `target`, then its syntax. @param path - absolute. */
export function formatOf(path: string, text: string): Format {
  const decided = DECIDED[extname(path)];
  if (decided !== undefined) return decided;
  const type = packageType(path);
  if (type !== undefined) return type === "module" ? "esm" : "cjs";
  if (/\.(tsx?|jsx)$/.test(path) && emitsCommonJs(optionsAsCompiled(path, text))) return "cjs";
  // No word of ES modules, no ES module: the compiler need not be asked.
  if (!/\b(import|export)\b/.test(text) || usesRequire(text)) return "cjs";
  // Switched off, nothing is written.
  return isOff() ? bySyntax(path, text) : (cached({ formatOf: path, text }, () => bySyntax(path, text)) as Format);
}

function emitsCommonJs({ module, target }: Readonly<Record<string, unknown>>): boolean {
  if (typeof module === "string") return FOLLOWS_PACKAGE.test(module);
  return typeof target === "string" && OLD_TARGET.test(target);
}

function bySyntax(path: string, text: string): Format {
  const ts_ = compiler();
  return ts_.isExternalModule(ts_.createSourceFile(path, text, ts_.ScriptTarget.Latest)) ? "esm" : "cjs";
}

function usesRequire(text: string): boolean {
  return /^\s*(import\s+\w+\s*=\s*require\(|export\s*=)/m.test(text);
}
