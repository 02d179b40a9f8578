import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterEach, expect, test } from "vitest";
import { openHistory, type History } from "../../../../server/history/open.ts";
import { freshProject, RecordedRun, trainingRun, writeFiles } from "../recorded-run.ts";

const environment = { ...process.env };
afterEach(() => {
  process.env = { ...environment };
});

function git(root: string, ...args: string[]): string {
  return execFileSync("git", ["-C", root, "-c", "user.name=a", "-c", "user.email=a@localhost", ...args], { encoding: "utf8", env: environment });
}

/** Every file below a folder but `.hindlog`: path, kind, mode, change time, content. */
function fingerprint(folder: string): string {
  const hash = createHash("sha256");
  const visit = (at: string): void => {
    for (const name of readdirSync(at).sort()) {
      if (name === ".hindlog") continue;
      const path = join(at, name);
      const stat = lstatSync(path);
      hash.update(`${relative(folder, path)}\0${stat.mode}\0${stat.mtimeMs}\0`);
      if (stat.isDirectory()) visit(path);
      else hash.update(stat.isSymbolicLink() ? readlinkSync(path) : readFileSync(path));
    }
  };
  visit(folder);
  return hash.digest("hex");
}

async function ingested(root: string): Promise<History> {
  const history = await openHistory(root);
  expect((await history.ingest()).problems).toEqual([]);
  for (const { run } of await history.runs()) expect((await history.show(run)).versionProblem).toBeNull();
  return history;
}

/** Tree paths of a run's commit and their bytes. */
function committed(root: string, commit: string | null): Record<string, string> {
  const bare = join(root, ".hindlog", "versions.git");
  const names = execFileSync("git", ["--git-dir", bare, "ls-tree", "-r", "-z", "--name-only", commit!], { encoding: "utf8" })
    .split("\0")
    .filter((name) => name !== "");
  return Object.fromEntries(
    names.map((name) => [name, execFileSync("git", ["--git-dir", bare, "cat-file", "blob", `${commit}:${name}`], { encoding: "latin1" })]),
  );
}

async function lastCommit(history: History): Promise<string | null> {
  return (await history.show("last")).commit;
}

const CODE = { "train.ts": "train\r\n", "lib/a.mts": "a", "data.csv": "1,2\r\n", "secret.env": "key", "node_modules/x/index.js": "x", ".gitignore": "*.env\n" };

test("outside of git: what .gitignore lets through, byte for byte, never node_modules or .hindlog", async () => {
  const root = freshProject({ ...CODE, "lib/.gitignore": "*.log\n", "lib/b.log": "b", "ümlaut 'x\".ts": "ü" });
  trainingRun(root, "r", { text: "train\r\n" }).end();
  const history = await ingested(root);
  const files = committed(root, await lastCommit(history));
  expect(Object.keys(files).sort()).toEqual([".gitignore", "data.csv", "lib/.gitignore", "lib/a.mts", "package.json", "train.ts", "ümlaut 'x\".ts"]);
  expect([files["train.ts"], files["data.csv"]]).toEqual(["train\r\n", "1,2\r\n"]);
  expect(await history.show("r")).toMatchObject({ head: null, dirty: null });
  await history.close();
});

test("in git: work tree, index, branches, stash and refs stay byte-identical; HEAD and dirtiness are kept", async () => {
  const root = freshProject(CODE);
  git(root, "init", "-q");
  git(root, "add", ".");
  git(root, "commit", "-qm", "one");
  writeFileSync(join(root, "data.csv"), "stashed");
  git(root, "stash", "-q");
  writeFileSync(join(root, "train.ts"), "dirty");
  writeFileSync(join(root, "untracked.ts"), "new");
  git(root, "add", "untracked.ts");
  const before = fingerprint(root);
  trainingRun(root, "r", { text: "dirty" }).end();
  const history = await ingested(root);
  expect(fingerprint(root)).toBe(before);
  expect(await history.show("r")).toMatchObject({ head: git(root, "rev-parse", "HEAD").trim(), dirty: true });
  expect(Object.keys(committed(root, await lastCommit(history))).sort()).toEqual([
    ".gitignore",
    "data.csv",
    "lib/a.mts",
    "package.json",
    "train.ts",
    "untracked.ts",
  ]);
  await history.close();
});

test("a project below the root of a git repository keeps its own files only", async () => {
  const outer = freshProject({ "other/x.ts": "x", "app/package.json": "{}", "app/train.ts": "train", "app/skip.txt": "s", ".gitignore": "skip.txt\n" });
  git(outer, "init", "-q");
  const root = join(outer, "app");
  trainingRun(root, "r").end();
  const history = await ingested(root);
  expect(Object.keys(committed(root, await lastCommit(history)))).toEqual(["package.json", "train.ts"]);
  await history.close();
});

test("tracked files that .gitignore names belong to the project", async () => {
  const root = freshProject({ "train.ts": "train", "generated.ts": "g" });
  git(root, "init", "-q");
  git(root, "add", ".");
  writeFileSync(join(root, ".gitignore"), "generated.ts\n");
  trainingRun(root, "r").end();
  const history = await ingested(root);
  expect(Object.keys(committed(root, await lastCommit(history)))).toContain("generated.ts");
  await history.close();
});

test("hostile surroundings change nothing: hooks, autocrlf, filters, signing, GIT_ variables, .gitattributes", async () => {
  const home = freshProject();
  writeFiles(home, {
    ".gitconfig": `[core]\n\tautocrlf = true\n\thooksPath = ${home}/hooks\n[commit]\n\tgpgsign = true\n[gpg]\n\tprogram = false\n[filter "up"]\n\tclean = tr a-z A-Z\n\trequired = true\n[init]\n\tdefaultObjectFormat = sha256\n`,
    "hooks/reference-transaction": `#!/bin/sh\ntouch ${home}/hooked\n`,
    "hooks/post-index-change": `#!/bin/sh\ntouch ${home}/hooked\n`,
  });
  for (const hook of readdirSync(join(home, "hooks"))) chmodSync(join(home, "hooks", hook), 0o755);
  const root = freshProject({
    "train.ts": "a\r\nb\n",
    "data.txt": "x\r\n$Id$\n",
    ".gitattributes": "*.txt filter=up ident text\n*.ts text eol=lf working-tree-encoding=UTF-16\n",
  });
  const elsewhere = freshProject();
  git(elsewhere, "init", "-q");
  const before = fingerprint(elsewhere);
  Object.assign(process.env, {
    HOME: home,
    GIT_DIR: join(elsewhere, ".git"),
    GIT_WORK_TREE: elsewhere,
    GIT_INDEX_FILE: join(elsewhere, ".git", "index"),
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "core.bare",
    GIT_CONFIG_VALUE_0: "false",
  });
  trainingRun(root, "r", { text: "a\r\nb\n" }).end();
  const history = await ingested(root);
  const files = committed(root, await lastCommit(history));
  expect([files["train.ts"], files["data.txt"]]).toEqual(["a\r\nb\n", "x\r\n$Id$\n"]);
  expect(fingerprint(elsewhere)).toBe(before);
  expect(readdirSync(home)).not.toContain("hooked");
  const exported = freshProject();
  await history.exportCommit((await lastCommit(history))!, join(exported, "out"));
  expect(readFileSync(join(exported, "out", "data.txt"), "utf8")).toBe("x\r\n$Id$\n");
  expect(readdirSync(join(exported, "out")).sort()).toEqual([".gitattributes", "data.txt", "package.json", "train.ts"]);
  await history.close();
});

test("the text that ran stands over the work tree's, ignored and outside modules too", async () => {
  const root = freshProject({ "train.ts": "edited since", "other.ts": "o", ".gitignore": "ignored.ts\n", "ignored.ts": "as it ran" });
  const run = new RecordedRun(root, { id: "r" });
  run.module("as it ran", {}, { path: "train.ts" }).module("as it ran", {}, { module: 1, path: "ignored.ts" });
  run.module("linked", {}, { module: 2, path: "../../linked/src/x.ts" }).end();
  const history = await ingested(root);
  const files = committed(root, await lastCommit(history));
  expect(files).toMatchObject({ "train.ts": "as it ran", "ignored.ts": "as it ran", ".outside/2/linked/src/x.ts": "linked", "other.ts": "o" });
  const sources = await history.sources("1");
  expect(sources.find((source) => source.path === "../../linked/src/x.ts")?.text).toBe("linked");
  await history.close();
});

test("a version is its code: data does not make one, code, tsconfig and lock files do", async () => {
  const root = freshProject({ "train.ts": "train" });
  const history = await openHistory(root, { create: true });
  const record = async (id: string, files: Record<string, string>, text = "train"): Promise<string> => {
    writeFiles(root, files);
    trainingRun(root, id, { startedAt: `2024-05-0${Number(id)}T10:00:00.000Z`, text }).end();
    await history.ingest();
    return (await history.show(id)).version!;
  };
  const first = await record("1", {});
  expect(await record("2", { "out.json": "{}", "data.csv": "1" })).toBe(first);
  const second = await record("3", { "train.ts": "train2" }, "train2");
  const third = await record("4", { "package-lock.json": "{}" }, "train2");
  const fourth = await record("5", { "tsconfig.json": "{}" }, "train2");
  expect(new Set([first, second, third, fourth]).size).toBe(4);
  expect((await history.versions()).map((version) => [version.number, version.runs])).toEqual([
    [1, ["1", "2"]],
    [2, ["3"]],
    [3, ["4"]],
    [4, ["5"]],
  ]);
  expect((await history.show("4")).lockHash).toMatch(/^[0-9a-f]{64}$/);
  expect((await history.show("1")).commit).not.toBe((await history.show("2")).commit);
  await history.close();
});

test("modules that are loaded later make the version whole, on the same tree", async () => {
  const root = freshProject({ "train.ts": "train" });
  const run = new RecordedRun(root, { id: "r" }).module("ran", {}, { path: "train.ts" }).flush();
  const history = await ingested(root);
  const before = await history.show("r");
  writeFiles(root, { "train.ts": "edited", "late.ts": "written later" });
  run.module("late text", {}, { module: 1, path: "lazy.ts" }).end();
  await history.ingest();
  const after = await history.show("r");
  expect(after.version).not.toBe(before.version);
  expect(committed(root, after.commit)).toEqual({ "package.json": "{}\n", "train.ts": "ran", "lazy.ts": "late text" });
  expect((await history.sources(after.version!)).map(({ path }) => path)).toEqual(["lazy.ts", "package.json", "train.ts"]);
  await history.close();
});

test("odd files: links are kept as links, what cannot be read or is no file is left out", async () => {
  const root = freshProject({ "train.ts": "train", "secret.ts": "s", "sub/package.json": "{}" });
  symlinkSync("train.ts", join(root, "link.ts"));
  symlinkSync("nowhere", join(root, "dangling"));
  execFileSync("mkfifo", [join(root, "pipe")]);
  mkdirSync(join(root, "nested"));
  writeFiles(root, { "nested/n.ts": "n", "-n.ts": "dash", ":(top)x.ts": "colon", "star*.ts": "star" });
  git(join(root, "nested"), "init", "-q");
  trainingRun(root, "r").end();
  const history = await ingested(root);
  const files = committed(root, await lastCommit(history));
  expect(Object.keys(files).sort()).toEqual([
    "-n.ts",
    ":(top)x.ts",
    "dangling",
    "link.ts",
    "package.json",
    "secret.ts",
    "star*.ts",
    "sub/package.json",
    "train.ts",
  ]);
  expect(files["link.ts"]).toBe("train.ts");
  await history.close();
});

test("a second ingest with a changed work tree captures additions, changes and deletions", async () => {
  const root = freshProject({ "train.ts": "train", "gone.ts": "g", "dir/x.ts": "x" });
  const history = await openHistory(root, { create: true });
  trainingRun(root, "1").end();
  await history.ingest();
  rmSync(join(root, "gone.ts"));
  rmSync(join(root, "dir"), { recursive: true });
  writeFiles(root, { dir: "a file now", "added.ts": "a" });
  trainingRun(root, "2", { startedAt: "2024-05-02T00:00:00.000Z" }).end();
  await history.ingest();
  expect(Object.keys(committed(root, await lastCommit(history)))).toEqual(["added.ts", "dir", "package.json", "train.ts"]);
  await history.close();
});

test("without git the run is kept, says why it has no version, and gets one later", async () => {
  const root = freshProject({ "train.ts": "train" });
  trainingRun(root, "r").end();
  process.env["PATH"] = join(root, "empty");
  const history = await openHistory(root);
  await history.ingest();
  expect(await history.show("r")).toMatchObject({ version: null, records: 8, versionProblem: expect.stringMatching(/git.*not found.*Install git/) });
  process.env["PATH"] = environment["PATH"]!;
  await history.ingest();
  expect(await history.show("r")).toMatchObject({ versionNumber: 1, versionProblem: null });
  await history.close();
});

test(".hindlog elsewhere, and inside the tree under another name, is not committed", async () => {
  const root = freshProject({ "train.ts": "train" });
  trainingRun(root, "r").end();
  execFileSync("mv", [join(root, ".hindlog"), join(root, "store")]);
  process.env["HINDLOG_DIR"] = join(root, "store");
  const history = await ingested(root);
  const commit = await lastCommit(history);
  const names = execFileSync("git", ["--git-dir", join(root, "store", "versions.git"), "ls-tree", "-r", "--name-only", commit!], { encoding: "utf8" });
  expect(names).toBe("package.json\ntrain.ts\n");
  expect(statSync(join(root, "store", ".gitignore")).isFile()).toBe(true);
  await history.close();
});
