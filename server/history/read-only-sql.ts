/** Queries of the user's own. */
import { HistoryError } from "./errors.ts";
import type { Connection, Row, SqlValue } from "./sqlite.ts";

/**
 * Runs one query of the user's on a read-only connection. Only what reads is let through: SELECT, VALUES, WITH, EXPLAIN
 * (VACUUM INTO and ATTACH could make files even on a read-only connection).
 * @throws HistoryError `sql` with SQLite's words and what to do.
 */
export async function runReadOnly(connection: Connection, query: string, params: readonly SqlValue[] = []): Promise<Row[]> {
  const words = significant(query);
  const first = /^\w+/.exec(words)?.[0]?.toUpperCase() ?? "";
  if (!["SELECT", "VALUES", "WITH", "EXPLAIN"].includes(first)) {
    throw new HistoryError(
      "sql",
      `Expected a query that reads (SELECT, VALUES, WITH or EXPLAIN), got ${first === "" ? "nothing" : first}. The database is an index of the run folders and is never changed by hand.`,
    );
  }
  if (/;\s*\S/.test(words)) throw new HistoryError("sql", "Expected one query, got several. Run them one at a time.");
  try {
    return await connection.all(query, params);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^SQLITE_\w+: /, "") : String(error);
    const tables = await connection.all<{ name: string }>(
      "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name",
    );
    throw new HistoryError(
      "sql",
      `The query failed: ${reason}. Tables: ${tables.map((table) => table.name).join(", ")}; columns: SELECT name FROM pragma_table_info('logs').`,
      error,
    );
  }
}

/** The query without comments and with empty strings, so that words and semicolons in it are the query's own. */
function significant(query: string): string {
  return query
    .replace(/--[^\n]*|\/\*[^]*?(?:\*\/|$)|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]/g, (part) =>
      part.startsWith("-") || part.startsWith("/") ? " " : "''",
    )
    .trim();
}
