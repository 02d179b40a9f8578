/** Versions and their sources. */
import { HistoryError } from "./errors.ts";
import { logCallsOf } from "./ingest/modules.ts";
import type { Connection } from "./sqlite.ts";

/** One snapshot of the project's code. */
export interface VersionSummary {
  /** SHA-256 over the code, hexadecimal. */
  readonly version: string;
  /** 1-based, by the start of its first run. */
  readonly number: number;
  /** Ids of its runs by start. */
  readonly runs: readonly string[];
  readonly firstRunAt: string;
  readonly lastRunAt: string;
  /** Commit of its newest run in versions.git. */
  readonly commit: string | null;
  /** Code files. */
  readonly files: number;
}

/** A source text of a version; `path` is relative to the root of the project. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
}

/** All versions by number. */
export async function listVersions(connection: Connection): Promise<VersionSummary[]> {
  const rows = await connection.all<{ version_id: string; runs: string; first_at: string; last_at: string; commit_id: string | null; files: number }>(
    `SELECT version_id, json_group_array(run_id) AS runs, min(started_at) AS first_at, max(started_at) AS last_at,
       (SELECT commit_id FROM runs r WHERE r.version_id = o.version_id ORDER BY started_at DESC, run_id DESC LIMIT 1) AS commit_id,
       (SELECT count(*) FROM version_files f WHERE f.version_id = o.version_id) AS files
     FROM (SELECT * FROM runs WHERE version_id IS NOT NULL ORDER BY started_at, run_id) AS o GROUP BY version_id ORDER BY first_at, version_id`,
  );
  return rows.map((row, index) => ({
    version: row.version_id,
    number: index + 1,
    runs: JSON.parse(row.runs) as string[],
    firstRunAt: row.first_at,
    lastRunAt: row.last_at,
    commit: row.commit_id,
    files: row.files,
  }));
}

/** Those that are meant by ids, beginnings of ids, or numbers, in order of number; all where nothing is asked. @throws HistoryError `unknown-version`. */
export function chooseVersions(all: readonly VersionSummary[], asked?: readonly string[]): readonly VersionSummary[] {
  if (asked === undefined) return all;
  const chosen = new Set(asked.map((version) => chooseVersion(all, version)));
  return all.filter((version) => chosen.has(version));
}

function chooseVersion(all: readonly VersionSummary[], version: string): VersionSummary {
  const found = all.filter((own) => own.version === version || (version.length >= 4 && own.version.startsWith(version)) || String(own.number) === version);
  if (found.length === 1) return found[0]!;
  throw new HistoryError(
    "unknown-version",
    `Expected the id or number of a version, got "${version}" (${found.length} fit). There are ${all.length}; \`hindlog runs\` shows them.`,
  );
}

/** The code of a version by id, beginning of id, or number. @throws HistoryError `unknown-version`. */
export async function loadSources(connection: Connection, version: string): Promise<SourceText[]> {
  const { version: id } = chooseVersion(await listVersions(connection), version);
  return await connection.all<SourceText & Record<string, string>>(
    "SELECT path, text, hash FROM version_files JOIN files USING (file_id) WHERE version_id = ? ORDER BY path",
    [id],
  );
}

/** A module as runs of a version loaded it. */
export interface ModuleText {
  /** Relative to the root of the project. */
  readonly path: string;
  readonly text: string;
  /** Which calls log, as configured then. */
  readonly logCalls: readonly string[] | undefined;
}

/** The modules that the runs of a version loaded, by its whole id: each run may be of another program. */
export async function loadModuleTexts(connection: Connection, version: string): Promise<ModuleText[]> {
  const rows = await connection.all<{ path: string; text: string; log_calls: string | null }>(
    `SELECT m.path, f.text, f.log_calls FROM runs JOIN modules m USING (run_key) JOIN files f USING (file_id)
     WHERE version_id = ? AND strand = 0 ORDER BY started_at, run_id, m.module`,
    [version],
  );
  // A path that several runs loaded counts as the newest one had it.
  const modules = new Map(rows.map(({ path, text, log_calls }): [string, ModuleText] => [path, { path, text, logCalls: logCallsOf(log_calls) }]));
  return [...modules.values()];
}

/** Paths of the code files of a version, by its whole id. */
export async function loadPaths(connection: Connection, version: string): Promise<string[]> {
  const rows = await connection.all<{ path: string }>("SELECT path FROM version_files JOIN files USING (file_id) WHERE version_id = ?", [version]);
  return rows.map(({ path }) => path);
}

/** Texts of some code files of a version, by its whole id. */
export async function loadTexts(connection: Connection, version: string, paths: readonly string[]): Promise<Map<string, string>> {
  const rows = await connection.all<{ path: string; text: string }>(
    "SELECT path, text FROM version_files JOIN files USING (file_id) WHERE version_id = ? AND path IN (SELECT value FROM json_each(?))",
    [version, JSON.stringify(paths)],
  );
  return new Map(rows.map(({ path, text }) => [path, text]));
}
