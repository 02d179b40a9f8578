import { expect, test } from "vitest";
import { openHistory } from "../../../server/history/open.ts";
import { freshProject, trainingRun } from "./recorded-run.ts";

test("a recorded run is found by every query", async () => {
  const root = freshProject({ "train.ts": "train" });
  trainingRun(root, "r1").end();
  const history = await openHistory(root);
  expect(await history.ingest()).toEqual({ changed: ["r1"], rows: 19, backfilled: 0, problems: [] });
  expect(await history.runs()).toMatchObject([{ run: "r1", status: "finished", code: 0, records: 8, args: { lr: 0.1 }, versionNumber: 1, damage: null }]);
  expect(await history.show("last")).toMatchObject({ run: "r1", versionProblem: null, modules: [{ path: "train.ts" }] });
  expect(await history.names()).toEqual(["acc", "loss"]);
  expect(await history.valuesOf("loss")).toMatchObject([{ run: "r1", recorded: { count: 6, last: 1.3, min: 0.1, max: 1.3 }, backfilled: null, missing: null }]);
  expect(await history.versions()).toMatchObject([{ number: 1, runs: ["r1"] }]);
  expect((await history.sources("1")).map(({ path, text }) => [path, text])).toEqual([
    ["package.json", "{}\n"],
    ["train.ts", "train"],
  ]);
  expect(await history.sql("SELECT count(*) AS n FROM records WHERE name = ? AND value > 1", ["loss"])).toEqual([{ n: 3 }]);
  await history.close();
});

test("loops that were entered are told by name, with what they were entered in", async () => {
  const root = freshProject({ "train.ts": "train" });
  const run = trainingRun(root, "r1");
  for (const key of ["train.ts#0.0", "train.ts#0.0@1/train.ts#1.0", "gone.ts#3.0"])
    run.json({ type: "loop", key, iterations: 2, startMs: key.length, endMs: 50 });
  run.end();
  const history = await openHistory(root);
  await history.ingest();
  const { loops } = await history.show("r1");
  expect(loops.map(({ name, module }) => [name, module])).toEqual([
    ["loop 3 of gone.ts", "gone.ts"],
    ["epoch", "train.ts"],
    ["step in epoch 1", "train.ts"],
  ]);
  await history.close();
});
