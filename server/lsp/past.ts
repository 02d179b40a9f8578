/**
 * The past of the log statements of buffers, over all projects that the editor has open.
 *
 * Invariants
 * 1. No `.hindlog` is ever made here, and nothing outside it is written.
 * 2. `of` never throws: what keeps a history from being read is the answer's `problem`.
 * 3. A database that was deleted is opened anew: it is an index, and rebuilt.
 * 4. New runs are taken in when somebody asks, and asking waits for that a moment at most.
 */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { configuredLogCalls } from "../log-calls.ts";
import { openHistory, type History } from "../history/open.ts";
import { findRoot } from "../../runtime/project-root.ts";
import { hindlogFolder } from "../history/project.ts";
import { pathBelow, type Documents } from "./documents.ts";
import { HistoryIndex } from "./history-index.ts";
import { Ingester } from "./ingester.ts";
import type { NameInPast } from "./render/hover.ts";
import { statementPast, type StatementPast } from "./statement-past.ts";
import { Statements } from "./statements.ts";
import type { Target } from "./target.ts";

/** What is known of a statement's past, and where. */
export interface Past extends StatementPast {
  /** Absolute path of the project root. */
  readonly root: string;
  /** Path of the file relative to the root. */
  readonly path: string;
  /** Why the history cannot be read, or not yet; null where it is. */
  readonly problem: string | null;
}

const NOTHING: StatementPast = { names: [] as NameInPast[], lacking: [], lackingNames: [], loaded: 0, runs: 0, matched: 0, pending: 0, refused: [] };

interface Project {
  readonly root: string;
  readonly history: History;
  readonly index: HistoryIndex;
  /** Which file the database is, as the file system numbers them. */
  readonly inode: number | undefined;
  readonly ingester: Ingester;
}

/** All histories that are open. */
export class Pasts {
  readonly statements: Statements = new Statements();
  readonly #documents: Documents;
  readonly #projects = new Map<string, Promise<Project>>();

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  /** What is known of a log statement of a buffer. */
  async of(target: Pick<Target, "path" | "text" | "site">): Promise<Past> {
    const root = findRoot(target.path);
    const path = pathBelow(root, target.path) ?? target.path;
    const nothing = { ...NOTHING, root, path };
    if (!existsSync(hindlogFolder(root))) return { ...nothing, problem: null };
    try {
      const project = await this.#open(root);
      await project.index.renew();
      const running = [...(await project.index.runs()).values()].filter((run) => run.status === "running");
      await project.ingester.renew(running.map((run) => run.id));
      await project.index.renew();
      const textNow = (other: string): string | null => this.#documents.textNow(join(root, other));
      const logCallsNow = (other: string): readonly string[] => configuredLogCalls(join(root, other));
      const past = await statementPast({ index: project.index, statements: this.statements, path, text: target.text, site: target.site, textNow, logCallsNow });
      const { problem, hasRun } = project.ingester;
      const unread = hasRun ? null : `The runs in ${hindlogFolder(root)} are still being read for the first time; hover again in a moment.`;
      return { ...past, root, path, problem: unread ?? (past.runs === 0 ? problem : null) };
    } catch (error) {
      const failed = this.#projects.get(root);
      this.#projects.delete(root);
      void failed?.then(closeProject).catch(() => undefined);
      return { ...nothing, problem: messageOf(error) };
    }
  }

  /** Loads what the first question about a file needs. */
  async warmUp(path: string, text: string): Promise<void> {
    const site = await this.statements.of(path, text, configuredLogCalls(path)).then(
      ({ sites }) => sites[0],
      () => undefined,
    );
    if (site !== undefined) await this.of({ path, text, site });
  }

  /** Takes new runs and replays in, and waits for it. */
  async refresh(root: string): Promise<void> {
    const project = await this.#projects.get(root)?.catch(() => undefined);
    if (project === undefined) return;
    await project.ingester.ingest();
    project.index.forget();
  }

  async close(): Promise<void> {
    const open = [...this.#projects.values()];
    this.#projects.clear();
    await Promise.allSettled(open.map(async (project) => closeProject(await project)));
  }

  async #open(root: string): Promise<Project> {
    const known = this.#projects.get(root);
    if (known !== undefined) {
      const project = await known;
      if (project.inode === inodeOf(root)) return project;
      if (this.#projects.get(root) === known) {
        this.#projects.delete(root);
        await closeProject(project);
      }
    }
    let opening = this.#projects.get(root);
    if (opening === undefined) {
      opening = openProject(root);
      this.#projects.set(root, opening);
    }
    return opening;
  }
}

async function openProject(root: string): Promise<Project> {
  const history = await openHistory(root);
  return { root, history, index: new HistoryIndex(history), inode: inodeOf(root), ingester: new Ingester(root, hindlogFolder(root)) };
}

async function closeProject({ history, ingester }: Project): Promise<void> {
  ingester.close();
  await history.close();
}

function inodeOf(root: string): number | undefined {
  return statSync(join(hindlogFolder(root), "hindlog.db"), { throwIfNoEntry: false })?.ino;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
