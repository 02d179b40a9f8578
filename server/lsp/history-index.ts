/**
 * What the language server asks of the database, remembered until the database changes.
 *
 * Invariants
 * 1. Answers belong to one data version: when it changes, all of them are forgotten but the texts, which never change.
 * 2. Nothing is written.
 */
import type { History } from "../history/open.ts";
import { logCallsOf } from "../history/ingest/modules.ts";
import type { ValueSummary } from "../history/names.ts";
import type { SqlValue } from "../history/sqlite.ts";
import type { AnalysedText } from "./lineage.ts";
import { fromColumns } from "../history/native-value.ts";

/** A run as the hover shows it. */
export interface RunInfo {
  readonly key: number;
  readonly id: string;
  /** The end of the id where no other run's ends so: commands take it too. */
  readonly shortId: string;
  readonly startedAt: Date;
  readonly status: string;
  /** Its number, oldest 1; `?` where it was not kept. */
  readonly version: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** A text that a run loaded; `file` is the id of this path with this text. */
export interface LoadedFile {
  readonly run: number;
  readonly file: number;
}

/** A log statement of some text, by the file's id and its own. */
export interface SiteOfName {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly file: number;
  readonly id: number;
}

/** What a backfill found out about one name of one run. */
export interface BackfillState {
  /** Source of the expression that was backfilled; null where the latest one did not place the statement. */
  readonly expression: string | null;
  /** Why there is no value; null where there is one. */
  readonly refused: string | null;
  /** Whether it was for some iterations only. */
  readonly partial: boolean;
}

/** Values of one name in one run. */
export interface NameValues {
  readonly run: number;
  readonly source: "recorded" | "backfilled";
  readonly count: number;
  readonly last: unknown;
  readonly min: number | null;
  readonly max: number | null;
  readonly sketch: readonly number[];
  readonly verdict: string;
}

/** Points that are fetched of a long series for its sparkline. */
const SAMPLES = 64;

/** Series up to this length are read again where the summary is not enough. */
const SAMPLED_ROWS = 100_000;
const IS_NUMBER = "value_type = 'number'";

/** Cached questions to one history. */
export class HistoryIndex {
  readonly #history: History;
  readonly #texts = new Map<number, Promise<AnalysedText>>();
  #answers = new Map<string, Promise<unknown>>();
  #version = -1;

  constructor(history: History) {
    this.#history = history;
  }

  /** Forgets what may have changed. @returns whether anything had */
  async renew(): Promise<boolean> {
    const version = await this.#history.dataVersion();
    if (version === this.#version) return false;
    this.forget();
    this.#version = version;
    return true;
  }

  forget(): void {
    this.#answers = new Map();
  }

  /** All runs by key, oldest first. */
  runs(): Promise<ReadonlyMap<number, RunInfo>> {
    return this.#once("runs", async () => {
      const rows = await this.#history.sql(
        `WITH numbers AS (SELECT version_id, row_number() OVER (ORDER BY min(started_at), version_id) AS number FROM runs WHERE version_id IS NOT NULL GROUP BY version_id)
         SELECT run_key, run_id, started_at, status, coalesce(number, '?') AS version FROM runs LEFT JOIN numbers USING (version_id) ORDER BY started_at, run_id`,
      );
      const args = await this.#history.sql("SELECT run_key, name, value_type, value FROM args");
      const endings = rows.map((row) => endingOf(String(row["run_id"])));
      const argsOf = grouped(args, (row) => Number(row["run_key"]));
      return new Map(
        rows.map((row) => {
          const given = (argsOf.get(Number(row["run_key"])) ?? []).map(
            (arg) => [String(arg["name"]), fromColumns(String(arg["value_type"]), arg["value"], null)] as const,
          );
          const run = {
            key: Number(row["run_key"]),
            id: String(row["run_id"]),
            shortId: shortIdOf(String(row["run_id"]), endings),
            startedAt: new Date(String(row["started_at"])),
          };
          return [run.key, { ...run, status: String(row["status"]), version: String(row["version"]), args: Object.fromEntries(given) }];
        }),
      );
    });
  }

  /** The texts of a path that runs loaded. @param path - relative to the root, with `/` */
  loaded(path: string): Promise<readonly LoadedFile[]> {
    return this.#once(`loaded ${path}`, async () => {
      const rows = await this.#history.sql("SELECT DISTINCT run_key, file_id FROM modules WHERE path = ?", [path]);
      return rows.map((row) => ({ run: Number(row["run_key"]), file: Number(row["file_id"]) }));
    });
  }

  /** The text of a file with its log statements. */
  analysed(file: number, analyse: (text: string, logCalls: readonly string[] | undefined) => Promise<AnalysedText>): Promise<AnalysedText> {
    let text = this.#texts.get(file);
    if (text === undefined) {
      text = this.#history
        .sql("SELECT text, log_calls FROM files WHERE file_id = ?", [file])
        .then(([row]) => analyse(String(row?.["text"] ?? ""), logCallsOf(row?.["log_calls"])));
      this.#texts.set(file, text);
    }
    return text;
  }

  /** The log statements that emit a name, by run. */
  sitesOf(name: string): Promise<ReadonlyMap<number, readonly SiteOfName[]>> {
    return this.#once(`sites ${name}`, async () => {
      const rows = await this.#history.sql(
        `SELECT DISTINCT modules.run_key, modules.path, sites.file_id, sites.id FROM sites JOIN json_each(sites.names) AS names ON names.value = ?
         JOIN modules ON modules.file_id = sites.file_id WHERE sites.kind = 'log'`,
        [name],
      );
      const sites = rows.map((row) => ({ run: Number(row["run_key"]), path: String(row["path"]), file: Number(row["file_id"]), id: Number(row["id"]) }));
      return grouped(sites, (site) => site.run);
    });
  }

  /** What all statements that emit a name logged in each run, from the summaries. */
  values(name: string): Promise<readonly NameValues[]> {
    return this.#once(`values ${name}`, async () => {
      const keys = new Map([...(await this.runs()).values()].map((run) => [run.id, run.key]));
      const found: NameValues[] = [];
      for (const { run, recorded, backfilled } of await this.#history.valuesOf(name)) {
        const key = keys.get(run);
        if (key === undefined) continue;
        if (recorded !== null) found.push(await this.#summarised(name, { run: key, source: "recorded" }, recorded));
        if (backfilled !== null) found.push(await this.#summarised(name, { run: key, source: "backfilled" }, backfilled));
      }
      return found;
    });
  }

  async #summarised(name: string, of: Pick<NameValues, "run" | "source">, summary: ValueSummary): Promise<NameValues> {
    const { count, numbers, last, min, max } = summary;
    // A summary's series is of finite numbers only: one that lost its NaNs would tell the wrong story.
    const isWhole = numbers === count || numbers === 0 || count > SAMPLED_ROWS;
    const sketch = isWhole
      ? summary.sketch
      : await this.#sample({ where: "value_name = ? AND run_key = ? AND source = ?", params: [name, of.run, of.source] }, count);
    return { ...of, count, last, min, max, sketch, verdict: verdictText(summary.verdicts) };
  }

  /** What one statement logged under a name in one run: reads the records themselves. Null for nothing. */
  valuesAt(name: string, run: number, site: Pick<SiteOfName, "file" | "id">): Promise<NameValues | null> {
    return this.#once(`at ${run} ${site.file} ${site.id} ${name}`, async () => {
      const where =
        "value_name = ? AND run_key = ? AND source = 'recorded' AND site_id = (SELECT site_id FROM sites WHERE kind = 'log' AND file_id = ? AND id = ?)";
      const params = [name, run, site.file, site.id];
      const [all] = await this.#history.sql(
        `SELECT count(*) AS count, min(value) FILTER (WHERE ${IS_NUMBER}) AS min, max(value) FILTER (WHERE ${IS_NUMBER}) AS max FROM logs WHERE ${where}`,
        params,
      );
      const [last] = await this.#history.sql(`SELECT value_type, value, exact FROM logs WHERE ${where} ORDER BY log_id DESC LIMIT 1`, params);
      if (all === undefined || last === undefined) return null;
      const count = Number(all["count"]);
      return {
        run,
        source: "recorded",
        count,
        last: fromColumns(String(last["value_type"]), last["value"], last["exact"] as Uint8Array | null),
        min: all["min"] as number | null,
        max: all["max"] as number | null,
        sketch: await this.#sample({ where, params }, count),
        verdict: "",
      };
    });
  }

  /** Numbers of a series in order of emission, thinned to {@link SAMPLES}. */
  async #sample(series: { where: string; params: readonly SqlValue[] }, count: number): Promise<number[]> {
    const step = Math.max(1, Math.ceil(count / SAMPLES));
    const rows = await this.#history.sql(
      `SELECT value FROM (SELECT value, row_number() OVER (ORDER BY log_id) AS place FROM logs WHERE ${series.where} AND ${IS_NUMBER}) WHERE (place - 1) % ${step} = 0 ORDER BY place`,
      series.params,
    );
    return rows.map((row) => (row["value"] === null ? Number.NaN : Number(row["value"])));
  }

  /** What the latest backfill of each run says about a name. */
  backfills(name: string): Promise<ReadonlyMap<number, BackfillState>> {
    return this.#once(`backfills ${name}`, async () => {
      const rows = await this.#history.sql(
        `SELECT replays.run_key, replays.statements, replays.partial, refusals.reason FROM replays LEFT JOIN refusals ON refusals.replay_key = replays.replay_key AND refusals.name = ?
         WHERE replays.state = 'done' AND EXISTS (SELECT 1 FROM json_each(replays.names) WHERE value = ?) ORDER BY replays.started_at, replays.replay_key`,
        [name, name],
      );
      return new Map(
        rows.map((row) => {
          const refused = row["reason"] === null ? null : String(row["reason"]);
          return [Number(row["run_key"]), { expression: expressionIn(String(row["statements"]), name), refused, partial: row["partial"] === 1 }];
        }),
      );
    });
  }

  #once<T>(question: string, answer: () => Promise<T>): Promise<T> {
    let known = this.#answers.get(question) as Promise<T> | undefined;
    if (known === undefined) {
      known = answer();
      this.#answers.set(question, known);
      known.catch(() => this.#answers.delete(question));
    }
    return known;
  }
}

/** The expression that a replay logged under a name. @param statements - JSON of replay-result.ts's statements */
function expressionIn(statements: string, name: string): string | null {
  for (const { names, expressions } of JSON.parse(statements) as { names: (string | null)[]; expressions: string[] }[]) {
    const part = names.indexOf(name);
    if (part >= 0) return expressions[part] ?? null;
  }
  return null;
}

function endingOf(id: string): string {
  return id.slice(id.lastIndexOf("-") + 1);
}

function shortIdOf(id: string, endings: readonly string[]): string {
  const ending = endingOf(id);
  return endings.indexOf(ending) === endings.lastIndexOf(ending) ? ending : id;
}

/** `verified`; several kinds with their counts. */
function verdictText(verdicts: Readonly<Record<string, number>>): string {
  const kinds = Object.entries(verdicts).filter(([, count]) => count > 0);
  return kinds.length === 1 ? (kinds[0]?.[0] ?? "") : kinds.map(([verdict, count]) => `${count} ${verdict}`).join(", ");
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
