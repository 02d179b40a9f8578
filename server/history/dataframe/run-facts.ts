/** Runs as a dataframe sees them: their columns, and what a missing cell means. */
import { argsByRun, findRun, versionNumbers } from "../runs.ts";
import type { Connection } from "../sqlite.ts";
import type { CellMeta } from "./types.ts";

/** What a dataframe says of a run as a whole. */
export interface RunFacts {
  readonly runKey: number;
  readonly id: string;
  /** Values of the run columns by column name. */
  readonly columns: Readonly<Record<string, unknown>>;
  readonly args: Readonly<Record<string, string | number | boolean | null>>;
  /** What a missing cell of a name means in this run. */
  missing(name: string): CellMeta;
}

/** Run columns that every dataframe has, in order. */
export const STANDARD_COLUMNS: readonly string[] = ["run", "version", "started"];
/** Run columns that can be asked for by name or used in a condition. */
export const RUN_COLUMNS: readonly string[] = [
  ...STANDARD_COLUMNS,
  "versionId",
  "commit",
  "head",
  "dirty",
  "status",
  "code",
  "durationMs",
  "entry",
  "seed",
  "node",
  "parentRun",
];

interface FactRow {
  readonly run_key: number;
  readonly run_id: string;
  readonly started_at: string;
  readonly status: string;
  readonly exit_code: number | null;
  readonly ended_ms: number | null;
  readonly version_id: string | null;
  readonly commit_id: string | null;
  readonly head: string | null;
  readonly dirty: number | null;
  readonly entry: string;
  readonly seed: number;
  readonly node: string;
  readonly parent_run: string | null;
}

/** The runs by start; `names` are those that {@link RunFacts.missing} will be asked about, `wanted` restricts the runs. @throws HistoryError `unknown-run`. */
export async function loadRunFacts(connection: Connection, names: readonly string[], wanted: readonly string[] | undefined): Promise<RunFacts[]> {
  const rows = await connection.all<FactRow>("SELECT * FROM runs ORDER BY started_at, run_id");
  const keys = wanted === undefined ? null : new Set<number>();
  for (const part of wanted ?? []) keys!.add((await findRun(connection, part)).runKey);
  const numbers = await versionNumbers(connection);
  const args = await argsByRun(connection);
  const missing = await loadMissing(connection, names);
  const chosen = rows.filter((row) => keys === null || keys.has(row.run_key));
  return chosen.map((row) => ({
    runKey: row.run_key,
    id: row.run_id,
    columns: columnsOf(row, numbers),
    args: args.get(row.run_key) ?? {},
    missing: (name) => missing(row, name),
  }));
}

function columnsOf(row: FactRow, numbers: ReadonlyMap<string, number>): Record<string, unknown> {
  return {
    run: row.run_id,
    version: row.version_id === null ? null : (numbers.get(row.version_id) ?? null),
    started: row.started_at,
    versionId: row.version_id,
    commit: row.commit_id,
    head: row.head,
    dirty: row.dirty === null ? null : row.dirty === 1,
    status: row.status,
    code: row.exit_code,
    durationMs: row.ended_ms,
    entry: row.entry,
    seed: row.seed,
    node: row.node,
    parentRun: row.parent_run,
  };
}

const NOT_LOGGED: CellMeta = Object.freeze({ state: "missing", why: "not-logged", reason: null });
const NOT_REACHED: CellMeta = Object.freeze({ state: "missing", why: "not-reached", reason: null });
const PENDING: CellMeta = Object.freeze({ state: "missing", why: "pending", reason: null });

interface ReplayedRow {
  readonly run_key: number;
  readonly name: string;
  readonly state: string;
  readonly partial: number;
  readonly refused: string | null;
}

async function loadMissing(connection: Connection, names: readonly string[]): Promise<(run: FactRow, name: string) => CellMeta> {
  const asked = JSON.stringify(names);
  const statements = await connection.all<{ run_key: number; name: string }>(
    `SELECT m.run_key, n.value AS name FROM sites s JOIN json_each(s.names) n JOIN modules m USING (file_id)
       WHERE s.kind = 'log' AND n.value IN (SELECT value FROM json_each(?1))
     UNION SELECT run_key, value_name FROM summaries WHERE source = 'recorded' AND value_name IN (SELECT value FROM json_each(?1))`,
    [asked],
  );
  const replayed = await connection.all<ReplayedRow>(
    `SELECT r.run_key, n.value AS name, r.state, r.partial, f.reason AS refused FROM replays r JOIN json_each(r.names) n
     LEFT JOIN refusals f ON f.replay_key = r.replay_key AND f.name = n.value WHERE n.value IN (SELECT value FROM json_each(?)) ORDER BY r.started_at, r.replay_id`,
    [asked],
  );
  const has = new Set(statements.map((row) => `${row.run_key}:${row.name}`));
  const latest = new Map(replayed.map((row) => [`${row.run_key}:${row.name}`, row]));
  const backfilled = await connection.all<{ run_key: number; name: string }>(
    "SELECT run_key, value_name AS name FROM summaries WHERE source = 'backfilled' AND value_name IN (SELECT value FROM json_each(?))",
    [asked],
  );
  const filled = new Set(backfilled.map((row) => `${row.run_key}:${row.name}`));
  return (run, name) => {
    const key = `${run.run_key}:${name}`;
    const replay = latest.get(key);
    if (replay?.state === "pending") return PENDING;
    if (replay?.state === "done" && replay.refused !== null && !filled.has(key)) return { state: "missing", why: "unrecoverable", reason: replay.refused };
    if (has.has(key)) return run.status === "running" ? PENDING : NOT_REACHED;
    if (replay?.state === "done" && replay.refused !== null) return { state: "missing", why: "unrecoverable", reason: replay.refused };
    return replay?.state === "done" && replay.partial === 0 ? NOT_REACHED : NOT_LOGGED;
  };
}
