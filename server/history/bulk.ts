/**
 * Many rows in few statements: `INSERT ... SELECT FROM json_each(?)`, 1,000 rows each (DESIGN §7: 0.48 us a row).
 */
import { INFINITE_POWER } from "./native-value.ts";
import type { Connection, SqlValue } from "./sqlite.ts";

const ROWS = 1000;

/** What a column of a bulk insert is made from. */
export type BulkColumn =
  | string
  /** Three elements of a row: native, power, hexadecimal of the exact bytes. Fills two columns. */
  | { readonly value: string; readonly exact: string };

/** Where rows go. */
export interface BulkTarget {
  readonly table: string;
  /** In the order of a row's elements. */
  readonly columns: readonly BulkColumn[];
  /** `OR IGNORE` for rows that may be there. */
  readonly ignore?: boolean;
  /** Columns that have the same value in all rows. */
  readonly same?: Readonly<Record<string, SqlValue>>;
}

/** One row: one element a column, three for a value. */
export type BulkRow = readonly (string | number | null)[];

/** Inserts rows in order. */
export async function insertMany(connection: Connection, target: BulkTarget, rows: readonly BulkRow[]): Promise<void> {
  if (rows.length === 0) return;
  const sql = insertSql(target);
  for (let from = 0; from < rows.length; from += ROWS) {
    await connection.run(sql, [...Object.values(target.same ?? {}), JSON.stringify(rows.slice(from, from + ROWS))]);
  }
}

/** The temporary table of powers of two by which exact numbers are put together; once a connection. */
export async function createPowers(connection: Connection): Promise<void> {
  await connection.exec("CREATE TEMP TABLE IF NOT EXISTS powers (e INTEGER PRIMARY KEY, p REAL NOT NULL)");
  const all: number[] = [];
  for (let exponent = -1074; exponent <= 971; exponent++) all.push(exponent, 2 ** exponent);
  all.push(INFINITE_POWER, Number.POSITIVE_INFINITY);
  for (let from = 0; from < all.length; from += 1000) {
    const part = all.slice(from, from + 1000);
    const places = Array.from({ length: part.length / 2 }, () => "(?,?)").join(",");
    await connection.run(`INSERT OR IGNORE INTO temp.powers VALUES ${places}`, part);
  }
}

/** json_each gives the rows in order; sorting them again would cost as much as inserting them. */
function insertSql(target: BulkTarget): string {
  const names = Object.keys(target.same ?? {});
  const picks = names.map(() => "?");
  let element = 0;
  const next = (): string => `row.value ->> ${element++}`;
  for (const column of target.columns) {
    if (typeof column === "string") {
      names.push(column);
      picks.push(next());
    } else {
      names.push(column.value, column.exact);
      const [native, power, exact] = [next(), next(), next()];
      picks.push(`iif(${power} IS NULL, ${native}, (${native}) * (SELECT p FROM temp.powers WHERE e = ${power}))`, `unhex(${exact})`);
    }
  }
  return `INSERT ${target.ignore === true ? "OR IGNORE " : ""}INTO ${target.table} (${names.join(", ")}) SELECT ${picks.join(", ")} FROM json_each(?) AS row`;
}
