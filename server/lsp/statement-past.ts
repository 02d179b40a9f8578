/** Joins what the database holds with the log statement of a buffer: which past values are this statement's. */
import type { LogSite } from "../../runtime/format/site.ts";
import type { BackfillState, HistoryIndex, NameValues, RunInfo, SiteOfName } from "./history-index.ts";
import type { Match } from "./lineage.ts";
import type { HistoryRow } from "./render/history-table.ts";
import type { NameInPast } from "./render/hover.ts";
import type { Statements } from "./statements.ts";

/** What is known of one log statement. */
export interface StatementPast {
  /** Its record names, those computed at run time left out. */
  readonly names: readonly NameInPast[];
  /** Ids of the runs that loaded the file and have no value of this statement, neither recorded nor backfilled; a backfill may find one. */
  readonly lacking: readonly string[];
  /** The names of the statement that have no values in some of those. */
  readonly lackingNames: readonly string[];
  /** Runs that loaded the file. */
  readonly loaded: number;
  /** Runs in all. */
  readonly runs: number;
  /** Runs whose version has the statement. */
  readonly matched: number;
  /** Runs for which it is still being found out whether they have it. */
  readonly pending: number;
  /** Why a backfill found no value, or not all, by run. */
  readonly refused: readonly { readonly run: string; readonly reason: string; readonly isPart: boolean }[];
}

/** A statement and where to look. */
export interface Question {
  readonly index: HistoryIndex;
  readonly statements: Statements;
  /** Path of the buffer relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly site: LogSite;
  /** The text that a path has now, in a buffer or on disk; null where there is no such file. */
  readonly textNow: (path: string) => string | null;
  /** Which calls log in a path now. */
  readonly logCallsNow: (path: string) => readonly string[];
}

/** A run with the statement as its version has it. */
interface Place {
  readonly run: RunInfo;
  readonly file: number;
  /** Undefined while it is being found out. */
  readonly match: Match | null | undefined;
}

/** Milliseconds that a hover waits for comparisons with older texts. */
const PATIENCE_MS = 250;

/** Looks the past of a statement up. */
export async function statementPast(question: Question): Promise<StatementPast> {
  const { index, site } = question;
  const runs = await index.runs();
  const places = await placesOf(question, runs);
  const names: NameInPast[] = [];
  const lacking = new Set<string>();
  const lackingNames = new Set<string>();
  const refused = new Map<string, { reason: string; isPart: boolean }>();
  for (const [part, name] of site.names.entries()) {
    if (name === null) continue;
    const backfills = await index.backfills(name);
    const rows = await rowsOf({ ...question, name, part, runs, places, backfills });
    names.push({ name, rows });
    for (const { run, match } of places.values()) {
      const backfill = backfills.get(run.key);
      const known = match?.difference === null || (backfill?.refused === null && !backfill.partial && backfill.expression === site.expressions[part]);
      if (known || match === undefined || run.status === "running") continue;
      lacking.add(run.id);
      lackingNames.add(name);
      if (typeof backfill?.refused !== "string") continue;
      refused.set(run.shortId, { reason: backfill.refused, isPart: rows.some((row) => row.run === run.shortId && row.source === "backfilled") });
    }
  }
  const counts = { loaded: places.size, matched: countOf(places, (match) => match != null), pending: countOf(places, (match) => match === undefined) };
  const told = [...refused].map(([run, why]) => ({ run, ...why }));
  return { names, lacking: [...lacking], lackingNames: [...lackingNames], runs: runs.size, ...counts, refused: told };
}

/** The runs that loaded the file, by key, with the statement followed into what they loaded. */
async function placesOf(question: Question, runs: ReadonlyMap<number, RunInfo>): Promise<ReadonlyMap<number, Place>> {
  const places = await followedPlaces(question, runs);
  if (countOf(places, (match) => match === undefined) === 0) return places;
  await question.statements.follower.settle(PATIENCE_MS);
  return followedPlaces(question, runs);
}

async function followedPlaces(
  { index, statements, path, text, site, logCallsNow }: Question,
  runs: ReadonlyMap<number, RunInfo>,
): Promise<ReadonlyMap<number, Place>> {
  const newer = await statements.of(path, text, logCallsNow(path));
  const places = new Map<number, Place>();
  for (const { run: key, file } of await index.loaded(path)) {
    const run = runs.get(key);
    if (run === undefined) continue;
    const older = await index.analysed(file, (olderText, logCalls) => statements.of(path, olderText, logCalls));
    places.set(key, { run, file, match: statements.follower.follow(newer, site, older) });
  }
  return places;
}

function countOf(places: ReadonlyMap<number, Place>, test: (match: Place["match"]) => boolean): number {
  return [...places.values()].filter((place) => test(place.match)).length;
}

interface NameQuestion extends Question {
  readonly name: string;
  /** Index of the name among the statement's names. */
  readonly part: number;
  readonly runs: ReadonlyMap<number, RunInfo>;
  readonly places: ReadonlyMap<number, Place>;
  readonly backfills: ReadonlyMap<number, BackfillState>;
}

/** The rows of one name: what the statement recorded, and what was backfilled for it. */
async function rowsOf(question: NameQuestion): Promise<HistoryRow[]> {
  const { index, name, part, site, runs, places } = question;
  const emitters = await index.sitesOf(name);
  const rows: HistoryRow[] = [];
  for (const values of await index.values(name)) {
    const run = runs.get(values.run);
    if (run === undefined) continue;
    if (values.source === "backfilled") {
      const expression = question.backfills.get(run.key)?.expression ?? null;
      rows.push(row(run, values, expression === site.expressions[part] ? null : expression));
    } else {
      const recorded = await recordedBy(question, places.get(run.key), { values, emitters: emitters.get(run.key) ?? [] });
      if (recorded !== null) rows.push(recorded);
    }
  }
  for (const { run, file, match } of places.values()) {
    const olderName = match?.site.names[part];
    if (match === null || match === undefined || olderName === name || typeof olderName !== "string") continue;
    // The statement had another name there.
    const values = await index.valuesAt(olderName, run.key, { file, id: match.site.id });
    if (values !== null) rows.push(row(run, values, null));
  }
  return rows;
}

/**
 * What the statement recorded in a run. A run whose version does not have the statement where it was looked for (moved to
 * another file, say) counts by name, if only one of its statements has the name.
 */
async function recordedBy(
  question: NameQuestion,
  place: Place | undefined,
  recorded: { values: NameValues; emitters: readonly SiteOfName[] },
): Promise<HistoryRow | null> {
  const { index, name, part, runs } = question;
  const { values, emitters } = recorded;
  const run = runs.get(values.run);
  if (run === undefined) return null;
  const match = place?.match ?? null;
  if (match === null) return emitters.length === 1 && !(await isAnothers(question, emitters[0])) ? row(run, values, null) : null;
  const other = match.difference === "place" ? "at another place" : match.difference === null ? null : (match.site.expressions[part] ?? null);
  if (emitters.length <= 1) return row(run, values, other);
  const own = await index.valuesAt(name, run.key, { file: place?.file ?? -1, id: match.site.id });
  return own === null ? null : row(run, own, other);
}

/** Whether another statement of today has the name and may be that emitter: in the buffer, or in the emitter's own file. */
async function isAnothers({ statements, path, text, site, name, textNow, logCallsNow }: NameQuestion, emitter: SiteOfName | undefined): Promise<boolean> {
  if (emitter === undefined) return true;
  const hasName = (other: LogSite): boolean => other.names.includes(name);
  if ((await statements.of(path, text, logCallsNow(path))).sites.some((other) => other.id !== site.id && hasName(other))) return true;
  const there = emitter.path === path ? null : textNow(emitter.path);
  return there !== null && (await statements.of(emitter.path, there, logCallsNow(emitter.path))).sites.some(hasName);
}

function row(run: RunInfo, values: NameValues, expression: string | null): HistoryRow {
  const { source, count, last, min, max, sketch, verdict } = values;
  return { run: run.shortId, version: run.version, startedAt: run.startedAt, args: run.args, source, verdict, count, last, min, max, sketch, expression };
}
