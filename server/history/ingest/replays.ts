/**
 * The replays of a run into the database.
 *
 * Invariant: what is stored depends on the result files alone. Whenever they or the run's journal change, all of the run's
 * backfilled rows are dropped and made anew, in one transaction.
 */
import { insertMany, type BulkRow } from "../bulk.ts";
import { toColumns } from "../native-value.ts";
import type { ReplayResult } from "../replay-result.ts";
import type { Connection } from "../sqlite.ts";
import { numberOf } from "./journal.ts";
import { mergeCells, type MergedCell } from "./merge-cells.ts";
import { placeContexts } from "./place-contexts.ts";
import { readReplays, replaysSignature, type ReplayFolder } from "./replay-files.ts";
import { Summaries } from "./summary.ts";
import { orderPaths } from "./order-paths.ts";

/** The replays of one run. */
export interface ReplaysTask {
  readonly connection: Connection;
  readonly runKey: number;
  readonly folder: string;
  /** Whether the run's journal brought new rows in this ingest. */
  readonly grown: boolean;
}

/** Stores the replays where they or the journal changed. @returns the number of backfilled values that are stored anew. */
export async function ingestReplays(task: ReplaysTask): Promise<number> {
  const { connection, runKey, folder } = task;
  const signature = replaysSignature(folder);
  const before = await connection.get<{ signature: string }>("SELECT signature FROM progress WHERE run_key = ? AND file = 'replays'", [runKey]);
  if ((before?.signature ?? "") === signature && !(task.grown && signature !== "")) return 0;
  const replays = readReplays(folder);
  return await connection.transaction(async () => {
    await connection.run("DELETE FROM replays WHERE run_key = ?", [runKey]);
    await connection.run("DELETE FROM contexts WHERE run_key = ? AND journal_id IS NULL", [runKey]);
    const stored = await storeReplays(connection, runKey, replays);
    await connection.run("INSERT OR REPLACE INTO progress (run_key, file, offset, size, rows, signature) VALUES (?, 'replays', 0, 0, ?, ?)", [
      runKey,
      stored,
      signature,
    ]);
    return stored;
  });
}

async function storeReplays(connection: Connection, runKey: number, replays: readonly ReplayFolder[]): Promise<number> {
  const keys = new Map<ReplayResult, number>();
  for (const replay of replays) {
    const key = await storeReplay(connection, runKey, replay);
    if (replay.result !== null) keys.set(replay.result, key);
  }
  const results = replays.map((replay) => replay.result).filter((result) => result !== null);
  for (const result of results) {
    for (const { name, reason } of result.refused) {
      await connection.run("INSERT OR IGNORE INTO refusals (replay_key, name, reason) VALUES (?, ?, ?)", [keys.get(result)!, name, reason]);
    }
  }
  await storeCells(connection, runKey, { results, keys: results.map((result) => keys.get(result)!) });
  return results.reduce((sum, result) => sum + result.cells.length, 0);
}

async function storeReplay(connection: Connection, runKey: number, replay: ReplayFolder): Promise<number> {
  const { result, pending } = replay;
  const state = result !== null ? "done" : pending !== null ? "pending" : "damaged";
  const stored = await connection.run(
    `INSERT INTO replays (run_key, replay_id, started_at, duration_ms, names, propagation_verdict, propagation_reason, statements, partial, state, damage)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      runKey,
      replay.id,
      result?.startedAt ?? pending?.startedAt ?? null,
      result?.durationMs ?? null,
      JSON.stringify(result?.names ?? pending?.names ?? []),
      result?.propagation?.verdict ?? null,
      result?.propagation?.reason ?? null,
      JSON.stringify(result?.statements ?? []),
      result?.partial === true ? 1 : 0,
      state,
      replay.damage,
    ],
  );
  return stored.lastId;
}

async function storeCells(connection: Connection, runKey: number, input: { results: ReplayResult[]; keys: number[] }): Promise<void> {
  const merged = mergeCells(input.results);
  const values = new Map(input.results.flatMap((result) => result.contexts.map((context) => [context.path, context.value] as const)));
  const contexts = await placeContexts(connection, { runKey, paths: new Set(merged.map(({ cell }) => cell.path)), values });
  const rank = await orderPaths(
    connection,
    runKey,
    merged.map(({ cell }) => cell.path),
  );
  const ordered = merged.map((item, index) => ({ item, index })).sort((a, b) => rank(a.item.cell.path) - rank(b.item.cell.path) || a.index - b.index);
  const summaries = new Summaries({ runKey, strand: 0, source: "backfilled" });
  const rows = ordered.map(({ item }, seq): BulkRow =>
    cellRow(item, { seq, ctxId: contexts.get(item.cell.path)!, replayKey: input.keys[item.replay]!, summaries }),
  );
  await insertMany(connection, { ...CELLS, same: { run_key: runKey, strand: 0, source: "backfilled" } }, rows);
  await summaries.save(connection);
}

const CELLS = {
  table: "logs",
  columns: [
    "seq",
    "ctx_id",
    "statement",
    "value_name",
    "occurrence",
    "value_type",
    { value: "value", exact: "exact" },
    "replay_key",
    "verdict",
    "reason",
    "level",
  ],
} as const;

interface CellPlace {
  readonly seq: number;
  readonly ctxId: number;
  readonly replayKey: number;
  readonly summaries: Summaries;
}

function cellRow({ cell, statement }: MergedCell, at: CellPlace): BulkRow {
  const bytes = Buffer.from(cell.bytes, "base64");
  const { type, native, power, exact } = toColumns(bytes);
  at.summaries.add(cell.name, { columns: { type, native, power, exact }, number: numberOf(bytes), verdict: cell.verdict });
  return [
    at.seq,
    at.ctxId,
    -1 - statement,
    cell.name,
    cell.occurrence,
    type,
    native,
    power,
    exact,
    at.replayKey,
    cell.verdict,
    cell.reason ?? null,
    cell.level,
  ];
}
