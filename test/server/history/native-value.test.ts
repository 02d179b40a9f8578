import fc from "fast-check";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ByteReader, ByteWriter } from "../../../runtime/format/bytes.ts";
import { decodeValue, encodeValue } from "../../../runtime/format/value.ts";
import { createPowers, insertMany, type BulkRow } from "../../../server/history/bulk.ts";
import { fromColumns, toColumns } from "../../../server/history/native-value.ts";
import { Connection } from "../../../server/history/sqlite.ts";
import { freshProject } from "./recorded-run.ts";

function encoded(value: unknown): Uint8Array {
  const out = new ByteWriter();
  encodeValue(out, value);
  return out.written().slice();
}

async function throughSqlite(values: readonly unknown[]): Promise<{ type: string; native: unknown; value: unknown }[]> {
  const connection = await Connection.open(join(freshProject(), "x.db"), { readOnly: false });
  await createPowers(connection);
  await connection.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, type TEXT, value, exact BLOB)");
  const rows = values.map((value): BulkRow => {
    const { type, native, power, exact } = toColumns(encoded(value));
    return [type, native, power, exact];
  });
  await insertMany(connection, { table: "t", columns: ["type", { value: "value", exact: "exact" }] }, rows);
  const found = await connection.all<{ type: string; value: unknown; exact: Uint8Array | null }>("SELECT * FROM t ORDER BY id");
  await connection.close();
  return found.map((row) => ({ type: row.type, native: row.value, value: fromColumns(row.type, row.value, row.exact) }));
}

test("numbers come back bit for bit and SQL sees them as they are", async () => {
  const numbers = fc.sample(fc.double(), { numRuns: 20_000, seed: 1 });
  const more = [
    0,
    -0,
    5e-324,
    -5e-324,
    2.2250738585072014e-308,
    2.225073858507201e-308,
    Number.MAX_VALUE,
    Infinity,
    -Infinity,
    Number.NaN,
    2 ** 53,
    2 ** 53 + 2,
    -(2 ** 63),
    1e21,
    0.1,
    0.29316258137561507,
    0.854026961504255,
  ];
  const all = [...numbers, ...more];
  const found = await throughSqlite(all);
  all.forEach((number, index) => {
    const row = found[index]!;
    if (!Object.is(row.value, number)) expect.fail(`${number} came back as ${String(row.value)}`);
    if (row.native !== (Number.isNaN(number) ? null : number)) expect.fail(`SQL sees ${number} as ${String(row.native)}`);
  });
});

test("any value comes back as the journal has it", async () => {
  const values = fc.sample(
    fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
      withNullPrototype: true,
      withUnicodeString: true,
    }),
    { numRuns: 500, seed: 2 },
  );
  const found = await throughSqlite(values);
  values.forEach((value, index) => expect(encoded(found[index]!.value)).toEqual(encoded(decodeValue(new ByteReader(encoded(value))))));
});

test("what SQL sees", async () => {
  const values = [
    true,
    null,
    undefined,
    "it's",
    "a\0b",
    12n,
    2n ** 80n,
    new Date(0),
    new Date(Number.NaN),
    [1, Number.NaN],
    { a: 1n },
    new Map([["k", new Set([1])]]),
    () => 1,
    Symbol("s"),
    new RangeError("no"),
    new Uint8Array([1, 2]),
  ];
  const found = await throughSqlite(values);
  expect(found.map((row) => [row.type, row.native])).toEqual([
    ["boolean", 1],
    ["null", null],
    ["undefined", null],
    ["string", "it's"],
    ["string", "a\uFFFDb"],
    ["bigint", 12],
    ["bigint", 2 ** 80],
    ["date", "1970-01-01T00:00:00.000Z"],
    ["date", null],
    ["array", '[1,"NaN"]'],
    ["object", '{"a":"1n"}'],
    ["map", '{"k":[1]}'],
    ["placeholder", "function"],
    ["placeholder", "Symbol(s)"],
    ["placeholder", "RangeError: no"],
    ["typed-array", "[1,2]"],
  ]);
});
