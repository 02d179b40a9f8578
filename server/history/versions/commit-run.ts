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
import type { CapturedTree } from "./work-tree.ts";

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

/** What a new run's commit is based on. */
export type Capture = () => Promise<UserState & CapturedTree>;

/** The commits of runs; remembers what it read of the repository, so it is made anew for each ingest. */
export class RunCommits {
  readonly #git: Git;
  readonly #trees = new Map<string, Promise<readonly TreeEntry[]>>();
  readonly #made = new Map<string, Promise<MadeTree>>();
  #refs: Promise<ReadonlyMap<string, string>> | null = null;

  constructor(git: Git) {
    this.#git = git;
  }

  /** Makes the run's commit, or finds it where it is there already; `capture` is asked for runs that have none. */
  async commit(run: RunToCommit, capture: Capture): Promise<RunCommit> {
    const ref = refOf(run.id);
    const before = await this.#readCommit(ref);
    const captured = before === null ? await capture() : null;
    const base = before ?? { ...captured!, commit: null };
    const made = await this.#withTexts(base.tree, run.texts);
    const entries = await this.#list(made.tree);
    if (before !== null && made.tree === before.tree) return { ...before, entries, problems: made.problems };
    const message = `run ${run.id}\n\nhead: ${base.head ?? "-"}\ndirty: ${base.dirty === null ? "-" : String(base.dirty)}\n`;
    const date = run.startedAt;
    const commit = (await this.#git(["commit-tree", made.tree, "-m", message], { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date })).trim();
    await this.#git(["update-ref", ref, commit]);
    if (captured !== null) await noteKept(this.#git, run, { commit, tree: made.tree, changes: captured.changes });
    return { commit, head: base.head, dirty: base.dirty, entries, problems: made.problems };
  }

  async #readCommit(ref: string): Promise<(UserState & { commit: string; tree: string }) | null> {
    this.#refs ??= this.#git(["for-each-ref", "--format=%(refname) %(objectname)", "refs/runs/"]).then(
      (text) => new Map(text.split("\n").map((line) => line.split(" ") as [string, string])),
    );
    const commit = (await this.#refs).get(ref);
    if (commit === undefined) return null;
    const text = await this.#git(["cat-file", "commit", commit]);
    const field = (name: string): string | null => new RegExp(`^${name} (.*)$`, "m").exec(text)?.[1] ?? null;
    const [tree, head, dirty] = [field("tree"), field("head:"), field("dirty:")];
    return { commit, tree: tree!, head: head === "-" ? null : head, dirty: dirty === "-" ? null : dirty === "true" };
  }

  async #list(tree: string): Promise<readonly TreeEntry[]> {
    const known = this.#trees.get(tree) ?? listTree(this.#git, tree);
    this.#trees.set(tree, known);
    return await known;
  }

  async #withTexts(tree: string, texts: RunToCommit["texts"]): Promise<MadeTree> {
    const present = new Map((await this.#list(tree)).map((entry) => [entry.path, entry.oid]));
    const blobs = texts.map(({ path, text }): Blob => {
      const bytes = Buffer.from(text, "utf8");
      return { path: treePath(path), bytes, oid: blobId(bytes) };
    });
    const missing = blobs.filter((blob) => present.get(blob.path) !== blob.oid);
    const key = JSON.stringify([tree, ...missing.map((blob) => [blob.path, blob.oid])]);
    const made = this.#made.get(key) ?? putBlobs(this.#git, tree, missing);
    this.#made.set(key, made);
    return await made;
  }
}

interface MadeTree {
  readonly tree: string;
  readonly problems: readonly string[];
}

interface Blob {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly oid: string;
}

/** When the files of a run were kept, and which of them were changed between its start and then. */
export interface KeptFiles {
  /** Milliseconds since 1970; 0 where nobody knows. */
  readonly atMs: number;
  /** Paths relative to the root. */
  readonly changed: ReadonlySet<string>;
}

/** It stands in a commit of its own, on top: the run's is the same whenever it is made. */
async function noteKept(
  git: Git,
  { id, startedAt }: RunToCommit,
  { commit, tree, changes }: { readonly commit: string; readonly tree: string; readonly changes: CapturedTree["changes"] },
): Promise<void> {
  const beganMs = Date.parse(startedAt);
  const changed = [...changes].flatMap(([path, changedMs]) => (changedMs > beganMs ? [JSON.stringify(path)] : []));
  const folder = await mkdtemp(join(tmpdir(), "hindlog-"));
  try {
    const message = join(folder, "message");
    await writeFile(message, [`kept ${new Date().toISOString()}`, "", ...changed].join("\n"));
    const note = (await git(["commit-tree", tree, "-p", commit, "-F", message])).trim();
    await git(["update-ref", refOf(id, "kept"), note]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reads what {@link noteKept} wrote. */
export async function readKept(git: Git, id: string): Promise<KeptFiles> {
  const text = await git(["for-each-ref", "--format=%(contents)", refOf(id, "kept")]);
  const [subject = "", ...lines] = text.split("\n");
  const changed = lines.filter((line) => line.startsWith('"')).map((line) => JSON.parse(line) as string);
  return { atMs: Date.parse(subject.replace(/^kept /, "")) || 0, changed: new Set(changed) };
}

function refOf(id: string, kind: "runs" | "kept" = "runs"): string {
  return `refs/${kind}/${id.replaceAll(/[^\w-]/g, (char) => `=${char.codePointAt(0)?.toString(16)}`)}`;
}

async function putBlobs(git: Git, tree: string, blobs: readonly Blob[]): Promise<MadeTree> {
  if (blobs.length === 0) return { tree, problems: [] };
  const folder = await mkdtemp(join(tmpdir(), "hindlog-"));
  const env = { GIT_INDEX_FILE: join(folder, "index") };
  const problems: string[] = [];
  try {
    await git(["read-tree", tree], env);
    for (let from = 0; from < blobs.length; from += 200) {
      const part = blobs.slice(from, from + 200);
      const files = part.map((_, index) => join(folder, String(from + index)));
      for (const [index, file] of files.entries()) await writeFile(file, part[index]!.bytes);
      await git(["hash-object", "-w", "--no-filters", "-t", "blob", ...files]);
      problems.push(...(await putEntries(git, env, part)));
    }
    return { tree: (await git(["write-tree"], env)).trim(), problems };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** All at once; one by one where git refuses one of them, such as a path with `.git` in it. */
async function putEntries(git: Git, env: Record<string, string>, blobs: readonly Blob[]): Promise<string[]> {
  const put = async (some: readonly Blob[]): Promise<unknown> =>
    await git(["update-index", "--add", "--replace", ...some.flatMap(({ oid, path }) => ["--cacheinfo", `100644,${oid},${path}`])], env);
  try {
    await put(blobs);
    return [];
  } catch {
    const problems: string[] = [];
    for (const blob of blobs) await put([blob]).catch((error: unknown) => problems.push(`${blob.path} could not be kept: ${String(error)}`));
    return problems;
  }
}

async function listTree(git: Git, tree: string): Promise<TreeEntry[]> {
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
  const head = await user(["rev-parse", "--verify", "HEAD"]).then(
    (text) => text.trim(),
    () => null,
  );
  const dirty = await user(["status", "--porcelain", "-z", "--untracked-files=normal", "--ignore-submodules=all"]).then(
    (text) => text !== "",
    () => null,
  );
  return { head, dirty };
}
