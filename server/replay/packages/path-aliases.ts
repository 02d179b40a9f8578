/** Specifiers that `paths` and `baseUrl` of a version's tsconfig.json give a meaning: the doors that load modules follow them, so a replay does. */
import { isBuiltin } from "node:module";
import { join, relative, sep } from "node:path";
import { projectConfig } from "../../../transformer/index.ts";

/**
 * Files that a specifier may mean, in the order in which they are tried.
 * @param root - absolute; of the version's tree.
 * @param from - the importing file, relative to the root with `/`.
 * @returns paths relative to the root with `/`, perhaps without their extension; [] where the configuration says nothing.
 */
export function aliasedFiles(root: string, specifier: string, from: string): string[] {
  if (isBuiltin(specifier) || /^(\.{0,2}\/|\.{1,2}$|#|\w+:)/.test(specifier)) return [];
  const candidates = projectConfig(join(root, from)).candidates(specifier);
  return candidates.map((path) => relative(root, path).split(sep).join("/"));
}
