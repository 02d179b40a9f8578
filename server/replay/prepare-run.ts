/** Everything that is decided about one run before anything is executed. */
import { dirname, join } from "node:path";
import { compiler as ts } from "../compiler.ts";
import type { ContextLevel } from "../../runtime/format/key.ts";
import { formatContextPath } from "../../runtime/format/key.ts";
import { isAlive } from "../history/liveness.ts";
import type { ModuleText } from "../history/version-list.ts";
import type { ReplayCell } from "../history/replay-result.ts";
import type { RunSummary } from "../history/runs.ts";
import type { Where } from "../history/where/parse.ts";
import type { RunBackfillPlan } from "./backfill-types.ts";
import type { CallGraph } from "./calls/call-graph.ts";
import type { LoopName } from "./verdicts/describe-place.ts";
import { foreignPackages } from "./packages/foreign-packages.ts";
import { knownCells } from "./known-cells.ts";
import type { Placement, StatementPlacer } from "./statements/place-statements.ts";
import { unreadOf, type Unread } from "./plan/other-releases.ts";
import { planReplay, type PlannerLevel, type RunPlan } from "./plan/planner.ts";
import { pushDown, type Wanted } from "./plan/pushdown.ts";
import { withOwnTimers } from "./order/own-timers.ts";
import { findReach, graphOf, type Reach, type ReachModule, type ReachTarget } from "./calls/reach.ts";
import { loadRun, type RecordedRun } from "./recorded-run.ts";
import { namesOf, type NewestTarget } from "./statements/targets.ts";
import { explainThreads, threadModules } from "./statements/thread-modules.ts";
import { findMeasuredPaths } from "./values/measured-paths.ts";
import { findUnrecorded } from "./values/unrecorded.ts";

/** What a run is prepared for. */
export interface PrepareInput {
  /** Absolute folder of all runs. */
  readonly runsFolder: string;
  readonly summary: RunSummary;
  readonly targets: readonly NewestTarget[];
  /** For the targets. */
  readonly placer: StatementPlacer;
  /** Texts of the run's version that its modules import and no run loaded. */
  readonly typesOf: (modules: readonly ModuleText[]) => Promise<ReadonlyMap<string, string>>;
  readonly where: Where | null;
  readonly level: PlannerLevel | undefined;
  /** Whether what earlier backfills found counts for nothing. */
  readonly again: boolean;
  /** Whether a file is one of other programs of the project, as far as runs have loaded it. */
  readonly isElsewhere: (path: string) => boolean;
}

type Refused = NonNullable<RunBackfillPlan["refused"]>;

/** A run with its decisions. */
export interface PreparedRun {
  readonly summary: RunSummary;
  readonly run: RecordedRun;
  readonly placement: Placement;
  /** What is executed; null where nothing is. */
  readonly plan: RunPlan | null;
  /** Names whose values are looked for. */
  readonly names: readonly string[];
  /** By name: what tells later requests that they are for the same places. */
  readonly signatures: Readonly<Record<string, string>>;
  readonly wanted: Wanted | null;
  readonly known: readonly ReplayCell[];
  /** How many values of the wanted names the run recorded itself, by the very same statements. */
  readonly recorded: ReadonlyMap<string, number>;
  readonly refused: Refused | null;
  /** Names that cannot be placed in this version, beside others that can. */
  readonly refusedNames: readonly { readonly name: string; readonly reason: string }[];
  readonly loopName: LoopName;
  /** Why values are not those of the past run, whatever a replay finds, by `module#statement`. */
  readonly unrecorded: ReadonlyMap<string, string>;
}

/** Prepares one run. @throws ReplayError `damaged`, `unknown-run`. */
export async function prepareRun(input: PrepareInput): Promise<PreparedRun> {
  const { summary, placer } = input;
  const loaded = withOwnTimers(ts, await loadRun(join(input.runsFolder, summary.run)));
  const unread = unreadOf(loaded);
  const run = unread.checkpoints ? { ...loaded, checkpoints: [] } : loaded;
  const targets = ownTargets(input, run);
  const loopName: LoopName = (module, loop) => run.modules.find((row) => row.path === module)?.descriptor.loops.find((site) => site.id === loop)?.name;
  const texts = textsOf(run);
  const types = await input.typesOf(texts);
  const inThreads = await threadModules(run, targets);
  const place = (some: readonly NewestTarget[]): Placement => explainThreads(placer.place(some, texts, types), inThreads);
  const groups = groupByName(targets).map((group) => describeGroup(input, { run, group, place }));
  const open = targets.filter((target) => groups.some((group) => group.needed && group.targets.includes(target)));
  const only = groups.filter((group) => group.needed);
  const placement = only.length === 1 ? only[0]!.placement : place(open.length === 0 ? targets : open);
  const names = only.flatMap((group) => (group.name === null ? [] : [group.name]));
  const known = groups.flatMap((group) => group.known);
  const wanted = input.where === null ? null : pushDown(input.where, summary, { run, nameOf: loopName });
  const base = {
    summary,
    run,
    placement,
    names,
    known,
    wanted,
    loopName,
    signatures: Object.fromEntries(groups.map((group) => [group.name ?? "", group.placement.signature])),
    recorded: countRecorded(run, placement),
  };
  const none = { ...base, plan: null, refusedNames: [], unrecorded: new Map<string, string>() };
  const refusedNames = refusedOf(input, placement, names);
  const refused = open.length === 0 ? null : refuse(input, { run, placement, unread, refusedNames });
  if (refused !== null) return { ...none, refused };
  if (open.length === 0 || placement.statements.length === 0) return { ...none, refused: null };
  const modules = reachModules(placement);
  const placed = placement.statements.map((one) => one.target);
  const graph = graphOf(ts, modules);
  const plan = planReplay({
    run,
    loops: placement.loops,
    targets: placed,
    reach: reachOf(dirname(dirname(input.runsFolder)), run, { modules, placed, graph }),
    ...wish(wanted, known, placement),
    ...(unread.checkpoints ? { whole: "another release of hindlog recorded it" } : {}),
    ...(input.level === undefined ? {} : { level: input.level }),
  });
  return {
    ...base,
    plan,
    refused: null,
    refusedNames,
    unrecorded: new Map([...findMeasuredPaths(ts, graph.files, placed), ...findUnrecorded(ts, graph, { targets: placed, terminals: run.file.terminals })]),
  };
}

/** Without those of other programs of the project, where files of this one have statements of the name. */
function ownTargets({ targets, isElsewhere }: PrepareInput, { modules }: RecordedRun): readonly NewestTarget[] {
  const isOwn = ({ path }: NewestTarget): boolean => modules.some((row) => row.path === path);
  const own = new Set(targets.filter(isOwn).flatMap(({ site }) => site.names));
  return targets.filter((target) => isOwn(target) || !isElsewhere(target.path) || !target.site.names.some((name) => name !== null && own.has(name)));
}

function textsOf({ modules }: RecordedRun): ModuleText[] {
  return modules.map(({ path, descriptor: { text, logCalls } }) => ({ path, text, logCalls }));
}

interface Group {
  /** Null: statements whose names are computed. */
  readonly name: string | null;
  readonly targets: readonly NewestTarget[];
}

function groupByName(targets: readonly NewestTarget[]): Group[] {
  const groups: Group[] = namesOf(targets).map((name) => ({
    name,
    targets: targets.filter(({ site, wanted }) => site.names.includes(name) && (wanted === null || wanted.has(name))),
  }));
  const dynamic = targets.filter((target) => !groups.some((group) => group.targets.includes(target)));
  return dynamic.length === 0 ? groups : [...groups, { name: null, targets: dynamic }];
}

interface Described {
  readonly run: RecordedRun;
  readonly group: Group;
  readonly place: (targets: readonly NewestTarget[]) => Placement;
}

function describeGroup(
  { again }: PrepareInput,
  { run, group, place }: Described,
): Group & { placement: Placement; known: readonly ReplayCell[]; needed: boolean } {
  const placement = place(group.targets);
  const { cells, complete } = group.name === null || again ? { cells: [], complete: false } : knownCells(run.folder, group.name, placement.signature);
  const isThere = placement.already.length > 0 && placement.statements.length === 0 && placement.refused.length === 0;
  return { ...group, placement, known: cells, needed: !complete && !isThere };
}

interface Refusable {
  readonly run: RecordedRun;
  readonly placement: Placement;
  readonly unread: Unread;
  readonly refusedNames: PreparedRun["refusedNames"];
}

function refuse({ summary }: PrepareInput, { run, placement, unread, refusedNames }: Refusable): Refused | null {
  if (summary.status === "running" && !run.ended && isAlive({ pid: run.file.pid, bootId: run.file.bootId, aliveAtMs: Date.parse(run.file.startedAt) })) {
    return { code: "still-running", reason: "it is still running; backfill it when it has ended" };
  }
  const bundled = run.modules.find((row) => row.descriptor.door === "bundler");
  if (bundled !== undefined) {
    const reason = `${bundled.file} is a bundle, and a bundle cannot be put together again from its sources by hindlog alone. Record with "hindlog run" on the sources, or build with ts-patch, to backfill later.`;
    return { code: "door-not-supported", reason };
  }
  if (run.modules.length === 0) {
    const reason =
      run.damage.length > 0
        ? `its journal is damaged from the beginning (${run.damage[0]}), so the source that it ran is not known`
        : "it ended before any of its source was recorded";
    return { code: "no-text", reason };
  }
  if (unread.sites !== null) {
    const reason = `another release of hindlog recorded it, which saw other loops and log statements in ${unread.sites}: backfill it with that release`;
    return { code: "other-release", reason };
  }
  if (placement.statements.length > 0 || placement.refused.length === 0) return null;
  const { verdict, reason } = placement.refused[0]!;
  const isOne = placement.refused.every((one) => one.verdict === verdict && one.reason === reason);
  return { code: verdict, reason: `${verdict}: ${reason}`, ...(isOne || refusedNames.length === 0 ? {} : { names: refusedNames }) };
}

/** Nobody asks for a statement of another program, where others have found their place. */
function refusedOf({ isElsewhere }: PrepareInput, placement: Placement, names: readonly string[]): { name: string; reason: string }[] {
  const own = placement.refused.filter(({ target, verdict }) => verdict !== "absent" || !isElsewhere(target.path));
  return own.flatMap(({ target, verdict, reason }) =>
    target.site.names.flatMap((name) => {
      const wanted = name !== null && names.includes(name) && (target.wanted === null || target.wanted.has(name));
      return wanted ? [{ name, reason: `${target.path}:${target.site.line + 1}: ${verdict}: ${reason}` }] : [];
    }),
  );
}

function reachModules({ texts, loops }: Placement): ReachModule[] {
  return [...texts].map(([path, text]) => ({ path, text, loops: loops.get(path) }));
}

interface Analysed {
  readonly modules: readonly ReachModule[];
  readonly placed: readonly ReachTarget[];
  readonly graph: CallGraph;
}

function reachOf(root: string, { modules: ran }: RecordedRun, { modules, placed, graph }: Analysed): Reach {
  const isForeign = foreignPackages(
    root,
    ran.map((row) => row.path),
  );
  return findReach(ts, modules, placed, { isForeign, graph });
}

/** Where pushdown and cells that are known already, as the planner wants it; nothing where all is wanted. */
function wish(wanted: Wanted | null, known: readonly ReplayCell[], placement: Placement): { wanted?: (levels: readonly ContextLevel[]) => boolean } {
  const done = new Set(placement.statements.length === 1 ? known.flatMap((cell) => (cell.path === null ? [] : [cell.path])) : []);
  if (wanted === null && done.size === 0) return {};
  return { wanted: (levels) => (wanted === null || wanted(levels)) && (done.size === 0 || !done.has(formatContextPath(levels))) };
}

/** Values that statements recorded which the version has already. */
function countRecorded(run: RecordedRun, placement: Placement): Map<string, number> {
  const names = new Set(namesOf(placement.already));
  const counts = new Map<string, number>();
  for (const { name } of run.records) if (name !== null && names.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
