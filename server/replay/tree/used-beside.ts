/** Files that another run of the project used at the same time: what a program finds in them is not what it wrote alone. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readJournal } from "../../../runtime/format/journal.ts";
import type { FileRow } from "../../../runtime/format/journal-rows.ts";
import type { RunSummary } from "../../history/runs.ts";
import { filesWritten } from "./asked-files.ts";
import type { RecordedRun } from "../recorded-run.ts";

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
export function usedBeside({ files }: RecordedRun, folders: readonly string[]): string | null {
  const used = new Set(files.map(({ path }) => path));
  if (used.size === 0) return null;
  for (const folder of folders) {
    const shared = [...filesWritten(filesOf(folder))].find((path) => used.has(path));
    if (shared !== undefined) return `another run changed ${shared} at the same time, and the program may read what it wrote`;
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
