/** Modules that a run loaded: their texts and their sites. */
import type { ModuleRow } from "../../../runtime/format/journal-rows.ts";
import { createHash } from "node:crypto";
import { insertMany, type BulkRow } from "../bulk.ts";
import type { Connection } from "../sqlite.ts";

/** What log and context rows need to know of the modules of one strand. */
export interface StrandModules {
  /** `site_id` and names of a log statement; undefined for one that no descriptor has. */
  log(module: number, statement: number): LogSiteRow | undefined;
  /** `site_id` and name of a loop. */
  loop(module: number, loop: number): LoopSiteRow | undefined;
}
export interface LogSiteRow {
  readonly siteId: number;
  readonly names: readonly (string | null)[];
}
export interface LoopSiteRow {
  readonly siteId: number;
  readonly name: string;
}

/** SHA-256 of a source text, hexadecimal; the identity of a file beside its path. */
export function hashText(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** `log_calls` of a file (002-log-calls.ts). */
function logCallsColumn(logCalls: readonly string[] | undefined): string | null {
  if (logCalls === undefined) return "legacy";
  return logCalls.length === 0 ? null : JSON.stringify(logCalls);
}

/** The inverse: what the transformer takes. */
export function logCallsOf(column: unknown): readonly string[] | undefined {
  if (column === "legacy") return undefined;
  return typeof column === "string" ? (JSON.parse(column) as string[]) : [];
}

/** The `file_id` of a module's text, stored where it is new. */
async function storeFile(connection: Connection, path: string, { text, logCalls }: Pick<ModuleRow["descriptor"], "text" | "logCalls">): Promise<number> {
  const column = logCallsColumn(logCalls);
  const hash = `${hashText(text)}${column === null ? "" : column === "legacy" ? "+legacy" : `+${hashText(column)}`}`;
  await connection.run("INSERT OR IGNORE INTO files (path, hash, text, log_calls) VALUES (?, ?, ?, ?)", [path, hash, text, column]);
  const row = await connection.get<{ file_id: number }>("SELECT file_id FROM files WHERE path = ? AND hash = ?", [path, hash]);
  return row!.file_id;
}

/** Stores a module that was loaded: its text, its sites, and that this strand of this run loaded it. */
export async function storeModule(connection: Connection, runKey: number, strand: number, row: ModuleRow): Promise<void> {
  const { descriptor } = row;
  const fileId = await storeFile(connection, row.path, descriptor);
  const loops = descriptor.loops.map((loop): BulkRow => [
    fileId,
    "loop",
    loop.id,
    loop.name,
    loop.fn,
    loop.line,
    loop.start,
    loop.end,
    loop.parent,
    null,
    null,
    null,
  ]);
  const logs = descriptor.logs.map((log): BulkRow => [
    fileId,
    "log",
    log.id,
    null,
    log.fn,
    log.line,
    log.start,
    log.end,
    log.loop,
    JSON.stringify(log.names),
    JSON.stringify(log.expressions),
    log.callee,
  ]);
  await insertMany(connection, SITES, [...loops, ...logs]);
  await connection.run(
    "INSERT OR IGNORE INTO modules (run_key, strand, module, file_id, path, loaded, source, door, format, options) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [runKey, strand, row.module, fileId, row.path, row.file, descriptor.source, descriptor.door, descriptor.format, JSON.stringify(descriptor.options)],
  );
}

const SITES = {
  table: "sites",
  columns: ["file_id", "kind", "id", "name", "fn", "line", "start_offset", "end_offset", "loop", "names", "expressions", "callee"],
  ignore: true,
} as const;

/** The sites of all modules that a strand has loaded. */
export async function loadModules(connection: Connection, runKey: number, strand: number): Promise<StrandModules> {
  const logs = new Map<string, LogSiteRow>();
  const loops = new Map<string, LoopSiteRow>();
  const rows = await connection.all<{ module: number; kind: string; id: number; site_id: number; name: string | null; names: string | null }>(
    "SELECT m.module, s.kind, s.id, s.site_id, s.name, s.names FROM modules m JOIN sites s USING (file_id) WHERE m.run_key = ? AND m.strand = ?",
    [runKey, strand],
  );
  for (const row of rows) {
    const key = `${row.module}:${row.id}`;
    if (row.kind === "loop") loops.set(key, { siteId: row.site_id, name: row.name ?? "loop" });
    else logs.set(key, { siteId: row.site_id, names: JSON.parse(row.names ?? "[]") as (string | null)[] });
  }
  return { log: (module, statement) => logs.get(`${module}:${statement}`), loop: (module, loop) => loops.get(`${module}:${loop}`) };
}
