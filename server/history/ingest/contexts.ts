/**
 * Contexts of one strand on their way into the database.
 *
 * Invariants
 * 1. Every strand that has a record has a set-up row (journal id 0); what has an unknown context hangs below one row of kind `unknown`.
 * 2. A context row that names an unknown parent hangs below the unknown row, never below a guessed one.
 */
import { UNKNOWN_CONTEXT, type ContextRow, type JournalRow } from "../../../runtime/format/journal-rows.ts";
import { insertMany, type BulkRow } from "../bulk.ts";
import { toColumns, type ValueColumns } from "../native-value.ts";
import type { Connection } from "../sqlite.ts";
import type { StrandModules } from "./modules.ts";

const SET_UP = 0;

/** Which strand of which run. */
export interface Strand {
  readonly runKey: number;
  readonly strand: number;
}

/** `ctx_id` by journal id, and which of them are new in this step. */
export interface ContextIds {
  of(journalId: number): number;
  isNew(ctxId: number): boolean;
}

/** Stores the context rows among `rows` and tells the `ctx_id` of every context that `rows` mention. */
export async function storeContexts(connection: Connection, at: Strand, input: { rows: readonly JournalRow[]; modules: StrandModules }): Promise<ContextIds> {
  const contexts = input.rows.filter((row): row is ContextRow => row.type === "context");
  const ids = await existing(connection, at, mentioned(input.rows));
  const firstNew = ((await connection.get<{ last: number | null }>("SELECT max(ctx_id) AS last FROM contexts"))?.last ?? 0) + 1;
  let next = firstNew;
  const out: BulkRow[] = [];
  const append = (journalId: number, row: (string | number | null)[]): void => {
    ids.set(journalId, next);
    out.push([next++, ...row]);
  };
  if (!ids.has(SET_UP)) append(SET_UP, [null, SET_UP, "set-up", ...NOTHING]);
  if (!ids.has(UNKNOWN_CONTEXT)) append(UNKNOWN_CONTEXT, [ids.get(SET_UP)!, UNKNOWN_CONTEXT, "unknown", ...NOTHING]);
  const unknown = ids.get(UNKNOWN_CONTEXT)!;
  for (const row of contexts) {
    if (ids.has(row.id)) continue;
    const site = input.modules.loop(row.module, row.loop);
    const value = row.bytes === undefined ? UNDEFINED : toColumns(row.bytes);
    append(row.id, [
      ids.get(row.parent) ?? unknown,
      row.id,
      "iteration",
      site?.siteId ?? null,
      site?.name ?? `loop ${row.loop}`,
      row.entry,
      row.iteration,
      value.type,
      value.native,
      value.power,
      value.exact,
    ]);
  }
  await insertMany(connection, { ...CONTEXTS, same: { run_key: at.runKey, strand: at.strand } }, out);
  return { of: (journalId) => ids.get(journalId) ?? unknown, isNew: (ctxId) => ctxId >= firstNew };
}

const UNDEFINED: ValueColumns = { type: "undefined", native: null, power: null, exact: null };
/** site, name, entry, iteration, type and value of a row that is no iteration. */
const NOTHING = [null, null, null, null, null, null, null, null] as const;

/** The columns of a context in the order of a bulk row; run and strand are the same in all rows. */
export const CONTEXTS = {
  table: "contexts",
  columns: [
    "ctx_id",
    "parent_ctx_id",
    "journal_id",
    "kind",
    "site_id",
    "loop_name",
    "loop_entry",
    "loop_iteration",
    "value_type",
    { value: "iteration_value", exact: "exact" },
  ],
} as const;

function mentioned(rows: readonly JournalRow[]): Set<number> {
  const ids = new Set<number>([SET_UP, UNKNOWN_CONTEXT]);
  for (const row of rows) {
    if (row.type === "log") ids.add(row.context);
    else if (row.type === "context") ids.add(row.id).add(row.parent);
  }
  return ids;
}

async function existing(connection: Connection, at: Strand, wanted: ReadonlySet<number>): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  const all = [...wanted];
  for (let from = 0; from < all.length; from += 10_000) {
    const rows = await connection.all<{ journal_id: number; ctx_id: number }>(
      "SELECT journal_id, ctx_id FROM json_each(?) AS wanted CROSS JOIN contexts ON run_key = ? AND strand = ? AND journal_id = wanted.value",
      [JSON.stringify(all.slice(from, from + 10_000)), at.runKey, at.strand],
    );
    for (const row of rows) found.set(row.journal_id, row.ctx_id);
  }
  return found;
}
