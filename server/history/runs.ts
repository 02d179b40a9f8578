/** Runs as lists and in full. */
import { parseActivationKey, parseContextPath } from "../../runtime/format/key.ts";
import { HistoryError } from "./errors.ts";
import type { Connection } from "./sqlite.ts";

/** One run, for lists. */
export interface RunSummary {
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly status: "running" | "finished" | "killed";
  /** Exit code of a finished run. */
  readonly code: number | null;
  /** Milliseconds from start to end; null where it has not ended by itself. */
  readonly durationMs: number | null;
  /** Version id (SHA-256, hexadecimal); null where it could not be kept. */
  readonly version: string | null;
  /** 1-based number of the version, by the start of its first run. */
  readonly versionNumber: number | null;
  readonly entry: string;
  readonly argv: readonly string[];
  readonly args: Readonly<Record<string, string | number | boolean | null>>;
  readonly seed: number;
  readonly records: number;
  readonly backfilled: number;
  /** Checkpoints that can be restored. */
  readonly checkpoints: number;
  readonly parentRun: string | null;
  /** What is damaged, and what that means; null where nothing is. */
  readonly damage: string | null;
}

/** A module of a run. */
export interface RunModule {
  /** Path of the source, relative to the root of the project. */
  readonly path: string;
  /** The file that ran, relative to it too. */
  readonly file: string;
  /** SHA-256 of the text. */
  readonly hash: string;
  readonly door: string;
  readonly format: string;
}

/** All that is known of one run. */
export interface RunDetail extends RunSummary {
  readonly cwd: string;
  readonly execArgv: readonly string[];
  readonly node: string;
  /** Root of the project when it was recorded; absolute. */
  readonly root: string;
  readonly commit: string | null;
  /** The user's HEAD at the first ingest; null outside of git. */
  readonly head: string | null;
  readonly dirty: boolean | null;
  /** SHA-256 over the lock files of the version. */
  readonly lockHash: string | null;
  readonly modules: readonly RunModule[];
  readonly names: readonly { readonly name: string; readonly source: "recorded" | "backfilled"; readonly count: number }[];
  readonly loops: readonly RunLoop[];
  /** Checkpoints that cannot be restored, by reason. */
  readonly unusable: readonly { readonly reason: string; readonly count: number }[];
  readonly replays: readonly ReplaySummary[];
  readonly notes: readonly { readonly kind: string; readonly text: string }[];
  /** Why its version could not be kept, or not whole. */
  readonly versionProblem: string | null;
}

/** One activation of a loop. */
export interface RunLoop {
  readonly key: string;
  /** `step`, `step in epoch 3`. */
  readonly name: string;
  /** Path of its module. */
  readonly module: string;
  readonly iterations: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** One replay of a run. */
export interface ReplaySummary {
  readonly replay: string;
  readonly state: "pending" | "done" | "damaged";
  readonly startedAt: string | null;
  readonly durationMs: number | null;
  readonly names: readonly string[];
  readonly propagation: { readonly verdict: string; readonly reason: string } | null;
  readonly refused: readonly { readonly name: string; readonly reason: string }[];
}

interface RunRow {
  readonly run_key: number;
  readonly run_id: string;
  readonly started_at: string;
  readonly status: RunSummary["status"];
  readonly exit_code: number | null;
  readonly ended_ms: number | null;
  readonly version_id: string | null;
  readonly version_number: number | null;
  readonly entry: string;
  readonly argv: string;
  readonly seed: number;
  readonly records: number;
  readonly backfilled: number;
  readonly checkpoints: number;
  readonly parent_run: string | null;
  readonly all_damage: string | null;
}

const VERSION_NUMBERS = `SELECT version_id, row_number() OVER (ORDER BY min(started_at), version_id) AS version_number FROM runs WHERE version_id IS NOT NULL GROUP BY version_id`;

const RUNS = `WITH numbers AS (${VERSION_NUMBERS})
  SELECT runs.run_key, run_id, started_at, status, exit_code, ended_ms, version_id, version_number, entry, argv, seed, parent_run,
    (SELECT coalesce(sum(count), 0) FROM summaries s WHERE s.run_key = runs.run_key AND source = 'recorded') AS records,
    (SELECT coalesce(sum(count), 0) FROM summaries s WHERE s.run_key = runs.run_key AND source = 'backfilled') AS backfilled,
    (SELECT count(*) FROM checkpoints c WHERE c.run_key = runs.run_key AND unusable IS NULL) AS checkpoints,
    (SELECT group_concat(damage, ' ') FROM (SELECT runs.damage UNION ALL SELECT p.damage FROM progress p WHERE p.run_key = runs.run_key
      UNION ALL SELECT r.damage FROM replays r WHERE r.run_key = runs.run_key)) AS all_damage
  FROM runs LEFT JOIN numbers USING (version_id)`;

/** All runs by start. */
export async function listRunSummaries(connection: Connection): Promise<RunSummary[]> {
  const rows = await connection.all<RunRow>(`${RUNS} ORDER BY started_at, run_id`);
  const args = await argsByRun(connection);
  return rows.map((row) => summaryOf(row, args.get(row.run_key) ?? {}));
}

/** Number of each version, by the start of its first run; 1-based. */
export async function versionNumbers(connection: Connection): Promise<Map<string, number>> {
  const rows = await connection.all<{ version_id: string; version_number: number }>(VERSION_NUMBERS);
  return new Map(rows.map((row) => [row.version_id, row.version_number]));
}

/** The `arg()` values of each run by `run_key`. */
export async function argsByRun(connection: Connection): Promise<Map<number, Record<string, string | number | boolean | null>>> {
  const rows = await connection.all<{ run_key: number; name: string; value_type: string; value: string | number | null }>(
    "SELECT run_key, name, value_type, value FROM args ORDER BY run_key, name",
  );
  const byRun = new Map<number, [string, string | number | boolean | null][]>();
  for (const row of rows) {
    const args = byRun.get(row.run_key) ?? [];
    args.push([row.name, row.value_type === "boolean" ? row.value === 1 : row.value]);
    byRun.set(row.run_key, args);
  }
  return new Map([...byRun].map(([runKey, args]) => [runKey, Object.fromEntries(args)]));
}

/** The run with this id, or the one whose id begins or ends so; `last` is the newest. @throws HistoryError `unknown-run`. */
export async function findRun(connection: Connection, idOrPart: string): Promise<{ runKey: number; id: string }> {
  const all = await connection.all<{ run_key: number; run_id: string }>("SELECT run_key, run_id FROM runs ORDER BY started_at, run_id");
  const last = all.at(-1);
  if (last === undefined) throw new HistoryError("unknown-run", `Expected a run, but nothing was recorded yet. Run a program with \`hindlog run FILE\` first.`);
  const exact = idOrPart === "last" ? [last] : all.filter((row) => row.run_id === idOrPart);
  const found = exact.length > 0 ? exact : all.filter((row) => idOrPart !== "" && (row.run_id.startsWith(idOrPart) || row.run_id.endsWith(idOrPart)));
  if (found.length === 1) return { runKey: found[0]!.run_key, id: found[0]!.run_id };
  const hint =
    found.length === 0
      ? `The newest is ${last.run_id}; \`hindlog runs\` lists all.`
      : `Several begin or end so: ${found
          .slice(0, 5)
          .map((row) => row.run_id)
          .join(", ")}. Give more of the id.`;
  throw new HistoryError("unknown-run", `Expected the id of a run, got "${idOrPart}". ${hint}`);
}

/** One run in full. */
export async function showRun(connection: Connection, idOrPart: string): Promise<RunDetail> {
  const { runKey } = await findRun(connection, idOrPart);
  const row = (await connection.get<RunRow & DetailRow>(
    `SELECT base.*, cwd, exec_argv, node, root, commit_id, head, dirty, version_problem, (SELECT lock_hash FROM versions v WHERE v.version_id = base.version_id) AS lock_hash
    FROM (${RUNS}) AS base JOIN runs USING (run_key) WHERE run_key = ?`.replaceAll("base.*", BASE_COLUMNS),
    [runKey],
  ))!;
  const args = (await argsByRun(connection)).get(runKey) ?? {};
  const of = async <T>(sql: string): Promise<T[]> => await connection.all<T>(sql, [runKey]);
  return {
    ...summaryOf(row, args),
    cwd: row.cwd,
    execArgv: JSON.parse(row.exec_argv) as string[],
    node: row.node,
    root: row.root,
    commit: row.commit_id,
    head: row.head,
    dirty: row.dirty === null ? null : row.dirty === 1,
    lockHash: row.lock_hash,
    versionProblem: row.version_problem,
    modules: await of(
      "SELECT m.path, m.loaded AS file, substr(f.hash, 1, 64) AS hash, m.door, m.format FROM modules m JOIN files f USING (file_id) WHERE run_key = ? GROUP BY m.path, f.hash ORDER BY min(m.strand), min(m.module)",
    ),
    names: await of(
      "SELECT value_name AS name, source, sum(count) AS count FROM summaries WHERE run_key = ? GROUP BY value_name, source ORDER BY value_name, source DESC",
    ),
    loops: named(
      await of("SELECT key, iterations, start_ms AS startMs, end_ms AS endMs FROM activations WHERE run_key = ? ORDER BY start_ms, key"),
      await of("SELECT DISTINCT path, id, name FROM modules JOIN sites USING (file_id) WHERE run_key = ? AND kind = 'loop'"),
    ),
    unusable: await of(
      "SELECT unusable AS reason, count(*) AS count FROM checkpoints WHERE run_key = ? AND unusable IS NOT NULL GROUP BY unusable ORDER BY count DESC, unusable",
    ),
    notes: await of("SELECT kind, text FROM notes WHERE run_key = ? ORDER BY kind, text"),
    replays: await replaysOf(connection, runKey),
  };
}

interface LoopSiteRow {
  readonly path: string;
  readonly id: number;
  readonly name: string;
}

function named(loops: readonly Omit<RunLoop, "name" | "module">[], sites: readonly LoopSiteRow[]): RunLoop[] {
  const names = new Map(sites.map(({ path, id, name }) => [`${path}#${id}`, name]));
  const nameOf = (module: string, loop: number): string => names.get(`${module}#${loop}`) ?? `loop ${loop} of ${module}`;
  return loops.map(({ key, ...rest }) => {
    const { parent, module, loop } = parseActivationKey(key);
    const around = parseContextPath(parent).map((level) => `${nameOf(level.module, level.loop)} ${level.iteration}`);
    return { key, name: `${nameOf(module, loop)}${around.length === 0 ? "" : ` in ${around.join(", ")}`}`, module, ...rest };
  });
}

const BASE_COLUMNS =
  "run_key, base.run_id, base.started_at, base.status, base.exit_code, base.ended_ms, base.version_id, base.version_number, base.entry, base.argv, base.seed, base.parent_run, base.records, base.backfilled, base.checkpoints, base.all_damage";

interface DetailRow {
  readonly cwd: string;
  readonly exec_argv: string;
  readonly node: string;
  readonly root: string;
  readonly commit_id: string | null;
  readonly head: string | null;
  readonly dirty: number | null;
  readonly version_problem: string | null;
  readonly lock_hash: string | null;
}

function summaryOf(row: RunRow, args: RunSummary["args"]): RunSummary {
  return {
    run: row.run_id,
    startedAt: row.started_at,
    status: row.status,
    code: row.exit_code,
    durationMs: row.ended_ms,
    version: row.version_id,
    versionNumber: row.version_number,
    entry: row.entry,
    argv: JSON.parse(row.argv) as string[],
    args,
    seed: row.seed,
    records: row.records,
    backfilled: row.backfilled,
    checkpoints: row.checkpoints,
    parentRun: row.parent_run,
    damage: row.all_damage,
  };
}

interface ReplayRow {
  readonly replay_key: number;
  readonly replay_id: string;
  readonly state: ReplaySummary["state"];
  readonly started_at: string | null;
  readonly duration_ms: number | null;
  readonly names: string;
  readonly propagation_verdict: string | null;
  readonly propagation_reason: string | null;
}

async function replaysOf(connection: Connection, runKey: number): Promise<ReplaySummary[]> {
  const rows = await connection.all<ReplayRow>("SELECT * FROM replays WHERE run_key = ? ORDER BY started_at, replay_id", [runKey]);
  const refusals = await connection.all<{ replay_key: number; name: string; reason: string }>(
    "SELECT f.* FROM refusals f JOIN replays USING (replay_key) WHERE run_key = ? ORDER BY name",
    [runKey],
  );
  return rows.map((row) => ({
    replay: row.replay_id,
    state: row.state,
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    names: JSON.parse(row.names) as string[],
    propagation: row.propagation_verdict === null ? null : { verdict: row.propagation_verdict, reason: row.propagation_reason ?? "" },
    refused: refusals.filter((refusal) => refusal.replay_key === row.replay_key).map(({ name, reason }) => ({ name, reason })),
  }));
}
