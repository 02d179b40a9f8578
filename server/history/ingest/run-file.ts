/** Reads `run.json` and makes the row of a run. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { RunFile } from "../../../runtime/format/run.ts";
import type { Connection } from "../sqlite.ts";

/** What is known of a run before its journal is read. */
export interface KnownRun {
  readonly file: RunFile;
  /** Why `run.json` could not be read; the run is then kept with what its folder tells. */
  readonly damage: string | null;
}

/** Reads `run.json`; null for a folder in which nothing was recorded yet. */
export function readRunFile(folder: string, id: string): KnownRun | null {
  try {
    const parsed: unknown = JSON.parse(readFileSync(join(folder, "run.json"), "utf8"));
    return { file: { ...blank(folder, id), ...picked(parsed), id }, damage: null };
  } catch (error) {
    const journal = statSync(join(folder, "journal"), { throwIfNoEntry: false });
    if (journal === undefined) return null;
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return {
      file: blank(folder, id),
      damage: `run.json could not be read (${reason}): the records are kept, what the run was started with is not known, so it cannot be replayed.`,
    };
  }
}

/** The fields of the right type; a damaged or older file may lack some. */
function picked(parsed: unknown): Partial<RunFile> {
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) throw new TypeError("Expected an object");
  const example = blank("", "");
  const fields = Object.entries(parsed).filter(([key, value]) => {
    if (key === "parentRun") return value === null || typeof value === "string";
    if (!(key in example)) return false;
    const wanted = example[key as keyof RunFile];
    return typeof value === typeof wanted && Array.isArray(value) === Array.isArray(wanted) && value !== null;
  });
  const known = Object.fromEntries(fields) as Partial<RunFile>;
  if (known.startedAt === undefined || Number.isNaN(Date.parse(known.startedAt))) throw new TypeError(`Expected startedAt to be a date`);
  return known;
}

function blank(folder: string, id: string): RunFile {
  const stat = statSync(join(folder, "journal"), { throwIfNoEntry: false });
  const startedAt = new Date(Math.floor(stat?.birthtimeMs ?? 0)).toISOString();
  return { format: 1, id, startedAt, pid: 0, bootId: "", root: "", entry: "", cwd: "", argv: [], execArgv: [], node: "", seed: 0, args: {}, parentRun: null };
}

/** The `run_key` of a run; the row is made where it is missing. */
export async function storeRun(connection: Connection, { file, damage }: KnownRun): Promise<number> {
  await connection.run(
    `INSERT OR IGNORE INTO runs (run_id, started_at, status, root, entry, cwd, argv, exec_argv, node, seed, given_args, pid, boot_id, parent_run, damage)
     VALUES (?, ?, 'running', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      file.id,
      new Date(file.startedAt).toISOString(),
      file.root,
      file.entry,
      file.cwd,
      JSON.stringify(file.argv),
      JSON.stringify(file.execArgv),
      file.node,
      file.seed,
      JSON.stringify(file.args),
      file.pid,
      file.bootId,
      file.parentRun,
      damage,
    ],
  );
  const row = await connection.get<{ run_key: number }>("SELECT run_key FROM runs WHERE run_id = ?", [file.id]);
  return row!.run_key;
}
