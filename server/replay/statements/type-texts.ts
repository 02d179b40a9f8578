/** Texts of a version that only types are read from: a file of interfaces is imported, but no run loads it, so it is in no journal. */
import { compiler as ts } from "../../compiler.ts";
import type { History } from "../../history/open.ts";
import type { ModuleText } from "../../history/version-list.ts";
import { importedFile } from "../../../transformer/propagate/index.ts";

/** Imports are followed so many steps. */
const STEPS = 3;

/**
 * What modules of a version import of its files, directly or not, and no run of it loaded.
 *
 * @param paths - of the modules to begin with
 */
export async function typeTexts(
  history: History,
  version: string,
  known: { modules: readonly ModuleText[]; paths: ReadonlySet<string> },
): Promise<Map<string, string>> {
  const loaded = new Map(known.modules.map(({ path, text }) => [path, text]));
  const found = new Map<string, string>();
  let from = new Map([...loaded].filter(([path]) => known.paths.has(path)));
  let all: ReadonlySet<string> | undefined;
  const seen = new Set(from.keys());
  for (let step = 0; step < STEPS && from.size > 0; step++) {
    const specifiers = [...from].flatMap(([path, text]) =>
      ts.preProcessFile(text, true, true).importedFiles.map((file) => ({ path, specifier: file.fileName })),
    );
    const local = specifiers.filter(({ specifier }) => specifier.startsWith("."));
    if (local.length === 0) break;
    const existing = (all ??= new Set([...(await history.paths(version)), ...loaded.keys()]));
    const targets = new Set(local.flatMap(({ path, specifier }) => importedFile(specifier, path, (name) => existing.has(name)) ?? []));
    const fresh = [...targets].filter((path) => !seen.has(path));
    const missing = await history.texts(
      version,
      fresh.filter((path) => !loaded.has(path)),
    );
    for (const [path, text] of missing) found.set(path, text);
    from = new Map(
      fresh.flatMap((path) => {
        const text = loaded.get(path) ?? missing.get(path);
        return text === undefined ? [] : [[path, text] as const];
      }),
    );
    for (const path of fresh) seen.add(path);
  }
  return found;
}
