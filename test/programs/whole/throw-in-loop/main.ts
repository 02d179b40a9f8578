/**
 * A migration that meets a bad record and dies of an uncaught error with a cause, thrown deep in a class, in the middle of its loop.
 * Main loop: record. Arguments: `40`.
 */
import { Migration } from "./migration.js";

const count = Number(process.argv[2] ?? 300);
const records = Array.from({ length: count }, (_, id) => ({ id, name: `user-${id}`, age: id === Math.floor(count * 0.7) ? null : 20 + Math.floor(Math.random() * 50) }));
const migration = new Migration();

process.on("exit", (code) => console.log(`exit ${code} after ${migration.written} records`));

for (const record of records) {
  migration.apply(record);
  if (record.id % 4 === 0) console.log(`record ${record.id}: ${migration.report}`);
}
console.log("migrated everything");
