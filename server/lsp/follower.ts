/**
 * Remembers which older statement is which newer one, and finds out in the background what takes long.
 *
 * Invariants
 * 1. Asking never blocks for longer than one comparison of two texts.
 * 2. Comparisons with a buffer's text that has changed since are dropped.
 */
import { setImmediate as pause, setTimeout as sleep } from "node:timers/promises";
import type ts from "typescript";
import type { LogSite } from "../../runtime/format/site.ts";
import { carefulMatch, quickMatch, type AnalysedText, type Match } from "./lineage.ts";

/** Matches that are kept. */
const KEPT = 10_000;

interface Task {
  readonly key: string;
  readonly newer: AnalysedText;
  readonly site: LogSite;
  readonly older: AnalysedText;
}

/** The matches of all statements that were asked about. */
export class Follower {
  readonly #compiler: () => Promise<typeof ts>;
  readonly #known = new Map<string, Match | null>();
  #tasks: Task[] = [];
  #working: Promise<void> | null = null;

  constructor(compiler: () => Promise<typeof ts>) {
    this.#compiler = compiler;
  }

  /** The statement in the older text; null where it is not there, undefined where that is still being found out. */
  follow(newer: AnalysedText, site: LogSite, older: AnalysedText): Match | null | undefined {
    const key = `${newer.path}\0${newer.hash}\0${site.id}\0${older.hash}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const quick = quickMatch(newer, site, older);
    if (quick !== "unsure") {
      this.#keep(key, quick);
      return quick;
    }
    this.#tasks = this.#tasks.filter((task) => task.newer.path !== newer.path || task.newer.hash === newer.hash);
    if (!this.#tasks.some((task) => task.key === key)) this.#tasks.push({ key, newer, site, older });
    this.#working ??= this.#work();
    return undefined;
  }

  /** Resolves when nothing is left to find out, or after so many milliseconds. */
  async settle(patienceMs: number): Promise<void> {
    await Promise.race([this.#working, sleep(patienceMs, undefined, { ref: false })]);
  }

  async #work(): Promise<void> {
    const compiler = await this.#compiler();
    for (let task = this.#tasks.shift(); task !== undefined; task = this.#tasks.shift()) {
      this.#keep(task.key, carefulMatch(compiler, task.newer, task.site, task.older));
      await pause();
    }
    this.#working = null;
  }

  #keep(key: string, match: Match | null): void {
    if (this.#known.size >= KEPT) this.#known.clear();
    this.#known.set(key, match);
  }
}
