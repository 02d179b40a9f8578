import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Instance } from "../../../../runtime/format/value.ts";
import type { Dataframe, DataframeOptions } from "../../../../server/history/dataframe/types.ts";
import { currentBootId } from "../../../../server/history/liveness.ts";
import { openHistory } from "../../../../server/history/open.ts";
import { base64Of, freshProject, RecordedRun, trainingRun } from "../recorded-run.ts";

async function frameOf(root: string, names: readonly string[], options: DataframeOptions = {}): Promise<Dataframe> {
  const history = await openHistory(root);
  try {
    await history.ingest();
    return await history.dataframe(names, options);
  } finally {
    await history.close();
  }
}

/** Rows as arrays, without the run columns. */
function table(frame: Dataframe): unknown[][] {
  const columns = frame.columns.filter((column) => column.kind !== "run" || column.name === "strand");
  return [columns.map((column) => column.name), ...frame.rows.map((row) => columns.map((column) => row[column.name]))];
}

test("one row for each deepest context, coarser names, arguments and runs repeated", async () => {
  const root = freshProject();
  trainingRun(root, "b", { startedAt: "2024-05-02T10:00:00.000Z", lr: 0.5, epochs: 1, steps: 1, text: "two" }).end();
  trainingRun(root, "a", { epochs: 2, steps: 2 }).end();
  const frame = await frameOf(root, ["lr", "acc", "loss"]);
  expect(frame.rows[0]).toEqual({
    run: "a",
    version: 1,
    started: "2024-05-01T10:00:00.000Z",
    epoch: 0,
    epoch_value: 0,
    step: 0,
    step_value: 0,
    lr: 0.1,
    acc: 0,
    loss: 0.1,
  });
  expect(table(frame)).toEqual([
    ["epoch", "epoch_value", "step", "step_value", "lr", "acc", "loss"],
    [0, 0, 0, 0, 0.1, 0, 0.1],
    [0, 0, 1, 10, 0.1, 0, 0.2],
    [1, 1, 0, 0, 0.1, 100, 1.1],
    [1, 1, 1, 10, 0.1, 100, 1.2000000000000002],
    [0, 0, 0, 0, 0.5, 0, 0.5],
  ]);
  expect(frame.rows.at(-1)).toMatchObject({ run: "b", version: 2 });
  expect(frame.meta[1]).toEqual({ run: "a", path: "train.ts#0.0@0/train.ts#1.0@1", cells: { lr: RECORDED, acc: RECORDED, loss: RECORDED } });
  expect(frame.columns.map((column) => column.kind)).toEqual(["run", "run", "run", "loop", "loop-value", "loop", "loop-value", "arg", "log", "log"]);
});

const RECORDED = { state: "value", source: "recorded", verdict: null, reason: null, level: null };

test("only a coarse name: a row for each of its contexts; only an argument: a row for each run", async () => {
  const root = freshProject();
  trainingRun(root, "a").end();
  expect(table(await frameOf(root, ["acc"]))).toEqual([
    ["epoch", "epoch_value", "acc"],
    [0, 0, 0],
    [1, 1, 100],
  ]);
  expect(table(await frameOf(root, ["lr"]))).toEqual([["lr"], [0.1]]);
  expect(table(await frameOf(root, ["status", "epoch", "acc"]))).toEqual([
    ["epoch", "epoch_value", "acc"],
    [0, 0, 0],
    [1, 1, 100],
  ]);
  expect((await frameOf(root, ["status"])).rows).toEqual([{ run: "a", version: 1, started: "2024-05-01T10:00:00.000Z", status: "finished" }]);
});

test("entry and occurrence stand where they are not constantly 0", async () => {
  const root = freshProject();
  const run = new RecordedRun(root, { id: "r" }).module("a", { loops: [{ name: "i" }], logs: [{ names: ["x"] }, { names: ["y"] }] });
  run.context(1, { iteration: 0 }).log(1, 0, "first").log(1, 0, "second").context(2, { entry: 1, iteration: 0 }).log(2, 0, "third").log(2, 1, "y").end();
  expect(table(await frameOf(root, ["x", "y"]))).toEqual([
    ["i", "i_entry", "occurrence", "x", "y"],
    [0, 0, 0, "first", null],
    [0, 0, 1, "second", null],
    [0, 1, 0, "third", "y"],
  ]);
});

test("no record is lost: a coarse name that was logged again has a row of its own", async () => {
  const root = freshProject();
  const run = new RecordedRun(root, { id: "r" }).module("a", { loops: [{ name: "i" }], logs: [{ names: ["top"] }, { names: ["x"] }] });
  run.log(0, 0, "before").context(1, { iteration: 0 }).log(1, 1, 1).log(0, 0, "after").end();
  expect(table(await frameOf(root, ["top", "x"]))).toEqual([
    ["i", "occurrence", "top", "x"],
    [0, 0, "before", 1],
    [null, 1, "after", null],
  ]);
});

test("no record is lost: a coarse name that every deeper row has of its own has a row of its own", async () => {
  const root = freshProject();
  const run = new RecordedRun(root, { id: "r" }).module("a", { loops: [{ name: "i" }, { name: "j" }], logs: [{ names: ["x"] }, { names: ["y"] }] });
  run.log(0, 0, "before").context(1, { iteration: 0 }).log(1, 0, "first").context(2, { iteration: 1 }).log(2, 1, "y").log(2, 0, "second").end();
  expect(table(await frameOf(root, ["x"]))).toEqual([
    ["i", "x"],
    [null, "before"],
    [0, "first"],
    [1, "second"],
  ]);

  const nested = freshProject();
  const inner = new RecordedRun(nested, { id: "r" }).module("a", { loops: [{ name: "i" }, { name: "j" }], logs: [{ names: ["x"] }, { names: ["y"] }] });
  inner.log(0, 0, "top").context(1, { iteration: 0 }).log(1, 1, "y").context(2, { parent: 1, loop: 1, iteration: 0 }).log(2, 0, "deep").end();
  expect(table(await frameOf(nested, ["x", "y"]))).toEqual([
    ["i", "j", "x", "y"],
    [null, null, "top", null],
    [0, 0, "deep", "y"],
  ]);
  expect(table(await frameOf(nested, ["y"]))).toEqual([
    ["i", "y"],
    [0, "y"],
  ]);
});

test("two statements of one name in one context both stand", async () => {
  const root = freshProject();
  new RecordedRun(root, { id: "r" })
    .module("a", { logs: [{ names: ["x"] }, { names: ["x"] }] })
    .log(0, 0, 1)
    .log(0, 1, 2)
    .end();
  expect(table(await frameOf(root, ["x"]))).toEqual([
    ["occurrence", "x"],
    [0, 1],
    [1, 2],
  ]);
});

test("sibling loops, nested loops of one name and recursion keep their places", async () => {
  const root = freshProject();
  const run = new RecordedRun(root, { id: "r" }).module("a", { loops: [{ name: "i" }, { name: "j" }], logs: [{ names: ["x"] }, { names: ["y"] }] });
  run
    .context(1, { iteration: 0 })
    .context(2, { parent: 1, iteration: 5 })
    .log(2, 0, "inner")
    .context(3, { parent: 1, loop: 1, iteration: 2 })
    .log(3, 1, "side")
    .end();
  const frame = await frameOf(root, ["x", "y"]);
  expect(new Set(frame.columns.map((column) => column.name))).toEqual(new Set(["run", "version", "started", "i", "i2", "j", "x", "y"]));
  expect(frame.rows).toMatchObject([
    { i: 0, i2: 5, j: null, x: "inner", y: null },
    { i: 0, i2: null, j: 2, x: null, y: "side" },
  ]);
  expect(frame.meta[0]!.cells["y"]).toMatchObject({ state: "missing", why: "not-reached" });
});

test("a log name that is a column becomes log.<name>, and is found by either", async () => {
  const root = freshProject();
  const run = new RecordedRun(root, { id: "r" }).module("a", {
    loops: [{ name: "epoch" }],
    logs: [{ names: ["epoch"] }, { names: ["run"] }, { names: ["__proto__"] }],
  });
  run.context(1, { iteration: 0 }).log(1, 0, 7).log(1, 1, 8).log(1, 2, 9).end();
  for (const names of [
    ["epoch", "run", "__proto__"],
    ["log.epoch", "log.run", "log.__proto__"],
  ]) {
    const frame = await frameOf(root, names);
    expect(frame.columns.map((column) => column.name)).toEqual(["run", "version", "started", "epoch", "log.epoch", "log.run", "__proto__"]);
    expect(Object.entries(frame.rows[0]!).slice(3)).toEqual([
      ["epoch", 0],
      ["log.epoch", 7],
      ["log.run", 8],
      ["__proto__", 9],
    ]);
  }
  expect((await frameOf(root, ["epoch"], { where: "epoch == 0 and log.epoch == 7" })).rows).toHaveLength(1);
});

test("values keep their type", async () => {
  const root = freshProject();
  const values = [
    Number.NaN,
    -0,
    0,
    Number.POSITIVE_INFINITY,
    0.29316258137561507,
    5e-324,
    2n ** 70n,
    "a\0b",
    "\ud800",
    "",
    true,
    null,
    undefined,
    new Date(5),
    [1, [2]],
    { a: { b: 1 } },
    new Map([["k", 1]]),
    new Set([1]),
    new Float32Array([1.5]),
  ];
  const run = new RecordedRun(root, { id: "r" }).module("a", { logs: [{ names: ["x"] }] });
  for (const value of values) run.log(0, 0, value);
  class Model {
    w = 1;
  }
  run.log(0, 0, new Model()).end();
  const { rows } = await frameOf(root, ["x"]);
  expect(rows.map((row) => row["x"])).toEqual([...values, new Instance("Model", { w: 1 })]);
  expect(Object.is(rows[1]!["x"], -0)).toBe(true);
});

test("missing cells say why", async () => {
  const root = freshProject();
  trainingRun(root, "has", { epochs: 1, steps: 1 }).end();
  new RecordedRun(root, { id: "without", startedAt: "2024-05-02T10:00:00.000Z" }).module("b", {}).end();
  new RecordedRun(root, { id: "unreached", startedAt: "2024-05-03T10:00:00.000Z" }).module("c", { logs: [{ names: ["loss"] }] }).end();
  new RecordedRun(root, { id: "running", pid: process.pid, bootId: currentBootId(), startedAt: new Date().toISOString() })
    .module("c", { logs: [{ names: ["loss"] }] })
    .flush();
  new RecordedRun(root, { id: "refused", startedAt: "2024-05-04T10:00:00.000Z" })
    .module("d", {})
    .replay({ replay: "x", names: ["loss"], refused: [{ name: "loss", reason: "w is not in scope" }] })
    .end();
  const replaying = new RecordedRun(root, { id: "replaying", startedAt: "2024-05-05T10:00:00.000Z" }).module("d", {}).end();
  mkdirSync(join(replaying.folder, "replays", "now"), { recursive: true });
  writeFileSync(
    join(replaying.folder, "replays", "now", "request.json"),
    JSON.stringify({ format: 1, names: ["loss"], startedAt: new Date().toISOString(), pid: process.pid, bootId: currentBootId() }),
  );
  const frame = await frameOf(root, ["loss"]);
  expect(frame.meta.map(({ run, cells }) => [run, cells["loss"]])).toEqual([
    ["has", RECORDED],
    ["without", { state: "missing", why: "not-logged", reason: null }],
    ["unreached", { state: "missing", why: "not-reached", reason: null }],
    ["refused", { state: "missing", why: "unrecoverable", reason: "w is not in scope" }],
    ["replaying", { state: "missing", why: "pending", reason: null }],
    ["running", { state: "missing", why: "pending", reason: null }],
  ]);
  expect(frame.rows.slice(1).map((row) => row["loss"])).toEqual([null, null, null, null, null]);
});

test("conditions filter by columns, arguments and names that were not asked for", async () => {
  const root = freshProject();
  trainingRun(root, "a", { lr: 0.1 }).end();
  trainingRun(root, "b", { lr: 0.5, startedAt: "2024-05-02T10:00:00.000Z" }).end();
  const where = async (names: string[], condition: string): Promise<unknown[]> =>
    (await frameOf(root, names, { where: condition })).rows.map((row) => [row["run"], row["epoch"], row["step"] ?? null]);
  expect(await where(["loss"], "lr > 0.2 and step == 1")).toEqual([
    ["b", 0, 1],
    ["b", 1, 1],
  ]);
  expect(await where(["loss"], "acc == 100 and step == 0")).toEqual([
    ["a", 1, 0],
    ["b", 1, 0],
  ]);
  expect(await where(["acc"], "loss > 1.5")).toEqual([["b", 1, null]]);
  expect(await where(["acc"], "step_value == 20 and version == 1 and status == 'finished'")).toEqual([]);
  expect(await where(["lr"], "loss > 1.5")).toEqual([["b", undefined, null]]);
  expect(await where(["acc"], "started >= '2024-05-02' and epoch_value = 1")).toEqual([["b", 1, null]]);
  await expect(where(["acc"], "epoch > 1 and lrr > 2")).rejects.toThrow(/character 15: "lrr" is no column.*known: lr, /s);
});

test("runs restrict by id, part of an id, or last", async () => {
  const root = freshProject();
  for (const id of ["20240101-aaa", "20240102-bbb"])
    trainingRun(root, id, { startedAt: `${id.slice(0, 4)}-01-${id.slice(6, 8)}T00:00:00.000Z`, epochs: 1, steps: 1 }).end();
  const runs = async (...parts: string[]): Promise<unknown[]> => (await frameOf(root, ["loss"], { runs: parts })).rows.map((row) => row["run"]);
  expect(await runs("last")).toEqual(["20240102-bbb"]);
  expect(await runs("aaa", "20240102")).toEqual(["20240101-aaa", "20240102-bbb"]);
  await expect(runs("2024")).rejects.toThrow(/Several begin or end so: 20240101-aaa, 20240102-bbb/);
  await expect(runs("zzz")).rejects.toThrow(/Expected the id of a run, got "zzz".*20240102-bbb/);
});

test("an unknown name is refused with the nearest known one", async () => {
  const root = freshProject();
  trainingRun(root, "a").end();
  await expect(frameOf(root, ["Loss"])).rejects.toMatchObject({
    code: "unknown-name",
    message: 'Expected a name that some run logged, got "Loss". Did you mean "loss"?',
  });
  await expect(frameOf(root, ["zzz"])).rejects.toThrow("Known names: ");
});

test("worker threads are strands of their own", async () => {
  const root = freshProject();
  trainingRun(root, "a", { epochs: 1, steps: 1 }).end();
  new RecordedRun(root, { id: "a" }, 3)
    .module("worker", { logs: [{ names: ["loss"] }] }, { path: "worker.ts" })
    .log(0, 0, 9)
    .flush();
  expect(table(await frameOf(root, ["loss", "acc"]))).toEqual([
    ["strand", "epoch", "epoch_value", "step", "step_value", "loss", "acc"],
    [0, 0, 0, 0, 0, 0.1, 0],
    [3, null, null, null, null, 9, null],
  ]);
});

test("records of an unknown context stand apart, with no iteration", async () => {
  const root = freshProject();
  const run = new RecordedRun(root, { id: "r" }).module("a", { loops: [{ name: "i" }], logs: [{ names: ["x"] }] });
  run.context(1, { iteration: 0 }).log(1, 0, 1).log(0xffff_ffff, 0, 2).log(99, 0, 3).end();
  const frame = await frameOf(root, ["x"]);
  expect(frame.rows.map((row) => [row["i"], row["x"]])).toEqual([
    [0, 1],
    [null, 2],
    [null, 3],
  ]);
  expect(frame.meta.map((meta) => meta.path)).toEqual(["a".replace("a", "train.ts") + "#0.0@0", null, null]);
});

test("deep recursion is no problem", async () => {
  const root = freshProject();
  const run = new RecordedRun(root, { id: "r" }).module("a", { loops: [{ name: "i" }], logs: [{ names: ["x"] }] });
  for (let depth = 1; depth <= 300; depth++) run.context(depth, { parent: depth - 1, iteration: 0 });
  run.log(300, 0, "deep").end();
  const frame = await frameOf(root, ["x"]);
  expect(frame.rows).toMatchObject([{ i: 0, i300: 0, x: "deep" }]);
});

test("backfilled values fill the same column; both kinds in one run stand side by side", async () => {
  const root = freshProject();
  const statement = { path: "train.ts", id: -1 };
  const statements = [{ ...statement, names: ["grad"], expressions: ["norm(g)"] }];
  const cell = (path: string, value: unknown, more = {}): never =>
    ({ name: "grad", path, statement, occurrence: 0, bytes: base64Of(value), verdict: "verified", level: 1, ...more }) as never;
  const first = trainingRun(root, "a", { epochs: 2, steps: 1 });
  first
    .replay({
      replay: "1",
      names: ["grad"],
      statements,
      cells: [
        cell("train.ts#0.0@1/train.ts#1.0@0", 11, { verdict: "unverifiable", reason: "no evidence" }),
        cell("train.ts#0.0@0/train.ts#1.0@0", 10),
        cell("train.ts#0.0@1/train.ts#1.0@7", 17),
      ],
    })
    .end();
  const recorded = new RecordedRun(root, { id: "b", startedAt: "2024-05-02T10:00:00.000Z" }).module("b", {
    loops: [{ name: "epoch" }],
    logs: [{ names: ["grad"] }],
  });
  recorded.context(1, { iteration: 0 }).log(1, 0, 5).end();
  const frame = await frameOf(root, ["grad", "acc"]);
  expect(frame.rows.map((row) => [row["run"], row["epoch"], row["step"], row["grad"], row["acc"]])).toEqual([
    ["a", 0, 0, 10, 0],
    ["a", 1, 0, 11, 100],
    ["a", 1, 7, 17, 100],
    ["b", 0, null, 5, null],
  ]);
  expect(frame.meta[1]!.cells["grad"]).toEqual({ state: "value", source: "backfilled", verdict: "unverifiable", reason: "no evidence", level: 1 });
  recorded.replay({ replay: "1", names: ["grad"], statements, cells: [cell("train.ts#0.0@0", 6)] });
  const both = await frameOf(root, ["grad"]);
  expect(both.columns.slice(-2)).toEqual([
    { name: "grad", kind: "log", of: "grad", backfilled: false },
    { name: "grad.backfilled", kind: "log", of: "grad", backfilled: true },
  ]);
  expect(both.rows.map((row) => [row["grad"], row["grad.backfilled"]])).toEqual([
    [10, 10],
    [11, 11],
    [17, 17],
    [5, 6],
  ]);
});
