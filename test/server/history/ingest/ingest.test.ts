import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readJournal } from "../../../../runtime/format/journal.ts";
import { currentBootId } from "../../../../server/history/liveness.ts";
import { openHistory, type History } from "../../../../server/history/open.ts";
import { answersOf } from "../answers.ts";
import { freshProject, RecordedRun, trainingRun } from "../recorded-run.ts";

async function ingested(root: string): Promise<History> {
  const history = await openHistory(root);
  await history.ingest();
  return history;
}

async function answers(root: string): Promise<unknown> {
  const history = await ingested(root);
  const all = await answersOf(history);
  await history.close();
  return all;
}

function richRun(root: string): RecordedRun {
  const run = trainingRun(root, "rich", { epochs: 3 });
  run.json({ type: "loop", key: "train.ts#0.0", iterations: 3, startMs: 1, endMs: 9 });
  run.json({ type: "note", kind: "opaque", text: "model.socket is a Socket" });
  for (let index = 0; index < 5; index++) run.log(0, 0, { text: "<b>'; DROP TABLE logs; --\u001b[31m", index });
  run.flush().log(0, 0, Number.NaN).log(0xffff_ffff, 1, -0).log(0, 9, 1n, { name: "dynamic" }).flush();
  run.checkpoint({ iteration: 1 }).checkpoint({ iteration: 2, unusable: "a live generator", bytes: 0 });
  new RecordedRun(root, { id: "rich" }, 2)
    .module("worker", { logs: [{ names: ["loss"] }] }, { path: "worker.ts" })
    .log(0, 0, 7)
    .flush();
  return run.end(3);
}

test("deleting the database and ingesting again gives the same answers", async () => {
  const root = freshProject({ "train.ts": "train" });
  richRun(root);
  trainingRun(root, "second", { startedAt: "2024-05-02T10:00:00.000Z", text: "train, later" }).end();
  const before = await answers(root);
  for (const suffix of ["", "-wal", "-shm"]) rmSync(join(root, ".hindlog", `hindlog.db${suffix}`), { force: true });
  expect(await answers(root)).toEqual(before);
});

test("ingesting after every block gives the same answers as ingesting once", async () => {
  const whole = freshProject({ "train.ts": "train" });
  const stepwise = freshProject({ "train.ts": "train" });
  const journal = readFileSync(richRun(whole).journal);
  cpSync(join(whole, ".hindlog"), join(stepwise, ".hindlog"), { recursive: true });
  const copy = join(stepwise, ".hindlog", "runs", "rich", "journal");
  const history = await openHistory(stepwise);
  for (const end of blockEnds(journal)) {
    writeFileSync(copy, journal.subarray(0, end));
    await history.ingest();
  }
  const stepped = JSON.stringify(await answersOf(history), keepBigInt).replaceAll(stepwise, whole);
  await history.close();
  expect(stepped).toEqual(JSON.stringify(await answers(whole), keepBigInt));
});

function keepBigInt(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}n` : Object.is(value, -0) ? "-0" : value;
}

function blockEnds(journal: Uint8Array): number[] {
  const ends: number[] = [];
  for (let at = 0; at < journal.length;) {
    at += 12 + new DataView(journal.buffer, journal.byteOffset + at).getUint32(4, true);
    ends.push(at);
  }
  return ends;
}

test("ingesting twice changes nothing and says so", async () => {
  const root = freshProject();
  richRun(root);
  const history = await ingested(root);
  const before = await answersOf(history);
  expect(await history.ingest()).toEqual({ changed: [], rows: 0, backfilled: 0, problems: [] });
  expect(await answersOf(history)).toEqual(before);
  await history.close();
});

test("a journal cut at any byte keeps the rows of its whole blocks", async () => {
  const root = freshProject();
  const run = trainingRun(root, "cut", { epochs: 1, steps: 2 });
  run.end();
  const whole = readFileSync(run.journal);
  const ends = [0, ...blockEnds(whole)];
  const history = await openHistory(root);
  for (let length = 0; length <= whole.length; length++) {
    writeFileSync(run.journal, whole.subarray(0, length));
    await history.ingest();
    const rows = readJournal(whole.subarray(0, length)).rows.filter((row) => row.type === "log").length;
    const summary = (await history.runs())[0]!;
    expect(summary.records).toBe(rows);
    expect(summary.status).toBe(length === whole.length ? "finished" : "killed");
    if (ends.includes(length)) expect(summary.damage).toBeNull();
    else expect(summary.damage).toMatch(/ends in the middle of a block .*everything before them is kept/);
    if (length % 7 === 0) truncateSync(run.journal, 0);
  }
  await history.close();
}, 240_000);

test("a pack cut at any byte keeps its whole checkpoints", async () => {
  const root = freshProject();
  const run = trainingRun(root, "cut");
  run.checkpoint({ iteration: 0 }).checkpoint({ iteration: 1 }).end();
  const pack = join(run.folder, "checkpoints", "pack");
  const whole = readFileSync(pack);
  const history = await openHistory(root);
  for (let length = 0; length <= whole.length; length++) {
    writeFileSync(pack, whole.subarray(0, length));
    await history.ingest();
    const summary = (await history.runs())[0]!;
    const kept = Math.floor(length / (whole.length / 2));
    expect(summary.checkpoints).toBe(kept);
    if (length % (whole.length / 2) !== 0) expect(summary.damage).toMatch(/checkpoints are damaged/);
  }
  await history.close();
}, 240_000);

test("a damaged byte keeps what stands before it, and the other runs", async () => {
  const root = freshProject();
  const run = trainingRun(root, "bad", { epochs: 3 });
  run.checkpoint({}).end();
  trainingRun(root, "good").end();
  const whole = readFileSync(run.journal);
  const firstEnd = blockEnds(whole)[2]!;
  for (let trial = 0; trial < 40; trial++) {
    const bytes = Uint8Array.from(whole);
    const at = firstEnd + ((trial * 7919) % (whole.length - firstEnd));
    bytes[at] = bytes[at]! ^ (1 + (trial % 255));
    rmSync(join(root, ".hindlog", "hindlog.db"), { force: true });
    writeFileSync(run.journal, bytes);
    const history = await ingested(root);
    const [first, second] = await history.runs();
    expect([first!.run, second!.run, second!.records]).toEqual(["bad", "good", 8]);
    expect(first!.records).toBe(readJournal(bytes).rows.filter((row) => row.type === "log").length);
    expect(first!.records).toBeGreaterThan(3);
    expect(first!.damage).toMatch(/The journal (is damaged|ends in the middle).*kept/);
    await history.close();
  }
}, 240_000);

test("random bytes as a journal, a pack, a run.json or a result.json never break the ingest", async () => {
  const root = freshProject();
  trainingRun(root, "good").end();
  let seed = 1;
  const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let trial = 0; trial < 20; trial++) {
    const run = trainingRun(root, `bad-${trial}`);
    run.checkpoint({}).replay({ replay: "r" }).end();
    const file = [run.journal, join(run.folder, "run.json"), join(run.folder, "checkpoints", "pack"), join(run.folder, "replays", "r", "result.json")][
      trial % 4
    ]!;
    writeFileSync(
      file,
      Uint8Array.from({ length: 1 + Math.floor(random() * 300) }, () => Math.floor(random() * 256)),
    );
  }
  const history = await ingested(root);
  const runs = await history.runs();
  expect(runs).toHaveLength(21);
  expect(runs.find((run) => run.run === "good")).toMatchObject({ records: 8, damage: null });
  for (const run of runs) if (run.run !== "good") expect(run.damage, run.run).toMatch(/damaged|could not be read|middle of a block/);
  await history.close();
});

test("status: running while its process lives, killed when it is gone, finished with its code", async () => {
  const root = freshProject();
  const startedAt = new Date().toISOString();
  const running = new RecordedRun(root, { id: "running", pid: process.pid, bootId: currentBootId(), startedAt }).module("a", {}).flush();
  new RecordedRun(root, { id: "reused-pid", pid: process.pid, bootId: currentBootId(), startedAt: "2001-01-01T00:00:00.000Z" }).module("a", {}).flush();
  new RecordedRun(root, { id: "other-boot", pid: process.pid, bootId: "other", startedAt }).module("a", {}).flush();
  const history = await ingested(root);
  const status = async (): Promise<Record<string, string>> => Object.fromEntries((await history.runs()).map((run) => [run.run, run.status]));
  expect(await status()).toEqual({ running: "running", "reused-pid": "killed", "other-boot": "killed" });
  running.end(4);
  await history.ingest();
  expect((await history.show("running")).code).toBe(4);
  expect(await status()).toMatchObject({ running: "finished" });
  await history.close();
});

test("the last block of a running program may be short without being damage", async () => {
  const root = freshProject();
  const run = new RecordedRun(root, { id: "live", pid: process.pid, bootId: currentBootId(), startedAt: new Date().toISOString() });
  run
    .module("a", { logs: [{ names: ["x"] }] })
    .log(0, 0, 1)
    .flush();
  const next = run.log(0, 0, 2).take();
  const before = readFileSync(run.journal);
  const history = await openHistory(root);
  for (let length = 0; length <= next.length; length++) {
    writeFileSync(run.journal, Buffer.concat([before, next.subarray(0, length)]));
    await history.ingest();
    expect((await history.runs())[0]).toMatchObject({ records: length === next.length ? 2 : 1, damage: null });
  }
  await history.close();
});

test("occurrence counts per context, statement and name, over ingests", async () => {
  const root = freshProject();
  const run = new RecordedRun(root, { id: "r" }).module("a", { loops: [{ name: "i" }], logs: [{ names: ["x", "y"] }, { names: ["x"] }] });
  run.context(1, { iteration: 0 }).log(1, 0, 1).log(1, 0, 2, { part: 1 }).flush();
  const history = await ingested(root);
  run.log(1, 0, 3).log(1, 1, 4).log(0, 0, 5).flush();
  await history.ingest();
  run.log(1, 0, 6).log(0, 0, 7).flush();
  await history.ingest();
  const rows = await history.sql("SELECT value, occurrence FROM logs ORDER BY value");
  expect(rows.map((row) => [row["value"], row["occurrence"]])).toEqual([
    [1, 0],
    [2, 0],
    [3, 1],
    [4, 0],
    [5, 0],
    [6, 2],
    [7, 1],
  ]);
  await history.close();
});

test("a run folder that was replaced by a shorter one is read anew, a removed one is forgotten", async () => {
  const root = freshProject();
  const long = trainingRun(root, "a", { epochs: 5 });
  long.end();
  trainingRun(root, "b").end();
  const history = await ingested(root);
  const other = freshProject();
  copyFileSync(trainingRun(other, "a", { epochs: 1 }).end(1).journal, long.journal);
  rmSync(join(root, ".hindlog", "runs", "b"), { recursive: true });
  await history.ingest();
  expect(await history.runs()).toMatchObject([{ run: "a", records: 4, code: 1 }]);
  await history.close();
});

test("a folder without a journal is no run yet; a run without run.json keeps its records", async () => {
  const root = freshProject();
  mkdirSync(join(root, ".hindlog", "runs", "starting"), { recursive: true });
  const run = trainingRun(root, "torn").end();
  rmSync(join(run.folder, "run.json"));
  const history = await ingested(root);
  expect(await history.runs()).toMatchObject([{ run: "torn", records: 8, damage: expect.stringMatching(/run\.json could not be read.*records are kept/) }]);
  await history.close();
});

test("an aborted ingest stops between steps and is continued by the next", async () => {
  const root = freshProject();
  for (let index = 0; index < 4; index++) trainingRun(root, `r${index}`).end();
  const history = await openHistory(root);
  const controller = new AbortController();
  const ingest = history.ingest((progress) => progress.index === 1 && controller.abort(new Error("enough")), controller.signal);
  await expect(ingest).rejects.toThrow("enough");
  expect((await history.runs()).length).toBeLessThan(4);
  await history.ingest();
  expect((await history.runs()).map((run) => run.records)).toEqual([8, 8, 8, 8]);
  await history.close();
});

test("whole rows that make no sense stop their own run only", async () => {
  const root = freshProject();
  trainingRun(root, "good", { startedAt: "2024-05-09T00:00:00.000Z" }).end();
  const run = trainingRun(root, "odd", { epochs: 1 });
  run.json({ type: "module", module: 1, path: "x.ts", file: "x.ts" } as never).flush();
  run.json({ type: "later" } as never).end();
  const history = await openHistory(root);
  expect((await history.ingest()).problems).toEqual([expect.stringMatching(/^odd: A part of the run could not be understood/)]);
  expect(await history.runs()).toMatchObject([
    { run: "odd", damage: expect.stringMatching(/another version of hindlog/) },
    { run: "good", records: 8, damage: null },
  ]);
  await history.close();
});

test("a run whose journal cannot be read stops itself only", async () => {
  const root = freshProject();
  const run = trainingRun(root, "bad");
  trainingRun(root, "good").end();
  rmSync(run.journal);
  mkdirSync(run.journal);
  const history = await openHistory(root);
  expect((await history.ingest()).problems).toEqual([expect.stringMatching(/^bad: .*journal could not be read \(EISDIR\)/)]);
  expect(await history.runs()).toMatchObject([
    { run: "bad", status: "killed", records: 0 },
    { run: "good", records: 8, damage: null },
  ]);
  await history.close();
});

test("a database that is deleted while open is opened anew, and says that it changed", async () => {
  const root = freshProject();
  trainingRun(root, "a").end();
  const history = await ingested(root);
  const before = await history.dataVersion();
  const second = trainingRun(root, "b", { startedAt: "2024-05-02T00:00:00.000Z" }).end();
  for (const suffix of ["", "-wal", "-shm"]) rmSync(join(root, ".hindlog", `hindlog.db${suffix}`), { force: true });
  const other = await ingested(root);
  expect(await history.dataVersion()).not.toBe(before);
  expect((await history.runs()).map((run) => run.run)).toEqual(["a", second.id]);
  await other.close();
  await history.ingest();
  expect((await history.runs()).map((run) => run.records)).toEqual([8, 8]);
  await history.close();
});
