import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openHistory } from "../../../server/history/open.ts";
import { ingestInProcess } from "./in-process.ts";
import { freshProject, RecordedRun, trainingRun } from "./recorded-run.ts";

test("no .hindlog: a sentence that says what to do, and nothing is made", async () => {
  const root = freshProject();
  await expect(openHistory(root)).rejects.toMatchObject({ code: "no-history", message: expect.stringMatching(/Expected a history in .*hindlog run FILE/) });
  expect(readdirSync(root)).toEqual(["package.json"]);
});

test("sqlite3 that cannot be loaded: a sentence that says what to do", async () => {
  const root = freshProject();
  trainingRun(root, "r").end();
  expect(await ingestInProcess(root, { withSqlite: false })).toMatchObject({
    name: "HistoryError",
    code: "no-sqlite",
    message: expect.stringContaining("npm install sqlite3"),
  });
});

test("a database that is none, or is damaged, is made anew", async () => {
  const root = freshProject();
  trainingRun(root, "r", { epochs: 40, steps: 20 }).end();
  const path = join(root, ".hindlog", "hindlog.db");
  writeFileSync(path, "this is no database at all, but long enough to look at. ".repeat(20));
  expect((await ingestInProcess(root)).records).toEqual([840]);
  const damage = async (change: (bytes: Buffer) => void): Promise<void> => {
    const bytes = readFileSync(path);
    change(bytes);
    writeFileSync(path, bytes);
    const outcome = await ingestInProcess(root);
    expect(outcome.records ?? outcome.code).toEqual([840]);
  };
  await damage((bytes) => bytes.fill(0x5a, 0, 100));
  await damage((bytes) => bytes.fill(0));
  truncateSync(path, 5000);
  expect((await ingestInProcess(root)).records).toEqual([840]);
});

test("a database of a newer hindlog is left alone", async () => {
  const root = freshProject();
  trainingRun(root, "r").end();
  await ingestInProcess(root);
  const sqlite = await import("sqlite3");
  await new Promise<void>((resolve, reject) => {
    const db = new sqlite.default.Database(join(root, ".hindlog", "hindlog.db"));
    db.exec("PRAGMA user_version = 99", (error) => (error === null ? db.close(() => resolve()) : reject(error)));
  });
  expect(await ingestInProcess(root)).toMatchObject({ code: "newer-database", message: expect.stringContaining("Update hindlog, or delete hindlog.db") });
});

const asRoot = process.getuid?.() === 0;

test("a read-only project: a sentence that names the folder and HINDLOG_DIR", async () => {
  const root = freshProject();
  trainingRun(root, "r").end();
  chmodSync(root, 0o755);
  for (const folder of [join(root, ".hindlog"), join(root, ".hindlog", "runs")]) chmodSync(folder, 0o555);
  try {
    const outcome = await ingestInProcess(root, asRoot ? { prefix: ["setpriv", "--reuid=65534", "--clear-groups"] } : {});
    expect(outcome).toMatchObject({ code: "read-only", message: expect.stringMatching(/Expected to write to .*\.hindlog.*HINDLOG_DIR/) });
    expect(existsSync(join(root, ".hindlog", "hindlog.db"))).toBe(false);
  } finally {
    for (const folder of [join(root, ".hindlog"), join(root, ".hindlog", "runs")]) chmodSync(folder, 0o755);
  }
});

const canMount = asRoot && spawnSync("unshare", ["-m", "true"]).status === 0;

test.runIf(canMount)("a full disk: a sentence, everything is kept, and the next ingest with room is whole", async () => {
  const root = freshProject();
  trainingRun(root, "r", { epochs: 300, steps: 50 }).end();
  const expected = 300 * 51;
  for (const size of ["100k", "300k", "1m", "2m"]) {
    const store = freshProject();
    const script = `mount -t tmpfs -o size=${size} none "$0" && mkdir "$0/h" && ln -s "$1/.hindlog/runs" "$0/h/runs" && HINDLOG_DIR="$0/h" exec "\${@:2}"`;
    const outcome = await ingestInProcess(root, { prefix: ["unshare", "-m", "bash", "-c", script, store, root] });
    expect(outcome, size).toMatchObject({ name: "HistoryError", code: "disk-full", message: expect.stringMatching(/disk is full.*Free some space/) });
  }
  expect((await ingestInProcess(root)).records).toEqual([expected]);
});

test("files that may not grow: a sentence, and the next ingest goes on", async () => {
  const root = freshProject();
  trainingRun(root, "r", { epochs: 300, steps: 50 }).end();
  const outcome = await ingestInProcess(root, { prefix: ["prlimit", "--fsize=400000", "sh", "-c", `trap "" XFSZ; exec "$0" "$@"`] });
  expect(outcome).toMatchObject({ name: "HistoryError", code: "disk-full" });
  expect((await ingestInProcess(root)).records).toEqual([300 * 51]);
});

test("killed in the middle of an ingest, the next one finishes the work", async () => {
  const root = freshProject({ "train.ts": "train" });
  for (let index = 0; index < 4; index++) trainingRun(root, `r${index}`, { epochs: 60, steps: 30 }).end();
  for (const seconds of ["0.3", "0.5", "0.7", "0.9", "1.1", "1.4"]) await ingestInProcess(root, { prefix: ["timeout", "-s", "KILL", seconds] });
  expect(await ingestInProcess(root)).toEqual({ records: [1860, 1860, 1860, 1860], problems: [null, null, null, null] });
});

test(".hindlog has its own .gitignore, and git sees nothing of it", async () => {
  const root = freshProject();
  execFileSync("git", ["-C", root, "init", "-q"]);
  mkdirSync(join(root, ".hindlog"));
  new RecordedRun(root, { id: "r" }).module("a", {}).end();
  await ingestInProcess(root);
  expect(execFileSync("git", ["-C", root, "status", "--porcelain"], { encoding: "utf8" })).toBe("?? package.json\n");
  expect(statSync(join(root, ".hindlog", ".gitignore")).size).toBe(2);
});
