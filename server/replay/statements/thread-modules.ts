/** Statements in files that worker threads of a run loaded and its main thread did not: a replay starts no threads, so they have no place there, and the version does not lack them either. */
import { readFile } from "node:fs/promises";
import { readJournal } from "../../../runtime/format/journal.ts";
import { listJournals } from "../../history/layout.ts";
import type { Placement } from "./place-statements.ts";
import type { RecordedRun } from "../recorded-run.ts";
import type { NewestTarget } from "./targets.ts";

/** @returns paths of the modules of those targets that only worker threads of the run loaded */
export async function threadModules(run: RecordedRun, targets: readonly NewestTarget[]): Promise<ReadonlySet<string>> {
  const elsewhere = new Set<string>();
  if (targets.every((target) => run.modules.some((module) => module.path === target.path))) return elsewhere;
  for (const { strand, path } of listJournals(run.folder)) {
    if (strand === 0) continue;
    for (const row of readJournal(await readFile(path)).rows) if (row.type === "module") elsewhere.add(row.path);
  }
  for (const module of run.modules) elsewhere.delete(module.path);
  return elsewhere;
}

/** Says of statements that have no place because of that. */
export function explainThreads(placement: Placement, elsewhere: ReadonlySet<string>): Placement {
  if (elsewhere.size === 0) return placement;
  const refused = placement.refused.map((one) =>
    one.verdict === "absent" && elsewhere.has(one.target.path)
      ? { ...one, reason: `${one.target.path} ran in a worker thread, not in the main thread of the program, and a replay starts no worker threads` }
      : one,
  );
  return { ...placement, refused };
}
