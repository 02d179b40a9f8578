/**
 * Rows of a run's journals into the database, incrementally.
 *
 * Invariants
 * 1. One transaction reads the offset, takes whole blocks from there and writes rows and new offset: a crash or a second ingester never doubles or loses a row.
 * 2. What is stored depends on the journal alone, not on how it was split over ingests.
 */
import { statSync } from "node:fs";
import type { ArgRow, JournalRow, LogRow } from "../../../runtime/format/journal-rows.ts";
import { insertMany, type BulkRow } from "../bulk.ts";
import type { StrandFile } from "../layout.ts";
import { toColumns } from "../native-value.ts";
import type { Connection } from "../sqlite.ts";
import { storeContexts, type ContextIds, type Strand } from "./contexts.ts";
import { readWindow } from "./journal-window.ts";
import { loadModules, storeModule, type StrandModules } from "./modules.ts";
import { Summaries } from "./summary.ts";

/** One journal to read on. */
export interface JournalTask {
  readonly connection: Connection;
  readonly runKey: number;
  readonly file: StrandFile;
  /** Whether more may still be written: then a short last block is no damage. */
  readonly alive: boolean;
  readonly signal: AbortSignal | undefined;
  readonly onRows: (count: number) => void;
}

/** Stores what is new. @returns whether anything was. */
export async function ingestJournal(task: JournalTask): Promise<boolean> {
  let grown = false;
  for (;;) {
    task.signal?.throwIfAborted();
    const step = await task.connection.transaction(() => ingestWindow(task));
    grown ||= step.rows > 0;
    task.onRows(step.rows);
    if (!step.more) return grown;
  }
}

async function ingestWindow(task: JournalTask): Promise<{ rows: number; more: boolean }> {
  const { connection, runKey, file, alive } = task;
  const name = `journal:${file.strand}`;
  const before = await connection.get<{ offset: number; rows: number }>("SELECT offset, rows FROM progress WHERE run_key = ? AND file = ?", [runKey, name]);
  const size = statSync(file.path).size;
  const window = readWindow(file.path, before?.offset ?? 0);
  const at: Strand = { runKey, strand: file.strand };
  if (window.rows.length > 0) await storeRows(connection, at, { rows: window.rows, firstSeq: before?.rows ?? 0 });
  const damage = window.stop === null || (window.stop.kind === "cut" && alive) ? null : sentence(window.stop, size - window.end);
  await connection.run("INSERT OR REPLACE INTO progress (run_key, file, offset, size, rows, damage) VALUES (?, ?, ?, ?, ?, ?)", [
    runKey,
    name,
    window.end,
    size,
    (before?.rows ?? 0) + window.rows.length,
    damage,
  ]);
  return { rows: window.rows.length, more: window.more };
}

function sentence(stop: { kind: string; text: string }, lost: number): string {
  const what = stop.kind === "cut" ? "The journal ends in the middle of a block" : "The journal is damaged";
  return `${what} (${stop.text}): its last ${lost} bytes are left out, everything before them is kept.`;
}

async function storeRows(connection: Connection, at: Strand, input: { rows: readonly JournalRow[]; firstSeq: number }): Promise<void> {
  for (const row of input.rows) await storeOther(connection, at, row);
  const modules = await loadModules(connection, at.runKey, at.strand);
  const contexts = await storeContexts(connection, at, { rows: input.rows, modules });
  const logs = input.rows
    .map((row, index) => ({ row, seq: input.firstSeq + index }))
    .filter((item): item is { row: LogRow; seq: number } => item.row.type === "log");
  await storeLogs(connection, at, { logs, modules, contexts });
}

async function storeOther(connection: Connection, at: Strand, row: JournalRow): Promise<void> {
  const { runKey, strand } = at;
  switch (row.type) {
    case "module":
      return await storeModule(connection, runKey, strand, row);
    case "arg":
      return await storeArg(connection, runKey, row);
    case "loop":
      await connection.run("INSERT OR IGNORE INTO activations (run_key, strand, key, iterations, start_ms, end_ms) VALUES (?, ?, ?, ?, ?, ?)", [
        runKey,
        strand,
        row.key,
        row.iterations,
        row.startMs,
        row.endMs,
      ]);
      return;
    case "note":
      await connection.run("INSERT OR IGNORE INTO notes (run_key, strand, kind, text) VALUES (?, ?, ?, ?)", [runKey, strand, row.kind, row.text]);
      return;
    case "end":
      if (strand === 0)
        await connection.run("UPDATE runs SET status = 'finished', exit_code = ?, ended_ms = ? WHERE run_key = ?", [row.code, row.atMs, runKey]);
      return;
    default:
  }
}

async function storeArg(connection: Connection, runKey: number, row: ArgRow): Promise<void> {
  const value = typeof row.value === "boolean" ? Number(row.value) : row.value;
  const type = row.value === null ? "null" : typeof row.value;
  await connection.run("INSERT OR IGNORE INTO args (run_key, name, value_type, value, source) VALUES (?, ?, ?, ?, ?)", [
    runKey,
    row.name,
    type,
    value,
    row.source,
  ]);
}

interface LogInput {
  readonly logs: readonly { row: LogRow; seq: number }[];
  readonly modules: StrandModules;
  readonly contexts: ContextIds;
}

async function storeLogs(connection: Connection, at: Strand, input: LogInput): Promise<void> {
  if (input.logs.length === 0) return;
  const occurrences = await countEarlier(connection, input);
  const summaries = await Summaries.load(connection, { ...at, source: "recorded" });
  const rows = input.logs.map(({ row, seq }): BulkRow => {
    const site = input.modules.log(row.module, row.statement);
    const name = row.name ?? site?.names[row.part] ?? `statement ${row.statement}`;
    const ctxId = input.contexts.of(row.context);
    const key = occurrenceKey(ctxId, site?.siteId ?? null, name);
    const occurrence = occurrences.get(key) ?? 0;
    occurrences.set(key, occurrence + 1);
    const columns = toColumns(row.bytes);
    summaries.add(name, { columns, number: numberOf(row.bytes), verdict: null });
    return [seq, ctxId, site?.siteId ?? null, row.statement, name, occurrence, row.atMs, columns.type, columns.native, columns.power, columns.exact];
  });
  await insertMany(connection, { ...LOGS, same: { run_key: at.runKey, strand: at.strand, source: "recorded" } }, rows);
  await summaries.save(connection);
}

const LOGS = {
  table: "logs",
  columns: ["seq", "ctx_id", "site_id", "statement", "value_name", "occurrence", "at_ms", "value_type", { value: "value", exact: "exact" }],
} as const;

/** The number that encoded bytes are, NaN for anything else. */
export function numberOf(bytes: Uint8Array): number {
  return bytes[0] === 4 && bytes.length === 9 ? new DataView(bytes.buffer, bytes.byteOffset).getFloat64(1, true) : Number.NaN;
}

function occurrenceKey(ctxId: number, siteId: number | null, name: string): string {
  return `${ctxId}:${siteId ?? ""}:${name}`;
}

/** How often each statement emitted each name before, in the contexts that were there before this step. */
async function countEarlier(connection: Connection, input: LogInput): Promise<Map<string, number>> {
  const old = new Set(input.logs.map(({ row }) => input.contexts.of(row.context)).filter((ctxId) => !input.contexts.isNew(ctxId)));
  const counts = new Map<string, number>();
  const rows = await connection.all<{ ctx_id: number; site_id: number | null; value_name: string; count: number }>(
    "SELECT ctx_id, site_id, value_name, count(*) AS count FROM json_each(?) AS old CROSS JOIN logs ON ctx_id = old.value WHERE source = 'recorded' GROUP BY 1, 2, 3",
    [JSON.stringify([...old])],
  );
  for (const row of rows) counts.set(occurrenceKey(row.ctx_id, row.site_id, row.value_name), row.count);
  return counts;
}
