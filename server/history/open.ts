/**
 * The history of a project: what all commands and the language server ask.
 *
 * Invariants
 * 1. Queries run on a read-only connection and see whole transactions; they never wait for an ingest.
 * 2. The database is an index: one that is damaged is deleted and made again from the run folders.
 */
import { existsSync, rmSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { buildDataframe, checkedWhere } from "./dataframe/dataframe.ts";
import { loadKnownColumns } from "./dataframe/known-columns.ts";
import type { Dataframe, DataframeOptions } from "./dataframe/types.ts";
import { createPowers } from "./bulk.ts";
import { explainWrite, HistoryError } from "./errors.ts";
import { ingest, type IngestProgress, type IngestResult } from "./ingest/ingest.ts";
import { ensureLayout, layoutOf, type Layout } from "./layout.ts";
import { migrate } from "./migrations/index.ts";
import { listNames, loadNameHistory, type NameFilter, type NameHistory } from "./names.ts";
import { hindlogFolder } from "./project.ts";
import { runReadOnly } from "./read-only-sql.ts";
import { listRunSummaries, showRun, type RunDetail, type RunSummary } from "./runs.ts";
import { Connection, isDamage, type Row, type SqlValue } from "./sqlite.ts";
import { exportTree } from "./versions/export-tree.ts";
import { readKept, type KeptFiles } from "./versions/commit-run.ts";
import { privateGit } from "./versions/git.ts";
import { listVersions, loadModuleTexts, loadPaths, loadSources, loadTexts, type ModuleText, type SourceText, type VersionSummary } from "./version-list.ts";
import type { Where } from "./where/parse.ts";

/** How {@link openHistory} opens. */
export interface OpenOptions {
  /** Make `.hindlog` where it is missing instead of refusing. @defaultValue false */
  readonly create?: boolean;
}

/** The two connections, and which file they are to. */
interface Connections {
  readonly writer: Connection;
  readonly reader: Connection;
  readonly inode: number;
}

/** The open history of one project. */
export class History {
  readonly layout: Layout;
  #connections: Connections;
  /** How often the database was replaced while open. */
  #generation = 0;

  private constructor(layout: Layout, connections: Connections) {
    this.layout = layout;
    this.#connections = connections;
  }

  /** See {@link openHistory}. */
  static async open(root: string, options: OpenOptions = {}): Promise<History> {
    const layout = layoutOf(resolve(root), resolve(hindlogFolder(root)));
    if (options.create !== true && !existsSync(layout.folder)) {
      throw new HistoryError(
        "no-history",
        `Expected a history in ${layout.folder}, but nothing was recorded there. Run a program with \`hindlog run FILE\` first, or go to the project's folder.`,
      );
    }
    ensureLayout(layout);
    return new History(layout, await connect(layout));
  }

  /** Brings the index up to the run folders, running programs too. @throws HistoryError `disk-full`, `read-only`, `busy`; the signal's reason when aborted. */
  async ingest(onProgress?: (progress: IngestProgress) => void, signal?: AbortSignal): Promise<IngestResult> {
    await this.#renew();
    try {
      return await ingest(this.#connections.writer, this.layout, { onProgress, signal });
    } catch (error) {
      if (!isDamage(error)) throw error;
      return await this.rebuild(onProgress, signal);
    }
  }

  /** Makes the index anew from the run folders: it is damaged. */
  async rebuild(onProgress?: (progress: IngestProgress) => void, signal?: AbortSignal): Promise<IngestResult> {
    removeDatabase(this.layout);
    await this.#renew();
    return await ingest(this.#connections.writer, this.layout, { onProgress, signal });
  }

  get #reader(): Connection {
    return this.#connections.reader;
  }

  /** Opens the database again where the one that is open was deleted, by the user or by another process that found it damaged. */
  async #renew(): Promise<void> {
    if (inodeOf(this.layout) === this.#connections.inode) return;
    const before = this.#connections;
    ensureLayout(this.layout);
    this.#connections = await connect(this.layout);
    this.#generation++;
    await before.reader.close();
    await before.writer.close();
  }

  /** All runs by start. */
  async runs(): Promise<RunSummary[]> {
    return await listRunSummaries(this.#reader);
  }

  /** One run by id, a part of it, or `last`. @throws HistoryError `unknown-run`. */
  async show(run: string): Promise<RunDetail> {
    return await showRun(this.#reader, run);
  }

  /** All names that have values; sorted. */
  async names(): Promise<string[]> {
    return await listNames(this.#reader);
  }

  /** The values of names, arguments and run columns over all runs. @throws HistoryError `unknown-name`, `unknown-run`, `where`. */
  async dataframe(names: readonly string[], options: DataframeOptions = {}): Promise<Dataframe> {
    return await buildDataframe(this.#reader, names, options);
  }

  /** Roll-ups of one name, a run each; for hover. */
  async valuesOf(name: string, filter: NameFilter = {}): Promise<NameHistory[]> {
    return await loadNameHistory(this.#reader, name, filter);
  }

  /** One query that reads. @throws HistoryError `sql`. */
  async sql(query: string, params: readonly SqlValue[] = []): Promise<Row[]> {
    return await runReadOnly(this.#reader, query, params);
  }

  /** All versions, oldest first. */
  async versions(): Promise<VersionSummary[]> {
    return await listVersions(this.#reader);
  }

  /** The code of a version by id, beginning of id, or number. @throws HistoryError `unknown-version`. */
  async sources(version: string): Promise<SourceText[]> {
    return await loadSources(this.#reader, version);
  }

  /** The modules that the runs of a version loaded, by its whole id. */
  async moduleTexts(version: string): Promise<ModuleText[]> {
    return await loadModuleTexts(this.#reader, version);
  }

  /** Paths of the code files of a version, by its whole id. */
  async paths(version: string): Promise<string[]> {
    return await loadPaths(this.#reader, version);
  }

  /** Texts of some code files of a version, by its whole id. */
  async texts(version: string, paths: readonly string[]): Promise<Map<string, string>> {
    return await loadTexts(this.#reader, version, paths);
  }

  /** Writes all files of a commit of versions.git (`RunDetail.commit`) below an absolute folder, byte for byte. @throws HistoryError `git`. */
  async exportCommit(commit: string, folder: string): Promise<void> {
    await exportTree(await privateGit(this.layout.versions, this.layout.root), commit, { folder });
  }

  /** When the files of a run were kept, and which of them had been changed since it began. @throws HistoryError `git`. */
  async kept(run: string): Promise<KeptFiles> {
    return await readKept(await privateGit(this.layout.versions, this.layout.root), run);
  }

  /** Parses a condition and checks its columns. @throws HistoryError `where`. */
  async where(text: string): Promise<Where> {
    return checkedWhere(text, await loadKnownColumns(this.#reader));
  }

  /** Changes whenever the index was written to by anyone; costs about 0.01 ms. */
  async dataVersion(): Promise<number> {
    await this.#renew();
    const row = await this.#reader.get<{ data_version: number }>("PRAGMA data_version");
    return this.#generation * 2 ** 32 + row!.data_version;
  }

  async close(): Promise<void> {
    await this.#connections.reader.close();
    await this.#connections.writer.close();
  }
}

/**
 * Opens the history of a project.
 * @param root - absolute path of the project root ({@link findRoot}).
 * @throws HistoryError `no-history`, `no-sqlite`, `read-only`, `disk-full`, `newer-database`.
 */
export async function openHistory(root: string, options: OpenOptions = {}): Promise<History> {
  return await History.open(root, options);
}

async function connect(layout: Layout): Promise<Connections> {
  try {
    return await tryConnect(layout);
  } catch (error) {
    if (!isDamage(error)) throw explainWrite(error, layout.folder);
    removeDatabase(layout);
    return await tryConnect(layout);
  }
}

async function tryConnect(layout: Layout): Promise<Connections> {
  const writer = await Connection.open(layout.database, { readOnly: false });
  try {
    await migrate(writer);
    await createPowers(writer);
    const reader = await Connection.open(layout.database, { readOnly: true });
    await reader.exec("PRAGMA query_only = ON");
    return { writer, reader, inode: inodeOf(layout) };
  } catch (error) {
    await writer.close();
    throw error;
  }
}

/** 0 where there is no database. */
function inodeOf(layout: Layout): number {
  return statSync(layout.database, { throwIfNoEntry: false })?.ino ?? 0;
}

function removeDatabase(layout: Layout): void {
  for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(layout.database + suffix, { force: true });
}
