import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openHistory, type History } from "../../../server/history/open.ts";
import { freshProject, RecordedRun, trainingRun } from "./recorded-run.ts";

async function opened(): Promise<{ history: History; root: string }> {
  const root = freshProject();
  trainingRun(root, "r").end();
  const history = await openHistory(root);
  await history.ingest();
  return { history, root };
}

test("queries that read are answered", async () => {
  const { history } = await opened();
  expect(await history.sql("-- a; comment\n SELECT 'a;b' AS t, \"value_name\" FROM logs /* ; */ WHERE value > ?1 ORDER BY value DESC LIMIT 1; ", [1])).toEqual([
    { t: "a;b", value_name: "acc" },
  ]);
  expect(await history.sql("WITH x AS (SELECT 1 AS a) SELECT * FROM x")).toEqual([{ a: 1 }]);
  expect(await history.sql("VALUES (1)")).toEqual([{ column1: 1 }]);
  expect((await history.sql("explain query plan select * from logs")).length).toBeGreaterThan(0);
  await history.close();
});

test.each([
  "DELETE FROM logs",
  "insert into runs default values",
  "UPDATE logs SET value = 1",
  "DROP TABLE logs",
  "PRAGMA user_version = 9",
  "VACUUM",
  "VACUUM INTO 'copy.db'",
  "ATTACH 'other.db' AS o",
  "/* SELECT */ DELETE FROM logs",
  "-- SELECT\nDELETE FROM logs",
  "SELECT 1; DELETE FROM logs",
  "",
  ";",
  "BEGIN",
  "WITH x AS (SELECT 1) DELETE FROM logs",
  "REINDEX",
])("%s is refused and nothing is changed", async (query) => {
  const { history, root } = await opened();
  await expect(history.sql(query)).rejects.toMatchObject({ code: "sql" });
  expect(await history.sql("SELECT count(*) AS n FROM logs")).toEqual([{ n: 8 }]);
  expect(readdirSync(join(root, ".hindlog")).filter((name) => name.endsWith(".db"))).toEqual(["hindlog.db"]);
  await history.close();
});

test("a query that fails says what the tables are", async () => {
  const { history } = await opened();
  await expect(history.sql("SELECT * FROM log")).rejects.toThrow(/no such table: log\. Tables: activations, args, .*logs.*pragma_table_info/);
  await history.close();
});

test("text from programs is text everywhere: names, values, runs, paths, arguments", async () => {
  const root = freshProject();
  const evil = `'; DROP TABLE logs; --"<script>\u001b[2J\0\u202e$[0]`;
  const run = new RecordedRun(root, { id: "evil'--", entry: evil, argv: [evil] });
  run.module(evil, { loops: [{ name: evil }], logs: [{ names: [evil], expressions: [evil] }] }, { path: `a'"b.ts` }).arg(evil, evil);
  run
    .json({ type: "note", kind: evil, text: evil })
    .context(1, { iteration: 0, value: evil })
    .log(1, 0, evil)
    .log(1, 0, { [evil]: evil })
    .end();
  const history = await openHistory(root);
  await history.ingest();
  const frame = await history.dataframe([evil, `arg.${evil}`]);
  expect(frame.rows.map((row) => row[`log.${evil}`])).toEqual([evil, { [evil]: evil }]);
  expect(frame.rows[0]).toMatchObject({ run: "evil'--", [evil]: 0, [`${evil}_value`]: evil });
  expect(await history.valuesOf(evil)).toMatchObject([{ run: "evil'--", recorded: { count: 2 } }]);
  expect(await history.show("evil'--")).toMatchObject({ argv: [evil], notes: [{ kind: evil, text: evil }] });
  expect(await history.sql("SELECT count(*) AS n FROM logs WHERE value_name = ?", [evil])).toEqual([{ n: 2 }]);
  await history.close();
});
