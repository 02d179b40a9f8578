/**
 * Keeps the index of one project up to date, in a process of its own: a large run must not hold a hover up.
 *
 * Invariants
 * 1. One process, one ingest at a time; who asks meanwhile waits for that one.
 * 2. It is asked only when the run folders look different, or may: looking costs a few file stats.
 */
import { fork, type ChildProcess } from "node:child_process";
import { statSync } from "node:fs";
import { extname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { FromIngester } from "./ingest-process.ts";

const PROCESS = fileURLToPath(new URL(`./ingest-process${extname(import.meta.url)}`, import.meta.url));
/** Milliseconds after which a run that seemed alive is looked at again: one that was killed changes no file. */
const RECHECK_MS = 5000;

/** Milliseconds that an answer waits for an ingest. */
const PATIENCE_MS = { newRuns: 8000, moreOfOld: 100 };
const NOTHING_SEEN = { folder: "", journals: "", atMs: 0 };

/** Takes new runs of one project in. */
export class Ingester {
  /** Why the latest ingest failed; null where it did not. */
  problem: string | null = null;
  /** Whether one has ended yet. */
  hasRun = false;
  readonly #root: string;
  readonly #runs: string;
  #child: ChildProcess | null = null;
  #current: Promise<void> | null = null;
  /** How long the current ingest is waited for. */
  #patienceMs = PATIENCE_MS.newRuns;
  #seen = NOTHING_SEEN;

  /** @param folder - absolute path of `.hindlog` */
  constructor(root: string, folder: string) {
    this.#root = root;
    this.#runs = join(folder, "runs");
  }

  /**
   * Has what is new taken in, and waits for it as long as is bearable: once for each ingest, long where there are new runs.
   *
   * @param running - ids of the runs that were alive when last looked at
   */
  async renew(running: readonly string[]): Promise<void> {
    const folder = stamp(this.#runs);
    const journals = running.map((run) => stamp(join(this.#runs, run, "journal"))).join();
    const mayHaveEnded = running.length > 0 && Date.now() - this.#seen.atMs > RECHECK_MS;
    if (this.#current === null) {
      if (folder === this.#seen.folder && journals === this.#seen.journals && !mayHaveEnded) return;
      this.#patienceMs = folder === this.#seen.folder ? PATIENCE_MS.moreOfOld : PATIENCE_MS.newRuns;
      this.#seen = { folder, journals, atMs: Date.now() };
    }
    const patience = sleep(this.#patienceMs, "late", { ref: false });
    if ((await Promise.race([this.ingest(), patience])) === "late") this.#patienceMs = 0;
  }

  /** Takes in what is new, whatever the folders look like. */
  ingest(): Promise<void> {
    this.#current ??= this.#ask().then((problem) => {
      this.problem = problem;
      this.hasRun = true;
      this.#current = null;
      // What failed is tried again.
      if (problem !== null) this.#seen = NOTHING_SEEN;
    });
    return this.#current;
  }

  close(): void {
    this.#child?.kill();
    this.#child = null;
  }

  #ask(): Promise<string | null> {
    return new Promise((resolve) => {
      const child = this.#child ?? this.#start();
      const settle = (problem: string | null): void => {
        child.off("message", onMessage).off("exit", onExit).off("error", onError);
        resolve(problem);
      };
      const onMessage = ({ problem }: FromIngester): void => settle(problem);
      const onExit = (code: number | null, signal: string | null): void =>
        settle(`The process that reads new runs ended with ${signal ?? `status ${code}`}. What was read before is shown; try again.`);
      const onError = (error: Error): void => settle(`The process that reads new runs could not be started (${error.message}). What was read before is shown.`);
      child.on("message", onMessage).on("exit", onExit).on("error", onError);
      child.send({ root: this.#root }, (error) => void (error !== null && onError(error)));
    });
  }

  #start(): ChildProcess {
    const child = fork(PROCESS, { stdio: ["ignore", "ignore", "inherit", "ipc"], execArgv: [] });
    child.once("exit", () => void (this.#child === child && (this.#child = null)));
    // The server may end without it.
    child.unref();
    child.channel?.unref();
    this.#child = child;
    return child;
  }
}

function stamp(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? "" : `${found.mtimeMs}:${found.size}`;
}
