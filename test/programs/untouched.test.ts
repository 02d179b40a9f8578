import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { namesOf, versionFiles } from "./support/case.ts";
import { hashTree, makeProject, type Project } from "./support/project.ts";
import { record } from "./support/rows.ts";

const CASE = "inner-loop-state";

async function git(project: Project, ...args: string[]): Promise<string> {
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"];
  const outcome = await project.run("git", [...identity, ...args]);
  expect({ args, status: outcome.status, stderr: outcome.stderr }).toMatchObject({ status: 0 });
  return outcome.stdout;
}

/** A repository with two branches, a tag, a stash, a staged change, an unstaged one, an untracked file and hooks that would leave a trace. */
async function busyRepository(): Promise<Project> {
  const project = makeProject({ ...versionFiles(CASE, "1", false), "notes.txt": "one\n" });
  await git(project, "init", "--quiet", "--initial-branch=main");
  await git(project, "add", ".");
  await git(project, "commit", "--quiet", "-m", "First");
  await git(project, "tag", "first");
  await git(project, "branch", "side");
  project.write({ "notes.txt": "stashed\n" });
  await git(project, "stash", "--quiet");
  project.write({ "notes.txt": "staged\n" });
  await git(project, "add", "notes.txt");
  project.write({ "notes.txt": "unstaged\n", "untracked.txt": "mine\n" });
  mkdirSync(join(project.root, ".git/hooks"), { recursive: true });
  for (const hook of ["pre-commit", "post-commit", "post-checkout", "reference-transaction"]) {
    appendFileSync(join(project.root, ".git/hooks", hook), "#!/bin/sh\necho ran >> hook-ran.txt\n", { mode: 0o755 });
  }
  return project;
}

test("work tree, index, branches, stash and refs are byte-identical after every command", async () => {
  const project = await busyRepository();
  const check = async (work: () => Promise<unknown>): Promise<void> => {
    const before = hashTree(project.root);
    await work();
    expect(hashTree(project.root)).toBe(before);
  };
  await check(() => record(project, ["--seed", "1", "src/main.ts"]));
  project.write(versionFiles(CASE, "2", false));
  await check(() => record(project, ["--seed", "2", "src/main.ts"]));
  project.write(versionFiles(CASE, "3", true));
  const names = namesOf(CASE, "3");
  for (const args of [
    ["runs"],
    ["dataframe", "loss"],
    ["backfill", ...names, "--dry-run"],
    ["backfill", ...names, "--yes"],
    ["dataframe", "loss", ...names, "--format", "csv"],
    ["sql", "SELECT count(*) FROM logs"],
  ]) {
    await check(async () => expect(await project.hindlog(args)).toMatchObject({ status: 0 }));
  }
  expect(await git(project, "stash", "list")).toContain("stash@{0}");
});
