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
import { setTimeout as sleep } from "node:timers/promises";
import { openHistory, type History } from "../history/open.ts";
import { findRoot, hindlogFolder } from "../../runtime/project-root.ts";
import { pathBelow, type Documents } from "./documents.ts";
import { HistoryIndex } from "./history-index.ts";
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
  /** Why the history cannot be read; null where it can. */
  readonly problem: string | null;
}

/** Milliseconds that an answer waits for new runs to be taken in: the first one for long, since there is nothing to show yet. */
const PATIENCE_MS = { first: 20_000, later: 150 };

const NOTHING: StatementPast = { names: [] as NameInPast[], lacking: [], loaded: 0, runs: 0, matched: 0, pending: 0, refused: [] };

interface Project {
  readonly root: string;
  readonly history: History;
  readonly index: HistoryIndex;
  /** Which file the database is, as the file system numbers them. */
  readonly inode: number | undefined;
  ingest: Promise<void> | null;
  isFirst: boolean;
  problem: string | null;
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
      await this.#takeIn(project);
      await project.index.renew();
      const textNow = (other: string): string | null => this.#documents.textNow(join(root, other));
      const past = await statementPast({ index: project.index, statements: this.statements, path, text: target.text, site: target.site, textNow });
      return { ...past, root, path, problem: past.runs === 0 ? project.problem : null };
    } catch (error) {
      this.#projects.delete(root);
      return { ...nothing, problem: messageOf(error) };
    }
  }

  /** Loads what the first question about a file needs. */
  async warmUp(path: string, text: string): Promise<void> {
    const site = await this.statements.of(path, text).then(
      ({ sites }) => sites[0],
      () => undefined,
    );
    if (site !== undefined) await this.of({ path, text, site });
  }

  /** Takes new runs and replays in, and waits for it. */
  async refresh(root: string): Promise<void> {
    const project = await this.#projects.get(root)?.catch(() => undefined);
    if (project === undefined) return;
    await project.ingest;
    await this.#ingest(project);
    project.index.forget();
  }

  async close(): Promise<void> {
    const open = await Promise.allSettled(this.#projects.values());
    this.#projects.clear();
    await Promise.allSettled(open.map((project) => (project.status === "fulfilled" ? project.value.history.close() : null)));
  }

  async #open(root: string): Promise<Project> {
    const known = this.#projects.get(root);
    if (known !== undefined) {
      const project = await known;
      if (project.inode === inodeOf(root)) return project;
      await project.ingest;
      if (this.#projects.get(root) === known) {
        this.#projects.delete(root);
        void project.history.close().catch(() => undefined);
      }
    }
    let opening = this.#projects.get(root);
    if (opening === undefined) {
      opening = openProject(root);
      this.#projects.set(root, opening);
    }
    return opening;
  }

  /** Starts to take new runs in and waits for it as long as is bearable. */
  async #takeIn(project: Project): Promise<void> {
    const patience = project.isFirst ? PATIENCE_MS.first : PATIENCE_MS.later;
    await Promise.race([this.#ingest(project), sleep(patience, undefined, { ref: false })]);
  }

  #ingest(project: Project): Promise<void> {
    project.ingest ??= project.history
      .ingest()
      .then(
        () => (project.problem = null),
        // What is in the database can be read all the same.
        (error: unknown) => (project.problem = messageOf(error)),
      )
      .then(() => {
        project.ingest = null;
        project.isFirst = false;
      });
    return project.ingest;
  }
}

async function openProject(root: string): Promise<Project> {
  const history = await openHistory(root);
  return { root, history, index: new HistoryIndex(history), inode: inodeOf(root), ingest: null, isFirst: true, problem: null };
}

function inodeOf(root: string): number | undefined {
  return statSync(join(hindlogFolder(root), "hindlog.db"), { throwIfNoEntry: false })?.ino;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
