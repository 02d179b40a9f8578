/** Which imports of a run's modules are of packages that were not instrumented. */
import { existsSync, realpathSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import type { IsForeign } from "../values/foreign-values.ts";
import { splitSpecifier } from "./package-entry.ts";

/** @param root - absolute, of the project. @param modules - paths of the modules that ran instrumented, relative to it */
export function foreignPackages(root: string, modules: readonly string[]): IsForeign {
  const known = new Map<string, boolean>();
  return (specifier, module) => {
    const name = /^[./#]/.test(specifier) || isBuiltin(specifier) ? undefined : splitSpecifier(specifier)?.name;
    if (name === undefined || name === "hindlog") return false;
    const folder = dirname(module);
    const key = `${folder}\0${name}`;
    const found = known.get(key) ?? isForeign(root, { folder, name, modules });
    known.set(key, found);
    return found;
  };
}

/** A name that stands for files of the project (an alias, a linked package whose files ran instrumented) is not. */
function isForeign(root: string, { folder, name, modules }: { readonly folder: string; readonly name: string; readonly modules: readonly string[] }): boolean {
  if (modules.some((path) => `/${path}`.includes(`/node_modules/${name}/`))) return false;
  for (let at = join(root, folder); ; at = dirname(at)) {
    const installed = join(at, "node_modules", name);
    if (existsSync(installed)) {
      const real = relative(root, realpathSync(installed)).split(sep).join("/");
      return !modules.some((path) => path.startsWith(`${real}/`));
    }
    if (at === dirname(at)) return false;
  }
}
