/**
 * An ES module that stands for a CommonJS module written in TypeScript. Node reads the names that such a module exports from the file's text,
 * and TypeScript's text does not have them as Node looks for them.
 *
 * in                                  out
 * (b.cts) export const x = 1;         import { createRequire } from "node:module"; const module_ = createRequire(import.meta.url)(PATH);
 *                                     export default module_; const { x: name0 } = module_; export { name0 as "x" };
 */
import { readFileSync } from "node:fs";
import { compileLoaded } from "./loaded-module.ts";
import { missingFile, preferredFile } from "./resolution.ts";

/** @param path - absolute. @param code - the module as it is emitted. */
export function facadeOf(path: string, code: string): string {
  const names = [...exportedNames(path, code, new Set())].filter((name) => name !== "default");
  const picked = names.map((name, index) => `${JSON.stringify(name)}: name${index}`).join(", ");
  const exported = names.map((name, index) => `name${index} as ${JSON.stringify(name)}`).join(", ");
  return [
    `import { createRequire } from "node:module";`,
    `const module_ = createRequire(import.meta.url)(${JSON.stringify(path)});`,
    `export default module_;`,
    `const { ${picked} } = module_;`,
    `export { ${exported} };`,
    ``,
  ].join(" ");
}

/** `exports.x = ...` and `Object.defineProperty(exports, "x"` in what the compiler emits. */
const ASSIGNED = /\bexports\.([\p{ID_Start}$_][\p{ID_Continue}$]*) = |\bObject\.defineProperty\(exports, "([^"]+)"/gu;

/** Names that the module assigns, and what `export * from` brings in from other files of the project. */
function exportedNames(path: string, code: string, seen: Set<string>): Set<string> {
  seen.add(path);
  const names = new Set([...code.matchAll(ASSIGNED)].map((match) => (match[1] ?? match[2])!));
  names.delete("__esModule");
  for (const [, specifier] of code.matchAll(/__exportStar\(require\("([^"]+)"\)/g)) {
    const found = preferredFile(specifier!, path) ?? missingFile(specifier!, path, {});
    if (found === null || seen.has(found)) continue;
    for (const name of exportedNames(found, compileLoaded({ path: found, text: readFileSync(found, "utf8"), format: "cjs" }), seen)) names.add(name);
  }
  return names;
}
