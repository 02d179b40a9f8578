/** Gives runs their commit and their version. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { explainWrite, HistoryError } from "../errors.ts";
import type { Layout } from "../layout.ts";
import { insertMany } from "../bulk.ts";
import type { Connection } from "../sqlite.ts";
import { isCode, lockHashOf, versionIdOf } from "../versions/code-files.ts";
import { readUserState, RunCommits, type Capture, type RunCommit, type RunToCommit } from "../versions/commit-run.ts";
import { exportTree } from "../versions/export-tree.ts";
import { privateGit, userGit, type Git } from "../versions/git.ts";
import { modulePath } from "../versions/tree-path.ts";
import { captureWorkTree } from "../versions/work-tree.ts";
import { hashText } from "./modules.ts";

/** Texts of code files by tree path. */
type CodeTexts = Map<string, { readonly hash: string; readonly text: string }>;

/** Makes versions during one ingest; the work tree is captured at most once, when the first new run needs it. */
export class VersionMaker {
  readonly #connection: Connection;
  readonly #layout: Layout;
  #git: Promise<Git> | null = null;
  #commits: RunCommits | null = null;
  #captured: ReturnType<Capture> | null = null;

  constructor(connection: Connection, layout: Layout) {
    this.#connection = connection;
    this.#layout = layout;
  }

  /** Gives the run its commit and version where it has none for the modules known now. Failures of git are kept as a sentence on the run. */
  async make(runKey: number): Promise<void> {
    const run = await this.#connection.get<{ run_id: string; started_at: string }>("SELECT run_id, started_at FROM runs WHERE run_key = ?", [runKey]);
    const texts = await this.#connection.all<{ path: string; text: string }>(
      "SELECT f.path, f.text, min(m.strand * 1000000 + m.module) AS first FROM modules m JOIN files f USING (file_id) WHERE m.run_key = ? GROUP BY f.path",
      [runKey],
    );
    const made = await this.#commit({ id: run!.run_id, startedAt: run!.started_at, texts });
    if (typeof made === "string") await this.#connection.run("UPDATE runs SET version_problem = ? WHERE run_key = ?", [made, runKey]);
    else await this.#store(runKey, made.commit, made.texts);
  }

  /** The commit and its new texts, or a sentence where git could not make it: the run is kept without a version, and the next ingest tries again. */
  async #commit(run: RunToCommit): Promise<{ commit: RunCommit; texts: CodeTexts } | string> {
    try {
      this.#git ??= privateGit(this.#layout.versions, this.#layout.root);
      const git = await this.#git;
      this.#commits ??= new RunCommits(git);
      const commit = await this.#commits.commit(run, () => this.#capture(git));
      return { commit, texts: await this.#newTexts(git, commit) };
    } catch (error) {
      const explained = explainWrite(error, this.#layout.versions);
      if (explained instanceof HistoryError) return `Its version could not be kept: ${explained.message}`;
      throw error;
    }
  }

  async #capture(git: Git): ReturnType<Capture> {
    this.#captured ??= userGit(this.#layout.root).then(async (user) => ({
      ...(await captureWorkTree(this.#layout, git, user)),
      ...(await readUserState(user)),
    }));
    return await this.#captured;
  }

  /** Texts of code files that the database does not have yet, by tree path. */
  async #newTexts(git: Git, commit: RunCommit): Promise<CodeTexts> {
    const known = await this.#connection.get("SELECT 1 AS known FROM versions WHERE version_id = ?", [versionIdOf(commit.entries)]);
    const texts: CodeTexts = new Map();
    const code = commit.entries.filter((entry) => isCode(entry.path) && entry.mode !== "120000");
    if (known !== undefined || code.length === 0) return texts;
    const folder = await mkdtemp(join(tmpdir(), "hindlog-"));
    try {
      await exportTree(git, commit.commit, { folder, paths: code.map((entry) => entry.path) });
      for (const { path } of code) {
        const text = await readFile(join(folder, path), "utf8");
        texts.set(path, { hash: hashText(text), text });
      }
      return texts;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #store(runKey: number, commit: RunCommit, texts: CodeTexts): Promise<void> {
    const connection = this.#connection;
    const versionId = versionIdOf(commit.entries);
    await connection.transaction(async () => {
      const made = await connection.run("INSERT OR IGNORE INTO versions (version_id, lock_hash) VALUES (?, ?)", [versionId, lockHashOf(commit.entries)]);
      if (made.changes > 0) await storeFiles(connection, versionId, texts);
      await connection.run("UPDATE runs SET version_id = ?, commit_id = ?, head = ?, dirty = ?, version_problem = ? WHERE run_key = ?", [
        versionId,
        commit.commit,
        commit.head,
        commit.dirty === null ? null : Number(commit.dirty),
        commit.problems.length === 0 ? null : commit.problems.join(" "),
        runKey,
      ]);
    });
  }
}

async function storeFiles(connection: Connection, versionId: string, texts: CodeTexts): Promise<void> {
  const files = [...texts].map(([path, { hash, text }]) => [modulePath(path), hash, text]);
  await insertMany(connection, { table: "files", columns: ["path", "hash", "text"], ignore: true }, files);
  await connection.run(
    "INSERT OR IGNORE INTO version_files (version_id, file_id) SELECT ?, file_id FROM json_each(?) AS wanted JOIN files ON files.path = json_extract(wanted.value, '$[0]') AND files.hash = json_extract(wanted.value, '$[1]')",
    [versionId, JSON.stringify(files.map(([path, hash]) => [path, hash]))],
  );
}
