/** What past runs say about the loops of a file: checkpoints, why some are not usable, notes. */
import { parseActivationKey } from "../../runtime/format/key.ts";
import type { History } from "./open.ts";

/** Runs that are asked, newest first. */
const ASKED_RUNS = 10;

/** What the newest runs say about one loop. */
export interface LoopPast {
  /** Runs that loaded the file with this loop in it; at most the newest ten are asked. */
  readonly runs: number;
  /** Checkpoints that can be restored. */
  readonly checkpoints: number;
  readonly unusable: readonly { readonly reason: string; readonly count: number }[];
  /** What the runs noted, each once. */
  readonly notes: readonly string[];
}

/** By {@link loopKey}: a loop is the same one in another text of the file if it has the same name in the same function. */
export type LoopPasts = ReadonlyMap<string, LoopPast>;

/** Stands for a loop of a file across its texts. */
export function loopKey(loop: { readonly fn: string; readonly name: string }): string {
  return `${loop.fn}\0${loop.name}`;
}

interface Found {
  runs: number;
  checkpoints: number;
  readonly unusable: Map<string, number>;
  readonly notes: Set<string>;
}

/** @param path - relative to the root, with `/`. @returns an empty map where no run loaded the file */
export async function loopPasts(history: History, path: string): Promise<LoopPasts> {
  const runs = await history.sql(
    `SELECT DISTINCT run_key, file_id FROM modules JOIN runs USING (run_key) WHERE path = ? ORDER BY started_at DESC, run_id DESC LIMIT ${ASKED_RUNS}`,
    [path],
  );
  const found = new Map<string, Found>();
  for (const run of runs) await addRun(history, { run: Number(run["run_key"]), file: Number(run["file_id"]), path }, found);
  return new Map(
    [...found].map(([key, { unusable, notes, ...counts }]) => {
      const reasons = [...unusable].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
      return [key, { ...counts, unusable: reasons, notes: [...notes] }];
    }),
  );
}

interface OneRun {
  readonly run: number;
  readonly file: number;
  readonly path: string;
}

async function addRun(history: History, { run, file, path }: OneRun, found: Map<string, Found>): Promise<void> {
  const loops = new Map<number, Found>();
  for (const site of await history.sql("SELECT id, name, fn FROM sites WHERE file_id = ? AND kind = 'loop'", [file])) {
    const key = loopKey({ fn: String(site["fn"]), name: String(site["name"]) });
    const past = found.get(key) ?? { runs: 0, checkpoints: 0, unusable: new Map(), notes: new Set() };
    past.runs++;
    found.set(key, past);
    loops.set(Number(site["id"]), past);
  }
  const counted = "SELECT key, unusable, count(*) AS count FROM checkpoints WHERE run_key = ? GROUP BY key, unusable";
  for (const row of await history.sql(counted, [run])) {
    const past = loopOf(String(row["key"]), path, loops);
    const [reason, count] = [row["unusable"], Number(row["count"])];
    if (past === undefined) continue;
    if (typeof reason === "string") past.unusable.set(reason, (past.unusable.get(reason) ?? 0) + count);
    else past.checkpoints += count;
  }
  // A note about a loop has the loop's place behind its kind: `unusable src|main.ts#3`.
  for (const row of await history.sql("SELECT kind, text FROM notes WHERE run_key = ?", [run])) {
    const place = String(row["kind"]).split(" ")[1];
    if (place !== undefined && place.includes("#")) loopOf(`${place}.0`, path, loops)?.notes.add(String(row["text"]));
  }
}

function loopOf(key: string, path: string, loops: ReadonlyMap<number, Found>): Found | undefined {
  const { module, loop } = parseActivationKey(key);
  return module === path ? loops.get(loop) : undefined;
}
