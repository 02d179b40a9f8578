/** `hindlog sql QUERY`: any question to the database, read-only. */
import type { Command } from "commander";
import { formatOption, type Format } from "./format.ts";
import { formatRows, Label } from "./output/rows.ts";
import { withHistory } from "./with-history.ts";

export function addSql(program: Command): void {
  program
    .command("sql")
    .summary("ask the database")
    .description(
      "Runs one SQL query (SQLite) on the history; it may only read. The view `records` has a row for each value; `.schema`-like: SELECT name, sql FROM sqlite_master.",
    )
    .argument("<query>", "SQL")
    .addOption(formatOption("table", "json", "csv"))
    .addHelpText(
      "after",
      '\nExamples:\n  hindlog sql "SELECT name, count(*) AS count FROM records GROUP BY name"\n  hindlog sql "SELECT value FROM records WHERE name = \'loss\'" --format csv',
    )
    .action((query: string, { format }: { readonly format: Format }) =>
      withHistory(async (history) => {
        const rows = await history.sql(query);
        const columns = Object.keys(rows[0] ?? {});
        const cells = rows.map((row) => columns.map((column) => cell(row[column], format)));
        process.stdout.write(formatRows({ columns, rows: cells }, format));
      }),
    );
}

/** What SQLite gives: text stands without quotes in a table, bytes are hexadecimal. */
function cell(value: unknown, format: Format): unknown {
  if (value instanceof Uint8Array) return new Label(Buffer.from(value).toString("hex"));
  return format === "table" && typeof value === "string" ? new Label(value) : value;
}
