/** What cannot be done gets a sentence that says what to do, and an exit status. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Outcome } from "./support/child.ts";
import { makeProject, type Project } from "./support/project.ts";
import { cells, json, record, runIds } from "./support/rows.ts";

const program = (statement: string): string => `import { arg, log } from "hindlog";
let level = arg("start", 0.5);
for (let round = 0; round < 8; round++) {
  ${statement}
  for (let step = 0; step < 4; step++) level += work();
  log("level", level);
}
function work(): number {
  let sum = 0;
  for (let i = 0; i < 20000; i++) sum += Math.random() - 0.5;
  return sum;
}
`;

async function recorded(): Promise<Project> {
  const project = makeProject({ "src/main.ts": program("") });
  await record(project, ["--seed", "4", "src/main.ts"]);
  return project;
}

/** Expects one understandable line on stderr and no stack. */
function explains(outcome: Outcome, status: number, ...words: (string | RegExp)[]): void {
  expect(outcome.stderr).not.toMatch(/^\s+at /m);
  for (const word of words) expect(outcome.stderr).toMatch(word);
  expect(outcome.status).toBe(status);
}

test("no .hindlog: every command says to run a program first", async () => {
  const project = makeProject();
  for (const args of [["runs"], ["show", "x"], ["dataframe", "loss"], ["backfill", "loss", "--yes"], ["sql", "SELECT 1"]]) {
    explains(await project.hindlog(args), 1, "hindlog run");
  }
  expect(existsSync(join(project.root, ".hindlog"))).toBe(false);
});

test("an unknown name: the known ones are listed", async () => {
  const project = await recorded();
  explains(await project.hindlog(["dataframe", "levle"]), 1, "levle", "level");
  explains(await project.hindlog(["dataframe", "new"]), 1, "Known names: level, start.", "hindlog backfill");
  explains(await project.hindlog(["backfill", "levle", "--yes"]), 2, "levle");
});

test("a place without a log statement, or in no file", async () => {
  const project = await recorded();
  explains(await project.hindlog(["backfill", "src/main.ts:5", "--yes"]), 2, "src/main.ts:5", "nearest is at line 6", "hindlog explain src/main.ts");
  explains(await project.hindlog(["backfill", "src/man.ts:6", "--yes"]), 2, 'no file "src/man.ts"');
});

test("a place is one of the current folder, with a column or without", async () => {
  const project = await recorded();
  project.write({ "src/main.ts": program('log("start", level);') });
  const cwd = join(project.root, "src");
  for (const place of ["main.ts:4", "main.ts:4:3"]) {
    const { stdout } = await project.hindlog(["backfill", place, "--dry-run", "--format", "csv"], { cwd });
    expect(stdout).toMatch(/^run,version,placed,executes,estimateMs,fullMs,known,refused\r\n\S+,1,exact,/);
  }
});

test("what is known already is held against a condition too", async () => {
  const project = await recorded();
  project.write({ "src/main.ts": program('log("start", level);') });
  for (let times = 0; times < 2; times++) expect((await project.hindlog(["backfill", "start", "--yes"])).stdout).toContain("8 values in");
  expect((await project.hindlog(["backfill", "start", "--yes", "--where", "round > 5"])).stdout).toContain("2 values in");
  expect((await project.hindlog(["backfill", "start", "--yes", "--where", "round > 50"])).stdout).toContain(
    "nothing to add to start where the condition holds",
  );
});

test("an unknown run", async () => {
  const project = await recorded();
  explains(await project.hindlog(["show", "nothing-like-it"]), 1, "nothing-like-it", "hindlog runs");
});

test("a where clause that does not parse", async () => {
  const project = await recorded();
  explains(await project.hindlog(["dataframe", "level", "--where", "level >"]), 2, "level >");
  explains(await project.hindlog(["dataframe", "level", "--where", "nowhere > 1"]), 2, "nowhere");
  explains(await project.hindlog(["backfill", "level", "--where", "(level", "--dry-run"]), 2, /\(level/);
});

test("wrong usage is status 2", async () => {
  const project = makeProject({ "src/main.ts": program("") });
  explains(await project.hindlog(["nonsense"]), 2, "nonsense");
  explains(await project.hindlog(["dataframe"]), 2, "names");
  explains(await project.hindlog(["backfill"]), 2, "names");
  explains(await project.hindlog(["run"]), 2, "file");
  explains(await project.hindlog(["run", "src/nothing.ts"]), 2, "src/nothing.ts");
  explains(await project.hindlog(["run", "--seed", "x", "src/main.ts"]), 2, "--seed");
  explains(await project.hindlog(["run", "--arg", "rate", "src/main.ts"]), 2, "name=value");
  explains(await project.hindlog(["dataframe", "level", "--format", "xml"]), 2, "xml", "csv");
});

test("SQL that does not parse, or would write", async () => {
  const project = await recorded();
  explains(await project.hindlog(["sql", "SELEC 1"]), 1, "SELEC");
  explains(await project.hindlog(["sql", "DELETE FROM runs"]), 1, /read/i);
  expect(await runIds(project)).toHaveLength(1);
});

test("a version that no longer compiles is refused by name, the others are backfilled", async () => {
  const project = await recorded();
  project.write({ "src/main.ts": program("").replace("level += work()", "level += work(step)").replace("function work()", "function work(step: number)") });
  await record(project, ["--seed", "5", "src/main.ts"]);
  project.write({
    "src/main.ts": `${program('log("start", level + missing);')}\nconst missing = 1;\n`
      .replace("let level", "let early = 2;\nearly += work();\nlet level")
      .replace("missing);", "early);"),
  });
  const outcome = await project.hindlog(["backfill", "start", "--yes", "--format", "json"]);
  expect(outcome.status).toBe(1);
  const report = JSON.parse(outcome.stdout) as { refused: { reason: string }[] };
  expect(report.refused).toHaveLength(2);
  for (const refusal of report.refused) expect(refusal.reason).toMatch(/early/);
});

test("a missing dependency is named", async () => {
  const project = makeProject({
    "src/main.ts": `import { twice } from "dependency";\n${program("").replace("level += work()", "level += twice(work())")}`,
    "node_modules/dependency/package.json": JSON.stringify({ name: "dependency", version: "1.0.0", type: "module", exports: "./index.js" }),
    "node_modules/dependency/index.js": "export const twice = (value) => value * 2;\n",
  });
  await record(project, ["--seed", "4", "src/main.ts"]);
  rmSync(join(project.root, "node_modules/dependency"), { recursive: true });
  project.write({
    "src/main.ts": `import { twice } from "dependency";\n${program('log("start", level);').replace("level += work()", "level += twice(work())")}`,
  });
  const outcome = await project.hindlog(["backfill", "start", "--yes", "--format", "json"]);
  expect(outcome.status).toBe(1);
  const report = JSON.parse(outcome.stdout) as { refused: { reason: string }[] };
  expect(report.refused).toMatchObject([{ reason: expect.stringContaining("dependency") as string }]);
});

test("a damaged journal: everything before the damage is kept, and said", async () => {
  const project = await recorded();
  const [run = ""] = await runIds(project);
  const whole = await cells(project, "level", run);
  const journal = join(project.root, ".hindlog/runs", run, "journal");
  const bytes = readFileSync(journal);
  truncateSync(journal, bytes.length - 3);
  rmSync(join(project.root, ".hindlog/hindlog.db"));
  const kept = await cells(project, "level", run);
  expect(kept).toEqual(whole.slice(0, kept.length));
  const shown = await project.hindlog(["show", run]);
  expect(shown.stdout).toMatch(/damage|cut off/i);
});

test("garbage behind a good journal", async () => {
  const project = await recorded();
  const [run = ""] = await runIds(project);
  const whole = await cells(project, "level", run);
  const journal = join(project.root, ".hindlog/runs", run, "journal");
  writeFileSync(journal, Buffer.concat([readFileSync(journal), Buffer.from("garbage".repeat(20))]));
  rmSync(join(project.root, ".hindlog/hindlog.db"));
  expect(await cells(project, "level", run)).toEqual(whole);
});

test("a damaged checkpoint: the values are right all the same", async () => {
  const project = await recorded();
  const [run = ""] = await runIds(project);
  const pack = join(project.root, ".hindlog/runs", run, "checkpoints/pack");
  if (existsSync(pack) && statSync(pack).size > 60) {
    const bytes = readFileSync(pack);
    bytes.fill(0xee, bytes.length - 40, bytes.length - 20);
    writeFileSync(pack, bytes);
  }
  rmSync(join(project.root, ".hindlog/hindlog.db"));
  project.write({ "src/main.ts": program('log("start", level);') });
  json(await project.hindlog(["backfill", "start", "--yes", "--format", "json"]));
  const starts = (await cells(project, "start", run)).map((row) => row["start"]);
  const levels = (await cells(project, "level", run)).map((row) => row["level"]);
  expect(starts).toEqual([0.5, ...levels.slice(0, -1)]);
});

test("a database that is not one is rebuilt: nothing is lost", async () => {
  const project = await recorded();
  const [run = ""] = await runIds(project);
  const whole = await cells(project, "level", run);
  for (const name of readdirSync(join(project.root, ".hindlog"))) if (name.startsWith("hindlog.db-")) rmSync(join(project.root, ".hindlog", name));
  writeFileSync(
    join(project.root, ".hindlog/hindlog.db"),
    "this is no database, it is a text that is longer than a header of one hundred bytes would be, by far.\n".repeat(50),
  );
  expect(await cells(project, "level", run)).toEqual(whole);
});

test("a database that is damaged where only some commands look is rebuilt", async () => {
  const project = await recorded();
  const [run = ""] = await runIds(project);
  const whole = await cells(project, "level", run);
  const path = join(project.root, ".hindlog/hindlog.db");
  const bytes = readFileSync(path);
  // The page of the table of files.
  bytes.fill(0x5a, 2 * 4096, 3 * 4096);
  writeFileSync(path, bytes);
  expect(await cells(project, "level", run)).toEqual(whole);
});

test("a project that cannot be written: the program runs as ever and hindlog says once why nothing was kept", async () => {
  const project = makeProject({ "src/main.ts": program(""), "blocked/file.txt": "" });
  // Root may write anywhere, so the folder is made impossible instead of forbidden: its parent is a file.
  const env = { HINDLOG_DIR: join(project.root, "blocked/file.txt/history") };
  if (process.getuid?.() !== 0) chmodSync(join(project.root, "blocked"), 0o555);
  const outcome = await project.hindlog(["run", "src/main.ts"], { env });
  expect(outcome.status).toBe(0);
  expect(outcome.stderr).toMatch(/hindlog/);
  expect(outcome.stderr).not.toMatch(/^\s+at /m);
});

test.skipIf(!canMount())("a full disk: the program runs to its end, what was written before is kept, and commands say what is wrong", async () => {
  const project = makeProject({
    "src/main.ts": `import { log } from "hindlog";\nfor (let round = 0; round < 400; round++) log("text", String(Math.random()).repeat(200));\nconsole.info("end");\n`,
  });
  const disk = join(project.root, "disk");
  mkdirSync(disk);
  mount("-t", "tmpfs", "-o", "size=600k", "tmpfs", disk);
  onTestFinished(() => void spawnSync("umount", [disk]));
  const env = { HINDLOG_DIR: join(disk, "history") };

  const outcome = await project.hindlog(["run", "--seed", "1", "src/main.ts"], { env });
  expect(outcome).toMatchObject({ status: 0, stdout: "end\n" });
  expect(outcome.stderr).toMatch(/disk|space|ENOSPC/i);
  explains(await project.hindlog(["runs"], { env }), 1, /disk is full/i);

  mount("-o", "remount,size=60m", disk);
  const rows = json(await project.hindlog(["dataframe", "text", "--format", "json"], { env }));
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.map((row) => row["round"])).toEqual(rows.map((_, index) => index));
});

function canMount(): boolean {
  return process.platform === "linux" && process.getuid?.() === 0 && spawnSync("unshare", ["--mount", "true"]).status === 0;
}

function mount(...args: string[]): void {
  const mounted = spawnSync("mount", args, { encoding: "utf8" });
  expect(mounted).toMatchObject({ status: 0 });
}
