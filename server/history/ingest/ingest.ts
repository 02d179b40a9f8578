/**
 * Run folders into the database.
 *
 * Invariants
 * 1. Nothing in a run folder is ever changed.
 * 2. Ingesting at any moments, in any portions, by any number of processes, gives the queries the same answers as ingesting once at the end.
 * 3. A damaged run never hinders the others; what was read before the damage is kept, the damage is a sentence on the run.
 */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { explainWrite, systemCode } from "../errors.ts";
import { listJournals, listRuns, type Layout } from "../layout.ts";
import { isAlive } from "../liveness.ts";
import type { Connection } from "../sqlite.ts";
import { ingestJournal } from "./journal.ts";
import { withIngestLock } from "./lock.ts";
import { ingestPack } from "./pack.ts";
import { ingestReplays } from "./replays.ts";
import { readRunFile, storeRun, type KnownRun } from "./run-file.ts";
import { VersionMaker } from "./version.ts";

/** How far an ingest is. */
export interface IngestProgress {
  readonly run: string;
  /** 0-based index of the run among `runs`. */
  readonly index: number;
  readonly runs: number;
  /** Journal rows stored so far in this ingest. */
  readonly rows: number;
}

/** What an ingest did. */
export interface IngestResult {
  /** Ids of the runs that brought something new. */
  readonly changed: readonly string[];
  readonly rows: number;
  /** Backfilled values that were stored (anew). */
  readonly backfilled: number;
  /** Sentences about runs that could not be ingested at all. */
  readonly problems: readonly string[];
}

/** Who wants to know, and when to stop. */
export interface IngestOptions {
  readonly onProgress?: ((progress: IngestProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Brings the database up to the run folders. @throws HistoryError `disk-full`, `read-only`, `busy`; the signal's reason when aborted. */
export async function ingest(connection: Connection, layout: Layout, options: IngestOptions = {}): Promise<IngestResult> {
  return await withIngestLock(layout, options.signal, async () => {
    try {
      return await ingestAll(connection, layout, options);
    } catch (error) {
      throw explainWrite(error, layout.folder);
    }
  });
}

async function ingestAll(connection: Connection, layout: Layout, options: IngestOptions): Promise<IngestResult> {
  const runs = known(layout);
  await forgetRemoved(connection, layout);
  const versions = new VersionMaker(connection, layout);
  const total = { changed: [] as string[], rows: 0, backfilled: 0, problems: [] as string[] };
  for (const [index, run] of runs.entries()) {
    options.signal?.throwIfAborted();
    const onRows = (count: number): void => {
      total.rows += count;
      options.onProgress?.({ run: run.file.id, index, runs: runs.length, rows: total.rows });
    };
    const done = await ingestOrExplain({ connection, layout, versions, run, signal: options.signal, onRows });
    if (done.problem !== undefined) total.problems.push(`${run.file.id}: ${done.problem}`);
    if (done.changed) total.changed.push(run.file.id);
    total.backfilled += done.backfilled;
    if (run.damage !== null) total.problems.push(`${run.file.id}: ${run.damage}`);
  }
  return total;
}

/** Run folders by start, so that the first commit is the oldest run's. */
function known(layout: Layout): KnownRun[] {
  const runs = listRuns(layout).map((id) => readRunFile(join(layout.runs, id), id));
  return runs.filter((run) => run !== null).sort((a, b) => (a.file.startedAt < b.file.startedAt ? -1 : a.file.startedAt > b.file.startedAt ? 1 : 0));
}

async function forgetRemoved(connection: Connection, layout: Layout): Promise<void> {
  const rows = await connection.all<{ run_key: number; run_id: string }>("SELECT run_key, run_id FROM runs");
  for (const row of rows) {
    if (!existsSync(join(layout.runs, row.run_id))) await connection.run("DELETE FROM runs WHERE run_key = ?", [row.run_key]);
  }
}

interface RunTask {
  readonly connection: Connection;
  readonly layout: Layout;
  readonly versions: VersionMaker;
  readonly run: KnownRun;
  readonly signal: AbortSignal | undefined;
  readonly onRows: (count: number) => void;
}

interface RunDone {
  readonly changed: boolean;
  readonly backfilled: number;
  readonly problem?: string;
}

/** A run that cannot be read, or whose rows are whole but not what they should be (another version's), stops itself only. */
async function ingestOrExplain(task: RunTask): Promise<RunDone> {
  const { connection, run } = task;
  const folder = join(task.layout.runs, run.file.id);
  // Told before reading: a process that is dead now has written its last byte.
  const alive = isAlive({ pid: run.file.pid, bootId: run.file.bootId, aliveAtMs: Date.parse(run.file.startedAt) });
  try {
    return await ingestRun({ ...task, folder, alive });
  } catch (error) {
    const problem = explainRun(error, folder);
    if (problem === null) throw error;
    const runKey = await storeRun(connection, run);
    await connection.run("UPDATE runs SET damage = ? WHERE run_key = ?", [problem, runKey]);
    return { changed: await settleStatus(connection, runKey, alive), backfilled: 0, problem };
  }
}

/** A sentence where an error is about this run's files, null where it is about something else. */
function explainRun(error: unknown, folder: string): string | null {
  if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) {
    return `A part of the run could not be understood (${error.message}), so it is not read on; its files are unharmed. Was it recorded by another version of hindlog?`;
  }
  const path = (error as NodeJS.ErrnoException).path;
  if (typeof path !== "string" || !path.startsWith(folder)) return null;
  return `${path} could not be read (${systemCode(error)}): what was read before is kept. Make it readable, then run the command again.`;
}

async function ingestRun(task: PlacedTask): Promise<RunDone> {
  const { connection, run, folder, alive } = task;
  let runKey = await storeRun(connection, run);
  if (await wasRewritten(connection, runKey, folder)) {
    await connection.run("DELETE FROM runs WHERE run_key = ?", [runKey]);
    runKey = await storeRun(connection, run);
  }
  const grown = await ingestFiles({ ...task, runKey });
  const ended = await settleStatus(connection, runKey, alive);
  if (grown.modules) await task.versions.make(runKey);
  const backfilled = await ingestReplays({ connection, runKey, folder, grown: grown.rows });
  return { changed: grown.rows || backfilled > 0 || ended, backfilled };
}

interface PlacedTask extends RunTask {
  readonly folder: string;
  readonly alive: boolean;
}

interface FilesTask extends PlacedTask {
  readonly runKey: number;
}

async function ingestFiles(task: FilesTask): Promise<{ rows: boolean; modules: boolean }> {
  const { connection, runKey, folder, alive, signal } = task;
  const before = await countModules(connection, runKey);
  let rows = false;
  for (const file of listJournals(folder)) {
    if (await isUnchanged(connection, { runKey, file: `journal:${file.strand}`, path: file.path, alive })) continue;
    rows = (await ingestJournal({ connection, runKey, file, alive, signal, onRows: task.onRows })) || rows;
  }
  const pack = join(folder, "checkpoints", "pack");
  if (existsSync(pack) && !(await isUnchanged(connection, { runKey, file: "pack", path: pack, alive }))) {
    await ingestPack({ connection, runKey, path: pack, alive, signal });
  }
  const now = await countModules(connection, runKey);
  return { rows, modules: now.modules > 0 && (now.modules > before.modules || now.version_id === null) };
}

async function countModules(connection: Connection, runKey: number): Promise<{ modules: number; version_id: string | null }> {
  const row = await connection.get<{ modules: number; version_id: string | null }>(
    "SELECT version_id, (SELECT count(*) FROM modules WHERE run_key = runs.run_key) AS modules FROM runs WHERE run_key = ?",
    [runKey],
  );
  return row ?? { modules: 0, version_id: null };
}

/** Whether a file is as it was read last, to its end. */
async function isUnchanged(connection: Connection, at: { runKey: number; file: string; path: string; alive: boolean }): Promise<boolean> {
  const seen = await connection.get<{ offset: number; size: number; damage: string | null }>(
    "SELECT offset, size, damage FROM progress WHERE run_key = ? AND file = ?",
    [at.runKey, at.file],
  );
  if (seen === undefined) return false;
  const { size } = statSync(at.path);
  return seen.size === size && (seen.offset === size || seen.damage !== null || at.alive);
}

/** Whether a file is shorter than what was already read of it: then the folder was replaced. */
async function wasRewritten(connection: Connection, runKey: number, folder: string): Promise<boolean> {
  const seen = await connection.all<{ file: string; offset: number }>("SELECT file, offset FROM progress WHERE run_key = ? AND file <> 'replays'", [runKey]);
  return seen.some(({ file, offset }) => {
    const strand = /^journal:(\d+)$/.exec(file)?.[1];
    const path = strand === undefined ? join(folder, "checkpoints", "pack") : join(folder, strand === "0" ? "journal" : `journal-w${strand}`);
    return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) < offset;
  });
}

/** A run without an end row is running or was killed. @returns whether the status changed. */
async function settleStatus(connection: Connection, runKey: number, alive: boolean): Promise<boolean> {
  const status = alive ? "running" : "killed";
  const { changes } = await connection.run("UPDATE runs SET status = ? WHERE run_key = ? AND status <> 'finished' AND status <> ?", [status, runKey, status]);
  return changes > 0;
}
