/** tsconfig.json as the doors that load modules use it: compiler options as written, and what `paths` and `baseUrl` make of a specifier. */
import { dirname } from "node:path";
import { createPathsMatcher, getTsconfig } from "get-tsconfig";

/** Of the nearest tsconfig.json; `extends` is followed. */
export interface ProjectConfig {
  /** Absolute path of the file; null where there is none. */
  readonly file: string | null;
  /** As the file has them: enums are words. Empty where there is no file or it cannot be read. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Absolute paths to try, in order; [] where the project says nothing about the specifier. */
  readonly candidates: (specifier: string) => readonly string[];
}

const NONE: ProjectConfig = { file: null, options: {}, candidates: () => [] };
const byFolder = new Map<string, ProjectConfig>();
const files = new Map<string, unknown>();

/** @param path - absolute path of a source file. */
export function projectConfig(path: string): ProjectConfig {
  const folder = dirname(path);
  const known = byFolder.get(folder);
  if (known !== undefined) return known;
  const read = readConfig(folder);
  // One that cannot be read yet (what it extends is not installed) may be read later.
  if (read !== null) byFolder.set(folder, read);
  return read ?? NONE;
}

function readConfig(folder: string): ProjectConfig | null {
  try {
    const found = getTsconfig(folder, "tsconfig.json", files);
    if (found === null) return NONE;
    const match = createPathsMatcher(found);
    return { file: found.path, options: (found.config.compilerOptions ?? {}) as Record<string, unknown>, candidates: (specifier) => match?.(specifier) ?? [] };
  } catch {
    return null;
  }
}
