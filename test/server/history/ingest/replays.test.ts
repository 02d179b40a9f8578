import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openHistory, type History } from "../../../../server/history/open.ts";
import type { ReplayCell, ReplayResult, ReplayStatement } from "../../../../server/history/replay-result.ts";
import { answersOf } from "../answers.ts";
import { base64Of, freshProject, RecordedRun, trainingRun } from "../recorded-run.ts";

function cell(epoch: number | null, value: unknown, more: Partial<ReplayCell> = {}): ReplayCell {
  return {
    name: "g",
    path: epoch === null ? "" : `train.ts#0.0@${epoch}`,
    statement: { path: "train.ts", id: -1 },
    occurrence: 0,
    bytes: base64Of(value),
    verdict: "verified",
    level: 2,
    ...more,
  };
}

function statement(expression: string, id = -1, names = ["g"]): ReplayStatement {
  return { path: "train.ts", id, names, expressions: names.map(() => expression) };
}

function replayed(replay: string, cells: ReplayCell[], more: Partial<ReplayResult> = {}): Partial<ReplayResult> & { replay: string } {
  return { replay, startedAt: `2024-06-0${replay}T00:00:00.000Z`, names: ["g"], statements: [statement("norm(g)")], cells, ...more };
}

async function ingested(root: string): Promise<History> {
  const history = await openHistory(root);
  await history.ingest();
  return history;
}

async function valuesIn(history: History): Promise<unknown[]> {
  const frame = await history.dataframe(["g"]);
  return frame.rows.map((row, index) => {
    const meta = frame.meta[index]!.cells["g"]!;
    return [row["epoch"] ?? null, row["g"], meta.state === "value" ? meta.verdict : meta.why];
  });
}

test("cells of several replays add up in the order of the contexts, whatever the order they were found in", async () => {
  const root = freshProject();
  const run = trainingRun(root, "r", { epochs: 1 }).end();
  const history = await ingested(root);
  run.replay(replayed("1", [cell(5, 50), cell(3, 30)]));
  expect(await history.ingest()).toMatchObject({ changed: ["r"], backfilled: 2 });
  run.replay(replayed("2", [cell(null, -1), cell(10, 100), cell(4, 40)], { contexts: [{ path: "train.ts#0.0@4", value: base64Of("four") }] }));
  await history.ingest();
  expect(await valuesIn(history)).toEqual([
    [null, -1, "verified"],
    [3, 30, "verified"],
    [4, 40, "verified"],
    [5, 50, "verified"],
    [10, 100, "verified"],
  ]);
  expect((await history.valuesOf("g"))[0]!.backfilled).toMatchObject({
    count: 5,
    last: 100,
    min: -1,
    max: 100,
    sketch: [-1, 30, 40, 50, 100],
    verdicts: { verified: 5, diverged: 0, unverifiable: 0 },
  });
  expect((await history.dataframe(["g"])).rows[2]).toMatchObject({ epoch: 4, epoch_value: "four" });
  expect((await history.runs())[0]).toMatchObject({ records: 4, backfilled: 5 });
  const before = await answersOf(history);
  await history.close();
  for (const suffix of ["", "-wal", "-shm"]) rmSync(join(root, ".hindlog", `hindlog.db${suffix}`), { force: true });
  const again = await ingested(root);
  expect(await answersOf(again)).toEqual(before);
  await again.close();
});

test("the same place again: the newer cell stands, unless the older says the same with better evidence or the newer diverged", async () => {
  const root = freshProject();
  const run = trainingRun(root, "r").end();
  run.replay(replayed("1", [cell(0, 1), cell(1, 2), cell(2, 3, { verdict: "unverifiable" }), cell(3, 4, { verdict: "diverged" })]));
  run.replay(
    replayed("2", [
      cell(0, 1, { verdict: "unverifiable", reason: "no evidence" }),
      cell(1, 9, { verdict: "diverged", reason: "loss differs" }),
      cell(2, 3),
      cell(3, 5),
    ]),
  );
  const history = await ingested(root);
  expect(await valuesIn(history)).toEqual([
    [0, 1, "verified"],
    [1, 2, "verified"],
    [2, 3, "verified"],
    [3, 5, "verified"],
  ]);
  await history.close();
});

test("another expression replaces what was backfilled under the name, whatever its ids", async () => {
  const root = freshProject();
  const run = trainingRun(root, "r").end();
  run.replay(replayed("1", [cell(0, 1), cell(1, 2)]));
  run.replay(
    replayed("2", [cell(1, 5, { statement: { path: "train.ts", id: -2 } })], { statements: [statement("other", -1, ["h"]), statement("norm(g)", -2)] }),
  );
  const history = await ingested(root);
  expect(await valuesIn(history)).toEqual([
    [0, 1, "verified"],
    [1, 5, "verified"],
  ]);
  run.replay(replayed("3", [cell(0, 7)], { statements: [statement("norm(g, 2)")] }));
  await history.ingest();
  expect(await valuesIn(history)).toEqual([[0, 7, "verified"]]);
  await history.close();
});

test("two statements of one name and several occurrences all stand", async () => {
  const root = freshProject();
  const run = trainingRun(root, "r").end();
  run.replay(
    replayed("1", [cell(0, 1), cell(0, 2, { occurrence: 1 }), cell(0, 3, { statement: { path: "train.ts", id: -2 } })], {
      statements: [statement("a"), statement("b", -2)],
    }),
  );
  const history = await ingested(root);
  expect((await history.dataframe(["g"])).rows.map((row) => [row["occurrence"], row["g"]])).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
  await history.close();
});

test("refused names say why, and a later replay that works ends that", async () => {
  const root = freshProject();
  const run = trainingRun(root, "r").end();
  run.replay(replayed("1", [], { refused: [{ name: "g", reason: "w is not in scope" }], propagation: { verdict: "unbound", reason: "w" } }));
  const history = await ingested(root);
  expect(await history.valuesOf("g")).toMatchObject([{ recorded: null, backfilled: null, missing: { why: "unrecoverable", reason: "w is not in scope" } }]);
  expect((await history.show("r")).replays).toMatchObject([
    { replay: "1", state: "done", names: ["g"], propagation: { verdict: "unbound" }, refused: [{ name: "g", reason: "w is not in scope" }] },
  ]);
  run.replay(replayed("2", [cell(0, 1)]));
  await history.ingest();
  expect(await history.valuesOf("g")).toMatchObject([{ missing: null, backfilled: { count: 1 } }]);
  await history.close();
});

test("what a replay of part of the run left out is not known to be unreached", async () => {
  const root = freshProject();
  trainingRun(root, "part", { epochs: 2, steps: 0 })
    .replay(replayed("1", [cell(0, 1)], { partial: true }))
    .end();
  trainingRun(root, "all", { epochs: 2, steps: 0, startedAt: "2024-05-02T00:00:00.000Z" })
    .replay(replayed("1", [cell(0, 1)]))
    .end();
  const history = await ingested(root);
  const frame = await history.dataframe(["g", "acc"]);
  expect(frame.meta.map(({ run, cells }) => [run, cells["g"]!.state === "missing" ? cells["g"]!.why : "value"])).toEqual([
    ["part", "value"],
    ["part", "not-logged"],
    ["all", "value"],
    ["all", "not-reached"],
  ]);
  await history.close();
});

test("a run that goes on after a replay keeps one context for one iteration", async () => {
  const root = freshProject();
  const run = new RecordedRun(root, { id: "r" }).module("a", { loops: [{ name: "epoch" }], logs: [{ names: ["x"] }] });
  run.context(1, { iteration: 0 }).log(1, 0, "x0").flush();
  run.replay(replayed("1", [cell(0, 1), cell(1, 2)]));
  const history = await ingested(root);
  run.context(2, { iteration: 1 }).log(2, 0, "x1").end();
  await history.ingest();
  expect((await history.dataframe(["x", "g"])).rows.map((row) => [row["epoch"], row["x"], row["g"]])).toEqual([
    [0, "x0", 1],
    [1, "x1", 2],
  ]);
  await history.close();
});

test("damaged results are named, cells in unknown places are kept apart, and both leave the rest alone", async () => {
  const root = freshProject();
  const run = trainingRun(root, "r").end();
  run.replay(replayed("1", [cell(0, 1), cell(0, 2, { path: null }), cell(0, 3, { path: "z.ts#4.0@1" })]));
  for (const [name, text] of Object.entries({
    a: "",
    b: "null",
    c: '{"format":1}',
    d: '{"format":1,"names":[],"statements":[],"contexts":[],"cells":[{}],"refused":[]}',
    e: '{"format":2}',
  })) {
    mkdirSync(join(run.folder, "replays", name));
    writeFileSync(join(run.folder, "replays", name, "result.json"), text);
  }
  const history = await ingested(root);
  const { replays, damage } = await history.show("r");
  expect(replays.map((replay) => replay.state)).toEqual(["damaged", "damaged", "damaged", "damaged", "damaged", "done"]);
  expect(damage).toMatch(/result\.json of the replay a could not be read .*backfill its names again/);
  expect((await history.dataframe(["g"])).rows.map((row) => [row["epoch"], row["z.ts#4"], row["g"]])).toEqual([
    [0, null, 1],
    [null, 1, 3],
    [null, null, 2],
  ]);
  await history.close();
});

test.each([
  ["a path that is none", { path: "no such path" }],
  ["bytes that are none", { bytes: "AAAA!" }],
  ["bytes that are cut", { bytes: base64Of(1).slice(0, 4) }],
])("a cell with %s damages its replay, not the ingest", async (_name, broken) => {
  const root = freshProject();
  const run = trainingRun(root, "r").end();
  run.replay(replayed("1", [cell(0, 1)]));
  run.replay(replayed("2", [cell(1, 2, broken)]));
  const history = await ingested(root);
  expect(await valuesIn(history)).toEqual([[0, 1, "verified"]]);
  expect((await history.show("r")).damage).toMatch(/replay 2 could not be read/);
  await history.close();
});

test("a replay that was broken off is not pending", async () => {
  const root = freshProject();
  const run = trainingRun(root, "r").end();
  mkdirSync(join(run.folder, "replays", "1"), { recursive: true });
  writeFileSync(
    join(run.folder, "replays", "1", "request.json"),
    JSON.stringify({ format: 1, names: ["g"], startedAt: "2024-06-01T00:00:00.000Z", pid: 999_999_999, bootId: "x" }),
  );
  const history = await ingested(root);
  await expect(history.dataframe(["g"])).rejects.toThrow('got "g"');
  expect((await history.valuesOf("g"))[0]).toMatchObject({ missing: { why: "not-logged" } });
  await history.close();
});
