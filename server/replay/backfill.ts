/**
 * `backfill`: what past runs would have logged. The command line and the language server call the same two functions.
 *
 * Invariants
 * 1. Planning writes nothing but the index; running writes only below `.hindlog`.
 * 2. One run after another, each stored when it is done: a backfill that is cancelled or dies keeps them, and the next one skips them.
 */
import { join } from "node:path";
import { hindlogFolder } from "../../runtime/project-root.ts";
import { ByteReader } from "../../runtime/format/bytes.ts";
import { parseContextPath, type ContextLevel } from "../../runtime/format/key.ts";
import { decodeValue } from "../../runtime/format/value.ts";
import { openHistory, type History } from "../history/open.ts";
import type { ReplayCell } from "../history/replay-result.ts";
import type { RunSummary } from "../history/runs.ts";
import { columnsOf, type Where } from "../history/where/parse.ts";
import type { BackfillCell, BackfillOptions, BackfillPlan, BackfillRequest, BackfillResult, RunBackfillPlan } from "./backfill-types.ts";
import { ReplayError } from "./errors.ts";
import { asRefusal, executeRun } from "./execute-run.ts";
import { isRefusalKnown, newReplayId, storeResult } from "./known-cells.ts";
import { planReplay, type RunPlan } from "./plan/planner.ts";
import { StatementPlacer } from "./statements/place-statements.ts";
import { typeTexts } from "./statements/type-texts.ts";
import type { ModuleText } from "../history/version-list.ts";
import { prepareRun, type PreparedRun } from "./prepare-run.ts";
import { readProject } from "./tree/project-files.ts";
import { excludesRun, loopColumns } from "./plan/pushdown.ts";
import { removeStaleScratch } from "./tree/scratch.ts";
import { runsBeside } from "./tree/used-beside.ts";
import { findTargets, namesOf, type NewestTarget } from "./statements/targets.ts";

export type { BackfillCell, BackfillOptions, BackfillPlan, BackfillProgress, BackfillRequest, BackfillResult, RunBackfillPlan } from "./backfill-types.ts";

/**
 * Finds out what a backfill would do.
 * @param root - absolute path of the project root.
 * @throws ReplayError `unknown-name`, `bad-target`; HistoryError `no-history`, `where`, `unknown-run`.
 */
export async function planBackfill(root: string, request: BackfillRequest): Promise<BackfillPlan> {
  return await withSetting(root, request, async (setting) => {
    const runs: RunBackfillPlan[] = [];
    const prepared = await prepareAll(setting);
    for (const one of prepared) runs.push(summarise(one));
    const executed = runs.filter((run) => run.level !== null);
    const [totalEstimateMs, fullEstimateMs] = [sum(executed.map((run) => run.estimateMs)), sum(executed.map((run) => run.fullMs))];
    return { request, names: namesOf(setting.targets), runs, totalEstimateMs, fullEstimateMs };
  });
}

/**
 * Carries a plan out. Runs that are refused are listed; when the signal aborts, what was finished is kept and returned.
 * @throws ReplayError `disk`; HistoryError.
 */
export async function runBackfill(root: string, plan: BackfillPlan, options: BackfillOptions = {}): Promise<BackfillResult> {
  const startedMs = performance.now();
  return await withSetting(root, plan.request, async (setting) => {
    await removeStaleScratch(setting.hindlog);
    const result = {
      cells: [] as BackfillCell[],
      refused: [] as BackfillResult["refused"][number][],
      executed: {} as Record<string, Record<string, readonly number[]>>,
    };
    const total = plan.totalEstimateMs;
    let done = 0;
    const replayed = plan.runs.filter(({ level }) => level !== null);
    for (const { run, estimateMs, level } of plan.runs) {
      if (options.signal?.aborted === true) break;
      const number = replayed.findIndex((one) => one.run === run) + 1;
      const progress = (fraction: number): void =>
        options.onProgress?.({ done: Math.min(total, done + fraction * estimateMs), total, message: `run ${number} of ${replayed.length}: ${run}` });
      const summary = setting.runs.find((one) => one.run === run);
      if (summary !== undefined) await backfillRun({ setting, summary, options, progress }, result);
      done += estimateMs;
      if (level !== null) progress(0);
    }
    await setting.history.ingest();
    return { ...result, durationMs: performance.now() - startedMs };
  });
}

/** What both halves work on. */
interface Setting {
  readonly root: string;
  readonly hindlog: string;
  readonly history: History;
  readonly request: BackfillRequest;
  readonly targets: readonly NewestTarget[];
  readonly placer: StatementPlacer;
  readonly where: Where | null;
  /** Runs that are asked for, by start. */
  readonly runs: readonly RunSummary[];
  /** By path: the entries of runs that loaded it. */
  readonly loaders: ReadonlyMap<string, ReadonlySet<string>>;
}

async function withSetting<T>(root: string, request: BackfillRequest, work: (setting: Setting) => Promise<T>): Promise<T> {
  const history = await openHistory(root);
  try {
    await history.ingest();
    const hindlog = hindlogFolder(root);
    const newestTree = await readProject(root, hindlog, request.sources ?? new Map());
    const targets = findTargets(root, newestTree, request.targets);
    const where = request.where === undefined ? null : await history.where(request.where);
    return await work({
      root,
      hindlog,
      history,
      request,
      targets,
      placer: new StatementPlacer(targets, newestTree),
      where,
      runs: await chooseRuns(history, request, where),
      loaders: await loadersOf(history, targets),
    });
  } finally {
    await history.close();
  }
}

async function loadersOf(history: History, targets: readonly NewestTarget[]): Promise<Map<string, Set<string>>> {
  const loaders = new Map(targets.map(({ path }) => [path, new Set<string>()]));
  const paths = JSON.stringify([...loaders.keys()]);
  for (const { path, entry } of await history.sql(
    "SELECT DISTINCT path, entry FROM modules JOIN runs USING (run_key) WHERE path IN (SELECT value FROM json_each(?))",
    [paths],
  ))
    loaders.get(String(path))?.add(String(entry));
  return loaders;
}

async function chooseRuns(history: History, { runs }: BackfillRequest, where: Where | null): Promise<RunSummary[]> {
  const all = await history.runs();
  const ids = runs === undefined ? null : new Set(await Promise.all(runs.map(async (run) => (await history.show(run)).run)));
  const recorded = new Set(
    where === null ? [] : (await history.names()).filter((name) => columnsOf(where).some((column) => column.replace(/^log\./, "") === name)),
  );
  return all.filter((run) => (ids === null || ids.has(run.run)) && (where === null || !excludesRun(where, run, recorded)));
}

async function prepare(setting: Setting, summary: RunSummary): Promise<PreparedRun> {
  const { history, targets, placer, where, request, loaders } = setting;
  const paths = new Set(targets.map((target) => target.path));
  const typesOf = async (modules: readonly ModuleText[]): Promise<ReadonlyMap<string, string>> =>
    summary.version === null ? new Map() : await typeTexts(history, summary.version, { modules, paths });
  const isElsewhere = (path: string): boolean => {
    const entries = loaders.get(path);
    return entries !== undefined && entries.size > 0 && !entries.has(summary.entry);
  };
  return await prepareRun({
    runsFolder: history.layout.runs,
    summary,
    targets,
    placer,
    typesOf,
    where,
    level: request.level,
    again: request.again === true,
    isElsewhere,
  });
}

/** Runs of other programs of the project, which never load the statements' files, are not part of a backfill. */
async function prepareAll(setting: Setting): Promise<PreparedRun[]> {
  const prepared: PreparedRun[] = [];
  for (const summary of setting.runs) prepared.push(await prepare(setting, summary));
  const paths = new Set(setting.targets.map((target) => target.path));
  const loads = (one: PreparedRun): boolean => one.run.modules.some((row) => paths.has(row.path));
  const programs = new Set(prepared.filter(loads).map((one) => one.summary.entry));
  return prepared.filter((one) => loads(one) || one.refused?.code !== "absent" || programs.size === 0 || programs.has(one.summary.entry));
}

function summarise({ summary, placement, plan, known, recorded, refused }: PreparedRun): RunBackfillPlan {
  const base = {
    run: summary.run,
    version: summary.version ?? "",
    versionNumber: summary.versionNumber,
    verdict: placement.verdict,
    skippedKnown: known.length + sum([...recorded.values()]),
    skippedFound: known.length,
    recorded: [...recorded.keys()],
  };
  if (refused !== null) return { ...base, level: null, refused, estimateMs: 0, fullMs: 0, executes: "nothing" };
  if (plan === null) return { ...base, level: null, estimateMs: 0, fullMs: 0, executes: "nothing: all values are known" };
  return { ...base, level: plan.level, estimateMs: plan.estimateMs, fullMs: plan.fullMs, executes: plan.executes };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

interface RunWork {
  readonly setting: Setting;
  readonly summary: RunSummary;
  readonly options: BackfillOptions;
  readonly progress: (fraction: number) => void;
}

interface Collected {
  readonly cells: BackfillCell[];
  readonly refused: BackfillResult["refused"][number][];
  readonly executed: Record<string, Record<string, readonly number[]>>;
}

async function backfillRun({ setting, summary, options, progress }: RunWork, into: Collected): Promise<void> {
  const prepared = await prepare(setting, summary);
  const names = prepared.names.length === 0 ? namesOf(setting.targets) : prepared.names;
  const { run } = prepared;
  const refuse = (reason: string): void => {
    addCells(prepared, prepared.known, into);
    const own = new Map(prepared.refused?.names?.map((one) => [one.name, one.reason]));
    const refused = names.map((name) => ({ name, reason: own.get(name) ?? reason }));
    into.refused.push(...refused.map((one) => ({ run: summary.run, ...one })));
    // That is over soon.
    if (prepared.refused?.code !== "still-running") storeRefusal(prepared, refused);
  };
  if (prepared.refused !== null) return refuse(prepared.refused.reason);
  const { plan } = prepared;
  if (plan === null) return addCells(prepared, prepared.known, into);
  const startedMs = performance.now();
  const ticking = setInterval(() => progress(Math.min(0.95, (performance.now() - startedMs) / plan.estimateMs)), 200);
  progress(0);
  try {
    const { commit } = await setting.history.show(summary.run);
    const exportCommit = async (folder: string): Promise<void> => {
      if (commit === null)
        throw new ReplayError(
          "no-version",
          `Expected the files of that run's version in ${setting.history.layout.versions}, but they were not kept. Its records stay.`,
        );
      await setting.history.exportCommit(commit, folder);
    };
    const found = await executeRun({
      prepared: { ...prepared, plan },
      projectRoot: setting.root,
      hindlog: setting.hindlog,
      exportCommit,
      kept: await setting.history.kept(summary.run),
      beside: plan.readsBack ? runsBeside(summary, await setting.history.runs()).map((one) => join(setting.history.layout.runs, one.run)) : [],
      full: () => fullPlan(prepared, plan),
      signal: options.signal,
      ...(options.verbose === true ? { onOutput: (text: string) => void process.stderr.write(text) } : {}),
    });
    addCells(prepared, withKnown(prepared.known, found.cells), into);
    into.refused.push(...found.refused.map((one) => ({ run: run.file.id, ...one })));
    into.executed[run.file.id] = { ...found.executed };
  } catch (error) {
    if (options.signal?.aborted === true) return addCells(prepared, prepared.known, into);
    refuse(asRefusal(error).reason);
  } finally {
    clearInterval(ticking);
  }
}

function fullPlan({ run, placement }: PreparedRun, plan: RunPlan): RunPlan {
  const reach = { of: () => ({ contains: true, calls: true }), free: () => false };
  const full = planReplay({ run, loops: placement.loops, targets: placement.statements.map((one) => one.target), reach, level: 4 });
  return { ...full, estimateMs: plan.fullMs };
}

/** Known cells and those just found, each place once, by place. */
function withKnown(known: readonly ReplayCell[], found: readonly ReplayCell[]): ReplayCell[] {
  if (known.length === 0) return [...found];
  const key = ({ name, path, statement, occurrence }: ReplayCell): string => JSON.stringify([name, path, statement, occurrence]);
  const cells = new Map([...known, ...found].map((cell) => [key(cell), cell]));
  const placed = [...cells.values()].map((cell) => ({ cell, levels: cell.path === null ? null : parseContextPath(cell.path) }));
  placed.sort((a, b) => (a.levels === null || b.levels === null ? 0 : comparePlaces(a.levels, b.levels)));
  return placed.map(({ cell }) => cell);
}

function comparePlaces(a: readonly ContextLevel[], b: readonly ContextLevel[]): number {
  for (let depth = 0; depth < Math.min(a.length, b.length); depth++) {
    const [left, right] = [a[depth]!, b[depth]!];
    if (left.module !== right.module || left.loop !== right.loop) return 0;
    const difference = left.entry - right.entry || left.iteration - right.iteration;
    if (difference !== 0) return difference;
  }
  return 0;
}

function addCells({ run, wanted, loopName }: PreparedRun, cells: readonly ReplayCell[], into: Collected): void {
  const places = new Map<string | null, { levels: readonly ContextLevel[]; place: Record<string, number> }>();
  for (const { name, path, bytes, verdict, reason, level } of cells) {
    let at = places.get(path);
    if (at === undefined) {
      const levels = path === null ? [] : parseContextPath(path);
      at = { levels, place: Object.fromEntries(loopColumns(levels, loopName).map((column, index) => [column, levels[index]!.iteration])) };
      places.set(path, at);
    }
    const value = decodeValue(new ByteReader(Buffer.from(bytes, "base64")));
    if (wanted !== null && !wanted(at.levels, new Map([[name, value]]))) continue;
    into.cells.push({ run: run.file.id, name, path: at.place, value, verdict, ...(reason === undefined ? {} : { reason }), level });
  }
}

/** A refusal is a result too: the names' cells are unrecoverable then, and say why. */
function storeRefusal({ run, placement, signatures }: PreparedRun, refused: readonly { name: string; reason: string }[]): void {
  if (refused.length === 0 || isRefusalKnown(run.folder, refused)) return;
  const now = new Date();
  storeResult(
    run.folder,
    {
      format: 1,
      replay: newReplayId(now),
      run: run.file.id,
      startedAt: now.toISOString(),
      durationMs: 0,
      names: refused.map((one) => one.name),
      propagation: { verdict: placement.verdict, reason: placement.reason },
      statements: [],
      contexts: [],
      cells: [],
      refused,
    },
    signatures,
  );
}
