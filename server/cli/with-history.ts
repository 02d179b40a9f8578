/** How verbs get at the history of the project they are called in. */
import { findRoot } from "../../runtime/project-root.ts";
import type { History } from "../history/open.ts";
import { isDamage } from "../history/sqlite.ts";
import { interruptible } from "./interruption.ts";
import { startProgress } from "./progress.ts";

const load = (): Promise<typeof import("../history/open.ts")> => import("../history/open.ts");

/** The history of a project. @throws HistoryError `no-history` where nothing was recorded */
export async function openHistory(root: string): Promise<History> {
  // Loaded here: a program is started by a command that needs none of it before the program has ended.
  return (await load()).openHistory(root);
}

/** Loads what {@link openHistory} needs; where that fails, opening says so. */
export function preloadHistory(): void {
  load().catch(() => undefined);
}

/** Opens the history of the current folder, reads what is new, does `work` and closes it. @throws HistoryError `no-history` where nothing was recorded */
export function withHistory<T>(work: (history: History) => Promise<T>): Promise<T> {
  return interruptible(async (signal) => {
    const history = await openHistory(findRoot(process.cwd()));
    try {
      await readNew(history, signal);
      return await work(history).catch(async (error: unknown) => {
        if (!isDamage(error)) throw error;
        await history.rebuild(undefined, signal);
        return await work(history);
      });
    } finally {
      await history.close();
    }
  });
}

/** Reads what runs have written since the last time. */
export async function readNew(history: History, signal?: AbortSignal): Promise<void> {
  const progress = startProgress("Reading runs");
  try {
    await history.ingest(({ index, runs, run }) => progress.update(index, runs, run), signal);
  } finally {
    progress.stop();
  }
}
