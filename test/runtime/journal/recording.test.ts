/** What a process leaves when it ends, whichever way. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { ByteReader } from "../../../runtime/format/bytes.ts";
import { readJournal } from "../../../runtime/format/journal.ts";
import type { JournalRow, LogRow } from "../../../runtime/format/journal-rows.ts";
import { decodeValue } from "../../../runtime/format/value.ts";
import { makeProject, REPOSITORY, type Project } from "../../programs/support/project.ts";

const REGISTER = join(REPOSITORY, "dist/transformer/register/index.js");

function rowsOf(project: Project, name = "journal"): JournalRow[] {
  const runs = join(project.root, ".hindlog/runs");
  const { rows, damage } = readJournal(readFileSync(join(runs, readdirSync(runs)[0]!, name)));
  expect(damage).toBe(null);
  return rows;
}

function valuesOf(rows: readonly JournalRow[]): unknown[] {
  return rows.filter((row): row is LogRow => row.type === "log").map((row) => decodeValue(new ByteReader(row.bytes)));
}

describe("recording", () => {
  it("keeps every record of a loop that fills the ring many times over, in order", async () => {
    const project = makeProject({
      "a.ts": `import { log } from "hindlog"; for (let i = 0; i < 300000; i++) log("i", i); log("text", "x".repeat(5_000_000).length);`,
    });
    expect(await project.run(process.execPath, ["--import", REGISTER, "a.ts"])).toMatchObject({ status: 0, stderr: "" });
    const values = valuesOf(rowsOf(project));
    expect(values.length).toBe(300_001);
    expect(values.findIndex((value, index) => index < 300_000 && value !== index)).toBe(-1);
  });

  it("keeps the rows of a call apart from those of an accessor that it runs", async () => {
    const project = makeProject({
      "a.ts": `Object.defineProperty(Object.prototype, "__proto__", { configurable: true, get: () => (console.log("asked", 3), 7) });
        for (let at = 0; at < 2; at++) console.log({ a: at, "__proto__": {}, b: 2 });`,
    });
    expect(await project.run(process.execPath, ["--import", REGISTER, "a.ts"])).toMatchObject({ status: 0, stderr: "" });
    expect(valuesOf(rowsOf(project))).toEqual([0, 3, 7, 2, 1, 3, 7, 2]);
  });

  it("keeps what was logged before a SIGKILL in the middle of a busy loop", async () => {
    const project = makeProject({
      "a.ts": `import { log } from "hindlog"; import { writeSync } from "node:fs";
        for (let i = 0; i < 50000; i++) log("i", i);
        writeSync(1, "READY\\n");
        for (let n = 0; ; n++) Math.abs(n);`,
    });
    const child = spawn(process.execPath, ["--import", REGISTER, "a.ts"], {
      cwd: project.root,
      env: { ...process.env, HINDLOG: "on" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    await wait(150);
    child.kill("SIGKILL");
    await once(child, "exit");
    const rows = rowsOf(project);
    expect(valuesOf(rows).length).toBe(50_000);
    expect(rows.some((row) => row.type === "end")).toBe(false);
  });

  it("keeps records of exit handlers, of a thrown error and the exit code", async () => {
    const project = makeProject({
      "a.ts": `import { log } from "hindlog"; process.on("exit", () => log("late", 1)); log("early", 0); throw new Error("boom");`,
    });
    const ended = await project.run(process.execPath, ["--import", REGISTER, "a.ts"]);
    expect(ended.status).toBe(1);
    expect(ended.stderr).toContain("boom");
    const rows = rowsOf(project);
    expect(valuesOf(rows)).toEqual([0, 1]);
    expect(rows.find((row) => row.type === "end")).toMatchObject({ code: 1 });
  });

  it("keeps a worker thread's records in a journal of its own", async () => {
    const project = makeProject({
      "a.ts": `import { Worker } from "node:worker_threads"; import { log } from "hindlog"; log("main", 1);
        new Worker(new URL("./w.ts", import.meta.url)).on("exit", () => log("main", 2));`,
      "w.ts": `import { log } from "hindlog"; for (const x of [1, 2, 3]) log("worker", x);`,
    });
    expect(await project.run(process.execPath, ["--import", REGISTER, "a.ts"])).toMatchObject({ status: 0, stderr: "" });
    expect(valuesOf(rowsOf(project))).toEqual([1, 2]);
    expect(valuesOf(rowsOf(project, "journal-w1"))).toEqual([1, 2, 3]);
  });

  it("says once that a project cannot be written to, and the program runs on", async () => {
    const project = makeProject({ "a.ts": `for (const x of [1, 2]) console.log(x);`, ".hindlog": "a file, not a folder" });
    const ended = await project.run(process.execPath, ["--import", REGISTER, "a.ts"]);
    expect(ended).toMatchObject({ status: 0, stdout: "1\n2\n" });
    expect(ended.stderr.trim().split("\n").length).toBe(1);
    expect(ended.stderr).toMatch(/^hindlog: this run is not recorded: .*The program goes on\.\n$/);
  });

  it("gives a child process the seed it was started with, and one of its own otherwise", async () => {
    const project = makeProject({
      "a.ts": `import { fork } from "node:child_process";
        for (const seed of ["5", undefined]) await new Promise((done) => fork("./b.ts", { env: { ...process.env, ...(seed && { HINDLOG_SEED: seed }) } }).on("exit", done));`,
      "b.ts": `console.log(1);`,
    });
    expect(await project.run(process.execPath, ["--import", REGISTER, "a.ts"], { env: { HINDLOG_SEED: "7" } })).toMatchObject({ status: 0, stderr: "" });
    const runs = join(project.root, ".hindlog/runs");
    const files = readdirSync(runs).map(
      (run) => JSON.parse(readFileSync(join(runs, run, "run.json"), "utf8")) as { seed: number; parentRun: string | null; id: string },
    );
    const parent = files.find((file) => file.parentRun === null)!;
    const children = files.filter((file) => file.parentRun === parent.id).map((file) => file.seed);
    expect(parent.seed).toBe(7);
    expect(children.length).toBe(2);
    expect(children.filter((seed) => seed === 5).length).toBe(1);
    expect(children).not.toContain(7);
  });
});
