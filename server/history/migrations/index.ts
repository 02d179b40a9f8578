/**
 * The database's schema as a list of numbered steps.
 *
 * Invariants
 * 1. Append only: a released step never changes; step N brings `PRAGMA user_version` from N-1 to N.
 * 2. Each step and its number are one transaction.
 */
import { HistoryError } from "../errors.ts";
import type { Connection } from "../sqlite.ts";
import { tables } from "./001-tables.ts";
import { logCalls } from "./002-log-calls.ts";

const STEPS: readonly string[] = [tables, logCalls];

/** Brings a database to the newest schema. @throws HistoryError `newer-database` where a newer hindlog made it. */
export async function migrate(connection: Connection): Promise<void> {
  await connection.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;");
  const found = await versionOf(connection);
  if (found > STEPS.length) {
    throw new HistoryError(
      "newer-database",
      `Expected a database of schema ${STEPS.length} or less, got ${found}: a newer hindlog made it. Update hindlog, or delete hindlog.db: it is rebuilt from the runs.`,
    );
  }
  for (let step = found; step < STEPS.length; step++) {
    await connection.transaction(async () => {
      if ((await versionOf(connection)) !== step) return;
      await connection.exec(STEPS[step]!);
      await connection.exec(`PRAGMA user_version = ${step + 1}`);
    });
  }
}

async function versionOf(connection: Connection): Promise<number> {
  return (await connection.get<{ user_version: number }>("PRAGMA user_version"))?.user_version ?? 0;
}
