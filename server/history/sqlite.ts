/**
 * The only file that touches `sqlite3`: connections with promises.
 *
 * Invariants
 * 1. `sqlite3` is loaded when the first connection is opened, never before: a project without it can still run and record.
 * 2. A connection runs one transaction at a time; `transaction` queues.
 * 3. Values reach SQL as parameters only.
 */
import type * as Sqlite3 from "sqlite3";
import { HistoryError, systemCode } from "./errors.ts";

/** What a column can hold. */
export type SqlValue = string | number | null | Uint8Array;
/** One row of an answer, by column name. */
export type Row = Record<string, SqlValue>;

type Driver = typeof Sqlite3;
type NativeDatabase = Sqlite3.Database;

let driver: Promise<Driver> | null = null;

async function loadDriver(): Promise<Driver> {
  // CommonJS: all of it is the default export.
  driver ??= import("sqlite3").then((loaded) => (loaded as { default: unknown }).default as Driver);
  try {
    return await driver;
  } catch (error) {
    driver = null;
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new HistoryError(
      "no-sqlite",
      `Expected the package sqlite3, which holds the history, but it could not be loaded (${reason}). Run \`npm install sqlite3\` with the Node that runs this command; recorded runs are safe meanwhile.`,
      error,
    );
  }
}

/** How a connection is opened. */
export interface ConnectOptions {
  readonly readOnly: boolean;
  /** Milliseconds to wait for another process's write. @defaultValue 30000 */
  readonly busyMs?: number;
}

/** One connection to a database file. */
export class Connection {
  readonly #db: NativeDatabase;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(db: NativeDatabase) {
    this.#db = db;
  }

  /** Opens `path`; without `readOnly` the file is made where it is missing. Errors carry SQLite's code (`SQLITE_CANTOPEN`, ...). */
  static async open(path: string, options: ConnectOptions): Promise<Connection> {
    const sqlite = await loadDriver();
    const mode = options.readOnly ? sqlite.OPEN_READONLY : sqlite.OPEN_READWRITE | sqlite.OPEN_CREATE;
    const db = await new Promise<NativeDatabase>((resolve, reject) => {
      const opened: NativeDatabase = new sqlite.Database(path, mode, (error) => (error === null ? resolve(opened) : reject(error)));
    });
    db.configure("busyTimeout", options.busyMs ?? 30_000);
    return new Connection(db);
  }

  /** All rows of a query. */
  async all<T = Row>(sql: string, params: readonly SqlValue[] = []): Promise<T[]> {
    return await new Promise((resolve, reject) => this.#db.all<T>(sql, params, (error, rows) => (error === null ? resolve(rows) : reject(error))));
  }

  /** The first row, undefined where there is none. */
  async get<T = Row>(sql: string, params: readonly SqlValue[] = []): Promise<T | undefined> {
    return (await this.all<T>(sql, params))[0];
  }

  /** Runs one statement. @returns the row id of the last insert and the number of changed rows. */
  async run(sql: string, params: readonly SqlValue[] = []): Promise<{ lastId: number; changes: number }> {
    return await new Promise((resolve, reject) =>
      this.#db.run(sql, params, function (error) {
        if (error === null) resolve({ lastId: this.lastID, changes: this.changes });
        else reject(error);
      }),
    );
  }

  /** Runs several statements without parameters. */
  async exec(sql: string): Promise<void> {
    await new Promise<void>((resolve, reject) => this.#db.exec(sql, (error) => (error === null ? resolve() : reject(error))));
  }

  /** Runs `body` in a write transaction of its own, behind those already asked for; rolls back where it throws. */
  async transaction<T>(body: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(() => this.#transact(body));
    this.#tail = result.catch(() => undefined);
    return await result;
  }

  async #transact<T>(body: () => Promise<T>): Promise<T> {
    await this.exec("BEGIN IMMEDIATE");
    try {
      const value = await body();
      await this.exec("COMMIT");
      return value;
    } catch (error) {
      await this.exec("ROLLBACK").catch(() => undefined);
      throw error;
    }
  }

  /** Stops the query that is running. */
  interrupt(): void {
    this.#db.interrupt();
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve, reject) => this.#db.close((error) => (error === null ? resolve() : reject(error))));
  }
}

/** Whether an error says that the file is no database or a damaged one. */
export function isDamage(error: unknown): boolean {
  const codes = [systemCode(error), systemCode(error instanceof Error ? error.cause : undefined)];
  return codes.some((code) => code === "SQLITE_NOTADB" || code === "SQLITE_CORRUPT");
}
