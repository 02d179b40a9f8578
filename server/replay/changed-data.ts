/** Files that a replay read and that are not known to be what the past run read: they were changed since it began. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { READS_FILE } from "./sandbox.ts";
import type { Scratch } from "./scratch.ts";

/** What a replay ran on. */
export interface DataSource {
  readonly scratch: Scratch;
  readonly projectRoot: string;
  /** Folder of the replay's journal. */
  readonly folder: string;
  /** When the past run began, and when its version's files were kept: milliseconds since 1970. */
  readonly beganMs: number;
  readonly keptMs: number;
}

/** Of the system; code and what loading it asks for: past code is that of the run, packages that of the lock file. */
const NO_DATA = /^\/(?:proc|dev|sys)\/|\.(?:[cm]?[jt]sx?|node|wasm)$|[\\/](?:package|tsconfig)\.json$/;

/** @returns why values may be others than the past run's; null where no such file was read. */
export function changedData(source: DataSource): string | null {
  const { scratch, projectRoot, folder, beganMs, keptMs } = source;
  for (const path of readsOf(folder).files) {
    const inTree = below(scratch.root, path);
    if (NO_DATA.test(path) || (inTree === null && below(dirname(dirname(scratch.base)), path) !== null)) continue;
    const changedMs = statSync(inTree === null ? path : join(projectRoot, inTree), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    // A change behind the keeping is not in what was kept.
    const isKept = inTree !== null && !scratch.copied.has(inTree) && changedMs > keptMs;
    if (changedMs > beganMs && !isKept) return `it reads ${inTree ?? path}, which was changed since the past run began`;
  }
  return null;
}

/** What a replay told (guard.ts). @param folder - of its journal */
export function readsOf(folder: string): { readonly files: readonly string[]; readonly missing: ReadonlySet<string> } {
  const file = join(folder, READS_FILE);
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
  const told = lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
  return { files: lines.filter((line) => !line.startsWith("!")), missing: new Set(told) };
}

/** A path as it is written below a folder, with "/"; null where it is not. */
function below(folder: string, path: string): string | null {
  return path.startsWith(folder + sep) ? relative(folder, path).split(sep).join("/") : null;
}
