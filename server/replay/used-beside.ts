/** Files that another run of the project used at the same time: what a program finds in them is not what it wrote alone. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { readJournal, type FileRow } from "../../runtime/format/journal.ts";
import type { RunSummary } from "../history/runs.ts";
import type { RecordedRun } from "./recorded-run.ts";

/** Runs that were under way while this one was. */
export function runsBeside(run: RunSummary, all: readonly RunSummary[]): RunSummary[] {
  const begin = ({ startedAt }: RunSummary): number => Date.parse(startedAt);
  // How long a killed run went on is not known for sure.
  const end = (one: RunSummary): number => (one.durationMs === null ? Number.POSITIVE_INFINITY : begin(one) + one.durationMs);
  return all.filter((one) => one.run !== run.run && begin(one) <= end(run) && begin(run) <= end(one));
}

/**
 * Looks at the files that both used.
 * @param folders - of the runs beside it. @returns why values of a program that reads what it wrote may be others; null where nothing says so
 */
export function usedBeside({ files, file }: RecordedRun, folders: readonly string[], projectRoot: string): string | null {
  const beganMs = Date.parse(file.startedAt);
  const isChanged = ({ path }: FileRow): boolean =>
    (statSync(join(projectRoot, path), { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY) > beganMs;
  const used = new Set(files.filter((row) => row.kind !== "folder" && isChanged(row)).map(({ path }) => path));
  if (used.size === 0) return null;
  for (const folder of folders) {
    const shared = filesOf(folder).find(({ path }) => used.has(path));
    if (shared !== undefined) return `another run used ${shared.path} at the same time, and the program may read what it wrote`;
  }
  return null;
}

function filesOf(folder: string): FileRow[] {
  try {
    return readJournal(readFileSync(join(folder, "journal"))).rows.filter((row) => row.type === "file");
  } catch {
    return [];
  }
}
