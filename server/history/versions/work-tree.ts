/**
 * The work tree as it stands, as a tree object of the private repository.
 *
 * Invariants
 * 1. It holds the files that `.gitignore` lets through (and those the user's repository tracks), byte for byte; never node_modules,
 *    `.git` or `.hindlog`; nothing outside the root.
 * 2. The index is our own file inside the private repository, so files that did not change are not read again.
 */
import { constants } from "node:fs";
import { access, lstat, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { HistoryError } from "../errors.ts";
import type { Layout } from "../layout.ts";
import type { Git } from "./git.ts";

/** Files above this size are data: they are left out of versions. */
const MAX_FILE_BYTES = 20 * 1024 * 1024;
/** A tree with more files is not one project: more likely the root is a folder that holds many. */
const MAX_FILES = 100_000;
const TRIES = 3;

/** A work tree as it was kept. */
export interface CapturedTree {
  /** Id of the tree object. */
  readonly tree: string;
  /** By path: when the file was changed last (contents, name or mode), milliseconds since 1970. */
  readonly changes: ReadonlyMap<string, number>;
}

/**
 * Writes the work tree's tree object. `user` is git on the user's repository, null where there is none.
 * @throws HistoryError `too-many-files`
 */
export async function captureWorkTree(layout: Layout, git: Git, user: Git | null): Promise<CapturedTree> {
  const env = { GIT_INDEX_FILE: join(layout.versions, "worktree.index") };
  for (let attempt = 1; ; attempt++) {
    const files = await listFiles(layout, git, user);
    try {
      await updateIndex(git, env, [...files.keys()]);
      return { tree: (await git(["write-tree"], env)).trim(), changes: files };
    } catch (error) {
      if (attempt === 2) await rm(env.GIT_INDEX_FILE, { force: true });
      if (attempt === TRIES) throw error;
    }
  }
}

/** Paths relative to the root, with `/`, that belong to the project; with the time of their last change. */
async function listFiles(layout: Layout, git: Git, user: Git | null): Promise<Map<string, number>> {
  const names = new Set((await listNames(layout, git, user)).split("\0"));
  if (names.size > MAX_FILES)
    throw new HistoryError(
      "too-many-files",
      `Expected the folder of one project, but ${layout.root} has ${names.size} files that git does not ignore. Put a package.json into the project's own folder, or name what is not source in .gitignore.`,
    );
  const folder = relative(layout.root, resolve(layout.folder)).replaceAll("\\", "/");
  const files = new Map<string, number>();
  for (const name of names) {
    if (name === "" || name.startsWith("../") || isPrivate(name) || name === folder || name.startsWith(`${folder}/`)) continue;
    const changedMs = await changeOf(join(layout.root, name));
    if (changedMs !== null) files.set(name, changedMs);
  }
  return files;
}

/** The user's repository knows which ignored files it tracks; where it cannot be read, the private one applies `.gitignore`. */
async function listNames(layout: Layout, git: Git, user: Git | null): Promise<string> {
  if (user !== null) {
    try {
      return await user(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    } catch {
      // Such as an index that is being rewritten: the private repository answers.
    }
  }
  return await git(["ls-files", "-z", "--others", "--exclude-standard"], { GIT_INDEX_FILE: join(layout.versions, "empty.index") });
}

function isPrivate(name: string): boolean {
  return name.split("/").some((part) => part === "node_modules" || part === ".hindlog" || part.toLowerCase() === ".git");
}

/** Null where the file cannot be kept. */
async function changeOf(path: string): Promise<number | null> {
  try {
    const stat = await lstat(path);
    if (!stat.isSymbolicLink()) {
      if (!stat.isFile() || stat.size > MAX_FILE_BYTES) return null;
      await access(path, constants.R_OK);
    }
    return Math.max(stat.mtimeMs, stat.ctimeMs);
  } catch {
    return null;
  }
}

async function updateIndex(git: Git, env: Record<string, string>, files: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "hindlog-"));
  try {
    const wanted = new Set(files);
    const gone = (await git(["ls-files", "-z"], env)).split("\0").filter((name) => name !== "" && !wanted.has(name));
    await withList(folder, gone, async (list) => await git(["rm", "--cached", "--force", "--quiet", "--ignore-unmatch", ...list], env));
    await withList(folder, files, async (list) => await git(["add", "--force", ...list], env));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function withList(folder: string, names: readonly string[], use: (options: string[]) => Promise<unknown>): Promise<void> {
  if (names.length === 0) return;
  const file = join(folder, "list");
  await writeFile(file, names.join("\0"));
  await use([`--pathspec-from-file=${file}`, "--pathspec-file-nul"]);
}
