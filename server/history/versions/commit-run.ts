/**
 * One commit a run in `versions.git`, under `refs/runs/<run id>`: the work tree with the texts that really ran on top.
 *
 * Invariants
 * 1. A run's commit is found again by its ref: deleting hindlog.db changes no version.
 * 2. Texts that become known later (lazy imports, a run that was still going) make a new commit on top of the same tree.
 * 3. Ids are stable: author, date and message come from the run alone.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Git } from "./git.ts";
import { blobId, type TreeEntry } from "./code-files.ts";
import { treePath } from "./tree-path.ts";

/** A run to keep. */
export interface RunToCommit {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** What ran: module path relative to the root, and its text. */
  readonly texts: readonly { readonly path: string; readonly text: string }[];
}

/** State of the user's repository when a run was first ingested; null outside of one. */
export interface UserState {
  readonly head: string | null;
  readonly dirty: boolean | null;
}

/** A run's commit and the files in it. */
export interface RunCommit extends UserState {
  readonly commit: string;
  readonly entries: readonly TreeEntry[];
  /** Texts that could not be put into the tree, as sentences. */
  readonly problems: readonly string[];
}

/** Makes the run's commit, or finds it where it is there already. `capture` gives the tree of the work tree and the user's state, and is asked for new runs only. */
export async function commitRun(git: Git, run: RunToCommit, capture: () => Promise<UserState & { readonly tree: string }>): Promise<RunCommit> {
  const ref = refOf(run.id);
  const before = await readCommit(git, ref);
  const base = before ?? { ...(await capture()), commit: null };
  const made = await putTexts(git, base.tree, run.texts);
  const entries = await listTree(git, made.tree);
  if (before !== null && made.tree === before.tree) return { ...before, entries, problems: made.problems };
  const message = `run ${run.id}\n\nhead: ${base.head ?? "-"}\ndirty: ${base.dirty === null ? "-" : String(base.dirty)}\n`;
  const date = run.startedAt;
  const commit = (await git(["commit-tree", made.tree, "-m", message], { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date })).trim();
  await git(["update-ref", ref, commit]);
  return { commit, head: base.head, dirty: base.dirty, entries, problems: made.problems };
}

function refOf(id: string): string {
  return `refs/runs/${id.replaceAll(/[^\w-]/g, (char) => `=${char.codePointAt(0)?.toString(16)}`)}`;
}

async function readCommit(git: Git, ref: string): Promise<(UserState & { commit: string; tree: string }) | null> {
  const commit = (await git(["for-each-ref", "--format=%(objectname)", ref])).trim();
  if (commit === "") return null;
  const text = await git(["cat-file", "commit", commit]);
  const field = (name: string): string | null => new RegExp(`^${name} (.*)$`, "m").exec(text)?.[1] ?? null;
  const [tree, head, dirty] = [field("tree"), field("head:"), field("dirty:")];
  return { commit, tree: tree!, head: head === "-" ? null : head, dirty: dirty === "-" ? null : dirty === "true" };
}

async function putTexts(git: Git, tree: string, texts: RunToCommit["texts"]): Promise<{ tree: string; problems: string[] }> {
  const present = new Map((await listTree(git, tree)).map((entry) => [entry.path, entry.oid]));
  const wanted = texts.map(({ path, text }) => ({ path: treePath(path), bytes: Buffer.from(text, "utf8") }));
  const missing = wanted.filter(({ path, bytes }) => present.get(path) !== blobId(bytes));
  if (missing.length === 0) return { tree, problems: [] };
  const folder = await mkdtemp(join(tmpdir(), "hindlog-"));
  const env = { GIT_INDEX_FILE: join(folder, "index") };
  const problems: string[] = [];
  try {
    await git(["read-tree", tree], env);
    for (const [index, { path, bytes }] of missing.entries()) {
      const file = join(folder, String(index));
      await writeFile(file, bytes);
      const oid = (await git(["hash-object", "-w", "--no-filters", "-t", "blob", file])).trim();
      await git(["update-index", "--add", "--replace", "--cacheinfo", `100644,${oid},${path}`], env).catch((error: unknown) => problems.push(`${path} could not be kept: ${String(error)}`));
    }
    return { tree: (await git(["write-tree"], env)).trim(), problems };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The files of a tree or commit. */
export async function listTree(git: Git, tree: string): Promise<TreeEntry[]> {
  const lines = (await git(["ls-tree", "-r", "-z", "--full-tree", tree])).split("\0").filter((line) => line !== "");
  return lines.map((line) => {
    const tab = line.indexOf("\t");
    const [mode, , oid] = line.slice(0, tab).split(" ");
    return { path: line.slice(tab + 1), oid: oid!, mode: mode! };
  });
}

/** State of the user's repository now. Reads only. */
export async function readUserState(user: Git | null): Promise<UserState> {
  if (user === null) return { head: null, dirty: null };
  const head = await user(["rev-parse", "--verify", "HEAD"]).then((text) => text.trim(), () => null);
  const dirty = await user(["status", "--porcelain", "-z", "--untracked-files=normal", "--ignore-submodules=all"]).then((text) => text !== "", () => null);
  return { head, dirty };
}
