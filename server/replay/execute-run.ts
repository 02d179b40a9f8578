/** Replays one prepared run and stores what it found. */
import { basename, join } from "node:path";
import { compiler as ts } from "../compiler.ts";
import { ByteWriter } from "../../runtime/format/bytes.ts";
import type { VariableRow } from "../../runtime/format/journal.ts";
import { formatContextPath } from "../../runtime/format/key.ts";
import type { ReplayPlan } from "../../runtime/format/replay-plan.ts";
import { encodeValue } from "../../runtime/format/value.ts";
import type { KeptFiles } from "../history/versions/commit-run.ts";
import type { ReplayCell, ReplayResult } from "../history/replay-result.ts";
import { filesWritten } from "./tree/asked-files.ts";
import { changedData, readsOf, writtenBefore } from "./tree/changed-data.ts";
import { compileAhead } from "./emit/compile.ts";
import { endOfRun } from "./verdicts/end-of-run.ts";
import { ReplayError } from "./errors.ts";
import type { RecordEvent } from "./journal-events.ts";
import { judge, type Judged, type JudgedCell } from "./verdicts/judge.ts";
import { dropReplay, newReplayId, openReplay, storeResult } from "./known-cells.ts";
import { lostOrder, placeOf } from "./order/lost-order.ts";
import { missingNames } from "./verdicts/missing-names.ts";
import { foundAlone, outsideDoubts, type Doubt } from "./verdicts/outside.ts";
import type { PlacedStatement } from "./statements/place-statements.ts";
import { SHORT_MS, type RunPlan } from "./plan/planner.ts";
import type { PreparedRun } from "./prepare-run.ts";
import { programPackages } from "./packages/program-packages.ts";
import { racesOf, type Races } from "./order/races.ts";
import { runReplay, workingFolder, type ReplayOutcome } from "./process/run-replay.ts";
import { createScratch, type Scratch } from "./tree/scratch.ts";
import { usedBeside } from "./tree/used-beside.ts";

/** What executing needs from outside. */
export interface ExecuteInput {
  readonly prepared: PreparedRun & { readonly plan: RunPlan };
  readonly projectRoot: string;
  /** The project's `.hindlog` folder. */
  readonly hindlog: string;
  readonly exportCommit: (folder: string) => Promise<void>;
  /** What is known of when those files were kept. */
  readonly kept: KeptFiles;
  /** Folders of runs that were under way at the same time, where the program may read what it wrote. */
  readonly beside: readonly string[];
  /** Plan that executes everything, for when restoring proves impossible. */
  readonly full: () => RunPlan;
  readonly signal?: AbortSignal | undefined;
  readonly onOutput?: (text: string) => void;
}

/** What one run gave. */
export interface Executed {
  readonly cells: readonly ReplayCell[];
  readonly refused: ReplayResult["refused"];
  readonly executed: Judged["executed"];
  readonly durationMs: number;
}

/** Runs the plan in a scratch tree. @throws ReplayError; the signal's reason when aborted (nothing is stored then). */
export async function executeRun(input: ExecuteInput): Promise<Executed> {
  const { prepared } = input;
  const { run, names } = prepared;
  const startedAt = new Date();
  const startedMs = performance.now();
  const replay = newReplayId(startedAt);
  const folder = openReplay(run.folder, replay, names);
  try {
    const found = await replayIn(input, { replay, folder });
    const durationMs = performance.now() - startedMs;
    const result = resultOf(prepared, found, { replay, startedAt: startedAt.toISOString(), durationMs });
    storeResult(run.folder, result, prepared.signatures);
    return { cells: result.cells, refused: result.refused, executed: found.judged.executed, durationMs };
  } catch (error) {
    dropReplay(run.folder, replay);
    throw error;
  }
}

interface Place {
  /** Id of the replay. */
  readonly replay: string;
  /** Folder of the replay's journal. */
  readonly folder: string;
}

interface Found {
  readonly plan: RunPlan;
  readonly judged: Judged;
  readonly outcome: ReplayOutcome;
  readonly scratch: Scratch;
  readonly races: () => Races;
  /** Why values may be others than the past run's, for what they were made of; null where nothing says so. */
  readonly changed: string | null;
  /** The same, by `module#statement`, for what is outside of the program. */
  readonly outside: ReadonlyMap<string, Doubt>;
  /** A file that it asked behind a jump, and that the past run may have written in what was left out. */
  readonly unwritten: string | null;
}

/** The plan as it is; where it cannot be carried out, or values behind what it restored are not verified or may come from files that it left unwritten, and the run is a short one, everything is executed instead. */
async function replayIn(input: ExecuteInput, place: Place): Promise<Found> {
  const { plan } = input.prepared;
  const first = await undoubted(input, place, await attempt(input, place, plan));
  const restored = first.outcome.events.some((event) => event.type === "jump" || event.type === "jump-failed");
  const isShort = plan.fullMs <= SHORT_MS;
  const isDoubted = first.judged.cells.some((cell) => cell.verdict !== "verified") && isShort;
  const unwritten = first.unwritten !== null && isShort;
  if (!restored || (first.judged.fatal === null && !isDoubted && !unwritten)) return first;
  const full = { ...place, folder: join(place.folder, "full") };
  const second = await undoubted(input, full, await attempt(input, full, input.full()));
  return unwritten || score(second) > score(first) ? second : first;
}

/**
 * Clocks that packages read are mostly nothing that values come from (how long something took, a day to count with). Where nothing else is in doubt, a
 * second replay in which they read other times shows it: values that say something and come out equal do not come from them.
 */
async function undoubted(input: ExecuteInput, place: Place, found: Found): Promise<Found> {
  const doubted = [...found.outside].filter(([, doubt]) => doubt.isOfClock).map(([statement]) => statement);
  if (doubted.length === 0 || found.plan.estimateMs > SHORT_MS) return found;
  const again = await shifted(input, place, found.plan);
  if (again === null) return found;
  const isSettled = (statement: string): boolean => saysMuch(found, statement) && valuesOfStatement(found, statement) === valuesOfStatement(again, statement);
  const settled = new Set(doubted.filter(isSettled));
  return { ...found, outside: new Map([...found.outside].filter(([statement]) => !settled.has(statement))) };
}

/** @returns null where the program does not end so. */
async function shifted(input: ExecuteInput, place: Place, plan: RunPlan): Promise<Found | null> {
  try {
    return await attempt(input, { ...place, folder: join(place.folder, "shifted") }, plan, true);
  } catch (error) {
    asRefusal(error);
    return null;
  }
}

/** Whether values would hardly be equal by chance: more than a few that are true or false. */
function saysMuch({ judged }: Found, statement: string): boolean {
  const cells = judged.cells.filter(({ record }) => placeOf(record) === statement);
  return cells.reduce((sum, { record }) => sum + record.bytes.length, 0) >= 8;
}

/** All that a statement (`module#statement`) gave, and how sure that is, as a text. */
function valuesOfStatement({ judged }: Found, statement: string): string {
  const cells = judged.cells.filter(({ record }) => placeOf(record) === statement);
  return JSON.stringify(cells.map(({ record, verdict }) => [record.path, record.part, record.name, Buffer.from(record.bytes).toString("base64"), verdict]));
}

function score({ judged }: Found): number {
  return judged.cells.reduce((sum, cell) => sum + (cell.verdict === "verified" ? 3 : cell.verdict === "unverifiable" ? 2 : 1), 0);
}

/** In a tree of its own: what another attempt wrote is nothing that the past run found. */
async function attempt(input: ExecuteInput, { replay, folder }: Place, plan: RunPlan, isShifted = false): Promise<Found> {
  const { run } = input.prepared;
  const scratch = await createScratch({
    hindlog: input.hindlog,
    projectRoot: input.projectRoot,
    pastRoot: run.file.root,
    replay,
    modules: run.modules,
    files: run.files,
    beganMs: Date.parse(run.file.startedAt),
    exportCommit: input.exportCommit,
  });
  try {
    return await attemptIn(scratch, input, { folder, plan, isShifted });
  } finally {
    await scratch.remove();
  }
}

/** A plan on its way. */
interface Attempt {
  readonly folder: string;
  readonly plan: RunPlan;
  /** Whether packages read other times than they would. */
  readonly isShifted: boolean;
}

async function attemptIn(scratch: Scratch, input: ExecuteInput, { folder, plan, isShifted }: Attempt): Promise<Found> {
  const { prepared, signal, onOutput } = input;
  const { run, placement } = prepared;
  const table = compileAhead({ ts, scratch, modules: run.modules, edited: placement.edited });
  const { file } = run;
  const outcome = await runReplay({
    scratch,
    plan: planFile(run, { plan, folder, root: scratch.root }),
    entry: scratch.place(table.emittedOf(file.entry) ?? file.entry),
    argv: file.argv,
    execArgv: file.execArgv,
    environment: { ...valuesOf(run.variables), ...file.environment },
    variables: { hashes: file.variables, run: file.id },
    terminals: file.terminals,
    isShifted,
    modules: table.absolute(),
    cwd: workingFolder(scratch.place, file.cwd, file.entry),
    onEvent: endOfRun(run, plan),
    ...(onOutput === undefined ? {} : { onOutput }),
    signal,
    limitMs: 60_000 + 20 * run.lastMs,
  });
  const { projectRoot, kept } = input;
  const packages = programPackages({ projectRoot, root: scratch.root, modules: run.modules });
  const races = (): Races => racesOf(placement, packages);
  const judged = judge({ run, replayed: outcome.events, end: outcome.end, loopName: prepared.loopName, lostOrder: lostOrder(placement, races) });
  const own = new Set(run.modules.map((row) => row.path));
  const loaded = outcome.modules.filter((path) => !own.has(path));
  const beside = usedBeside(run, input.beside);
  const told = readsOf(folder);
  const source = { scratch, projectRoot, told, kept, written: filesWritten(run.files), loaded, beganMs: Date.parse(file.startedAt) };
  const unwritten = writtenBefore(source);
  const early = unwritten === null ? null : `it reads ${unwritten} behind what was left out, which may have written it`;
  const changed = otherNode(file.node) ?? beside ?? early ?? changedData(source);
  const together = new Set(outcome.events.flatMap((event) => (event.type === "together" ? [event.statement] : [])));
  const outside = outsideDoubts({ run, placement, scratch, projectRoot, told, together, races, inPackages: judged.inPackages });
  return { plan, judged, outcome, scratch, races, changed, outside, unwritten };
}

/** @param past - version of Node of the past run, as `v20.1.0`. @returns what may be different for that */
function otherNode(past: string): string | null {
  const majorOf = (version: string): string | undefined => version.split(".")[0];
  if (majorOf(past) === majorOf(process.version)) return null;
  return `the past run used Node ${past}, this replay ${process.version}, and what Node gives may have changed: backfill with the same Node`;
}

function valuesOf(variables: readonly VariableRow[]): Record<string, string | null> {
  return Object.fromEntries(variables.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
}

function planFile(run: PreparedRun["run"], { plan, folder, root }: { plan: RunPlan; folder: string; root: string }): ReplayPlan {
  return {
    format: 1,
    run: run.file.id,
    runFolder: run.folder,
    outFolder: folder,
    root,
    pastRoot: run.file.root,
    pastTemporary: run.file.temporary ?? null,
    seed: run.file.seed,
    given: run.file.args,
    args: run.args,
    activations: plan.activations,
    stopAfter: plan.stopAfter,
  };
}

function resultOf(prepared: PreparedRun, found: Found, about: { replay: string; startedAt: string; durationMs: number }): ReplayResult {
  const { run, placement, names, wanted } = prepared;
  const cells = cellsOf(prepared, found);
  return {
    format: 1,
    ...about,
    run: run.file.id,
    names,
    propagation: { verdict: placement.verdict, reason: placement.reason },
    statements: placement.statements.map(({ target, names: own, expressions }) => ({ path: target.module, id: target.statement, names: own, expressions })),
    contexts: contextsOf(found),
    cells,
    refused: [...prepared.refusedNames, ...missingNames({ prepared, ...found, cells })],
    ...(wanted === null && prepared.known.length === 0 ? {} : { partial: wanted !== null }),
  };
}

function cellsOf(prepared: PreparedRun, { judged, plan, changed, outside, scratch, outcome }: Found): ReplayCell[] {
  const { statements } = prepared.placement;
  const byId = new Map(statements.map((one) => [placeOf(one.target), one]));
  const counts = new Map<string, number>();
  const before = foundAlone(outcome.events);
  const outsideOf = (place: string, record: RecordEvent): string | undefined => {
    const doubt = outside.get(place);
    return doubt?.isOfRace === true && before.has(record) ? undefined : doubt?.reason;
  };
  return judged.cells.flatMap((cell) => {
    const statement = byId.get(placeOf(cell.record));
    const name = statement === undefined ? null : nameOf(statement, cell);
    if (statement === undefined || name === null || !isAsked(statement, name)) return [];
    const key = JSON.stringify([cell.record.module, cell.record.statement, name, cell.record.path]);
    const occurrence = counts.get(key) ?? 0;
    counts.set(key, occurrence + 1);
    const { record } = cell;
    const place = placeOf(record);
    const doubt = prepared.unrecorded.get(place) ?? outsideOf(place, record) ?? changed ?? ownPath(record.bytes, scratch);
    const { verdict, reason } = doubt === null || cell.verdict !== "verified" ? cell : { verdict: "unverifiable" as const, reason: doubt };
    const bytes = Buffer.from(record.bytes).toString("base64");
    return [
      {
        name,
        path: record.path,
        statement: { path: record.module, id: record.statement },
        occurrence,
        bytes,
        verdict,
        ...(reason === undefined ? {} : { reason }),
        level: plan.level,
      },
    ];
  });
}

/** A path of the replay that is none of the past run, of its temporary folder for one. */
function ownPath(bytes: Uint8Array, { base }: Scratch): string | null {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(basename(base)) ? "it holds a path of the replay's own folder" : null;
}

function nameOf(statement: PlacedStatement, { record }: JudgedCell): string | null {
  return record.name !== null && statement.names[record.part] == null ? record.name : (statement.names[record.part] ?? record.name);
}

function isAsked({ newest }: PlacedStatement, name: string): boolean {
  return newest.wanted === null || newest.wanted.has(name) || newest.site.names.includes(null);
}

/** Loop values of the contexts that cells lie in: each level's own path. */
function contextsOf({ judged, outcome }: Found): ReplayResult["contexts"] {
  const paths = new Set<string>();
  for (const { record } of judged.cells) {
    const levels = record.levels ?? [];
    for (let depth = levels.length; depth > 0; depth--) {
      const path = formatContextPath(levels.slice(0, depth));
      if (paths.has(path)) break;
      paths.add(path);
    }
  }
  return [...paths].flatMap((path) => (outcome.values.has(path) ? [{ path, value: encoded(outcome.values.get(path)) }] : []));
}

function encoded(value: unknown): string {
  const out = new ByteWriter();
  encodeValue(out, value);
  return Buffer.from(out.written()).toString("base64");
}

/** An error of a replay as a refusal. Errors that are not about this run are thrown on. */
export function asRefusal(error: unknown): { code: ReplayError["code"]; reason: string } {
  if (!(error instanceof ReplayError) || error.code === "cancelled" || error.code === "disk") throw error;
  return { code: error.code, reason: error.message };
}
