/** What can be named in a dataframe or a condition. */
import type { Connection } from "../sqlite.ts";
import { RUN_COLUMNS } from "./run-facts.ts";

/** Everything that `dataframe` and `--where` can name. */
export interface KnownColumns {
  readonly logs: ReadonlySet<string>;
  readonly args: ReadonlySet<string>;
  /** Names of loops; nested loops of the same name have a number behind it. */
  readonly loops: ReadonlySet<string>;
  readonly run: ReadonlySet<string>;
}

/** Reads what can be named now. */
export async function loadKnownColumns(connection: Connection): Promise<KnownColumns> {
  const of = async (sql: string): Promise<Set<string>> => new Set((await connection.all<{ name: string }>(sql)).map((row) => row.name));
  return {
    logs: await of(`SELECT value_name AS name FROM summaries UNION SELECT n.value FROM sites JOIN json_each(names) n WHERE kind = 'log' AND n.value IS NOT NULL
      AND file_id IN (SELECT file_id FROM modules) UNION SELECT n.value FROM replays JOIN json_each(replays.names) n`),
    args: await of("SELECT DISTINCT name FROM args"),
    loops: await of("SELECT DISTINCT name FROM sites WHERE kind = 'loop' UNION SELECT DISTINCT loop_name FROM contexts WHERE loop_name IS NOT NULL"),
    run: new Set(RUN_COLUMNS),
  };
}

/** Whether `name` is a column made from a loop: `epoch`, `epoch2`, `epoch_value`, `epoch_entry`. */
export function isLoopColumn(known: KnownColumns, name: string): boolean {
  const plain = name.replace(/_(?:value|entry)$/, "");
  return [name, plain].some((text) => known.loops.has(text) || known.loops.has(text.replace(/\d+$/, "")));
}

/** All of them, for a sentence. */
export function listKnown(known: KnownColumns): string[] {
  return [...new Set([...known.args, ...known.logs, ...known.loops, ...known.run])];
}
