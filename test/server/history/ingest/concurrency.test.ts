import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openHistory } from "../../../../server/history/open.ts";
import { answersOf } from "../answers.ts";
import { ingestInProcess } from "../in-process.ts";
import { freshProject, trainingRun } from "../recorded-run.ts";

test("two and more processes that ingest at once are all right, and so is the database", async () => {
  const root = freshProject({ "train.ts": "train" });
  for (let index = 0; index < 5; index++) trainingRun(root, `r${index}`, { startedAt: `2024-05-0${index + 1}T00:00:00.000Z`, text: `train ${index}` }).end();
  const counts = { records: [8, 8, 8, 8, 8], problems: [null, null, null, null, null] };
  expect(await Promise.all([ingestInProcess(root), ingestInProcess(root), ingestInProcess(root)])).toEqual([counts, counts, counts]);
  const history = await openHistory(root);
  const together = await answersOf(history);
  expect(await history.sql("SELECT * FROM pragma_integrity_check")).toEqual([{ integrity_check: "ok" }]);
  expect(await history.sql("SELECT * FROM pragma_foreign_key_check")).toEqual([]);
  await history.close();
  for (const suffix of ["", "-wal", "-shm"]) rmSync(join(root, ".hindlog", `hindlog.db${suffix}`), { force: true });
  const alone = await openHistory(root);
  await alone.ingest();
  expect(await answersOf(alone)).toEqual(together);
  await alone.close();
});

test("two ingests of one process and queries between them do not disturb each other", async () => {
  const root = freshProject();
  for (let index = 0; index < 3; index++) trainingRun(root, `r${index}`).end();
  const [one, two] = [await openHistory(root), await openHistory(root)];
  const version = await two.dataVersion();
  const ingests = Promise.all([one.ingest(), two.ingest(), one.ingest()]);
  for (let index = 0; index < 20; index++) for (const run of await two.runs()) expect([0, 8]).toContain(run.records % 9);
  await ingests;
  expect((await two.runs()).map((run) => run.records)).toEqual([8, 8, 8]);
  expect(await two.dataVersion()).not.toBe(version);
  const settled = await two.dataVersion();
  await one.runs();
  expect(await two.dataVersion()).toBe(settled);
  await one.close();
  await two.close();
});
