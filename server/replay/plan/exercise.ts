/**
 * The exercise of restoring (DESIGN §8, "Verified needs evidence"): for each loop that a plan leaves out in part, one whole
 * segment behind a restored checkpoint is executed for real, up to the next checkpoint, where the state hashes are compared.
 *
 * Invariants
 * 1. Within an exercised segment nothing is cut and nothing is left out.
 * 2. One exercise a loop, the shortest that there is.
 */
import type { Activation } from "./activations.ts";
import { startOf } from "./estimate.ts";
import type { Draft, PlanWalk } from "./plan-walk.ts";

/** Looks at no more restored places of a loop than this for the shortest one. */
const CANDIDATES = 500;

/** Changes the drafts of a walk. @returns names of the loops that could not be exercised. */
export function addExercises(walk: PlanWalk): string[] {
  const failed: string[] = [];
  const covered = new Set<string>();
  for (const drafts of bySite(walk, (draft) => restoredStarts(draft).length > 0)) {
    if (!exerciseStarts(walk, drafts, covered) && !enterEarlier(walk, drafts)) failed.push(nameOf(walk, drafts[0]!));
    covered.add(siteOf(drafts[0]!.activation));
  }
  for (const drafts of bySite(walk, (draft) => draft.jumps.some((jump) => jump.to === "exit"))) {
    if (covered.has(siteOf(drafts[0]!.activation))) continue;
    if (!exerciseSkips(walk, drafts, covered)) failed.push(nameOf(walk, drafts[0]!));
  }
  return failed;
}

function siteOf({ module, loop }: Activation): string {
  return `${module}#${loop}`;
}

function nameOf(walk: PlanWalk, draft: Draft): string {
  return walk.loop(draft.activation)?.name ?? siteOf(draft.activation);
}

function bySite(walk: PlanWalk, choose: (draft: Draft) => boolean): Draft[][] {
  const groups = new Map<string, Draft[]>();
  for (const draft of walk.drafts.values()) {
    if (!choose(draft)) continue;
    const site = siteOf(draft.activation);
    const group = groups.get(site);
    if (group === undefined) groups.set(site, [draft]);
    else group.push(draft);
  }
  return [...groups.values()];
}

interface Segment {
  readonly draft: Draft;
  readonly from: number;
  readonly to: number | "exit";
  readonly ms: number;
}

/** Iterations whose start the plan restores, ascending. */
function restoredStarts({ cuts, jumps }: Draft): number[] {
  return [...cuts.map((cut) => cut.to), ...jumps.map((jump) => jump.to)].filter((to) => to !== "exit").sort((a, b) => a - b);
}

/** From a start that is restored to the next checkpoint of the same activation: one that runs whole anyway, else the shortest. */
function exerciseStarts(walk: PlanWalk, drafts: readonly Draft[], covered: Set<string>): boolean {
  let best: Segment | null = null;
  let looked = 0;
  for (const draft of drafts) {
    for (const from of restoredStarts(draft)) {
      const to = nextCheckpoint(draft.activation, from);
      if (to === null) continue;
      const ms = isWhole(walk, draft, from, to) ? 0 : startOf(draft.activation, to) - startOf(draft.activation, from);
      if (best === null || ms < best.ms) best = { draft, from, to, ms };
      if (++looked >= CANDIDATES || best.ms === 0) break;
    }
    if (looked >= CANDIDATES || best?.ms === 0) break;
  }
  if (best === null) return false;
  executeSegment(walk, best, covered);
  return true;
}

function nextCheckpoint({ starts, exit }: Activation, after: number): number | "exit" | null {
  for (const iteration of starts.keys()) if (iteration > after) return iteration;
  return exit === null ? null : "exit";
}

/** Whether nothing is left out from the start of iteration `from` to `to` as it is. */
function isWhole(walk: PlanWalk, { activation, cuts, jumps }: Draft, from: number, to: number | "exit"): boolean {
  const end = to === "exit" ? activation.iterations : to;
  if (cuts.some((cut) => cut.iteration >= from && cut.iteration < end) || jumps.some((jump) => jump.from > from && jump.from < end)) return false;
  const below = (walk.tree.nested.get(activation.key) ?? []).filter((iteration) => iteration >= from && iteration < end);
  return below.every((iteration) =>
    (walk.tree.byParent.get(`${activation.key}@${iteration}`) ?? []).every((inner) => (walk.drafts.get(inner.key)?.jumps.length ?? 0) === 0),
  );
}

/** Where only the last checkpoint of an activation is restored there is nothing to compare behind it: restores the one before. */
function enterEarlier(walk: PlanWalk, drafts: readonly Draft[]): boolean {
  for (const { activation, jumps, cuts } of drafts) {
    const starts = [...activation.starts.keys()];
    const before = starts.at(-2);
    const jump = jumps.find((one) => one.to === starts.at(-1));
    if (before === undefined || jump === undefined || before <= jump.from || cuts.length > 0) continue;
    walk.skippedMs -= startOf(activation, starts.at(-1)!) - startOf(activation, before);
    jump.to = before;
    return true;
  }
  return false;
}

/** Undoes what was planned in a segment: it runs whole. A jump from within it is made at its end instead. */
function executeSegment(walk: PlanWalk, { draft, from, to, ms }: Segment, covered: Set<string>): void {
  const end = to === "exit" ? draft.activation.iterations : to;
  const inside = (iteration: number): boolean => iteration >= from && iteration < end;
  draft.cuts = draft.cuts.filter((cut) => !inside(cut.iteration));
  const late = draft.jumps.filter((jump) => jump.from > from && jump.from < end);
  draft.jumps = draft.jumps.filter((jump) => !late.includes(jump));
  const beyond = late.map((jump) => jump.to).findLast((target) => target === "exit" || target > end);
  if (beyond !== undefined && to !== "exit" && !draft.jumps.some((jump) => jump.from === end)) draft.jumps.push({ from: end, to: beyond });
  for (let iteration = from; iteration < end; iteration++) executeBelow(walk, `${draft.activation.key}@${iteration}`, covered);
  walk.skippedMs -= ms;
}

/** Everything below a context path runs; the empty plans make the replay report it. */
function executeBelow(walk: PlanWalk, path: string, covered: Set<string>): void {
  for (const activation of walk.tree.byParent.get(path) ?? []) {
    walk.drafts.set(activation.key, { activation, free: true, inner: true, jumps: [], cuts: [] });
    covered.add(siteOf(activation));
    executeAll(walk, activation, 0, covered);
  }
}

/** Everything below an activation runs, from iteration `from` on. */
function executeAll(walk: PlanWalk, { key }: Activation, from: number, covered: Set<string>): void {
  for (const iteration of walk.tree.nested.get(key) ?? []) if (iteration >= from) executeBelow(walk, `${key}@${iteration}`, covered);
}

function exerciseSkips(walk: PlanWalk, drafts: readonly Draft[], covered: Set<string>): boolean {
  const whole = drafts
    .slice(1, CANDIDATES)
    .filter((draft) => draft.activation.exit !== null && draft.jumps.every((jump) => jump.from === draft.activation.entryIteration));
  const shortest = whole.reduce<Draft | null>((best, draft) => (best === null || durationMs(draft) < durationMs(best) ? draft : best), null);
  if (shortest !== null) {
    walk.skippedMs -= durationMs(shortest);
    shortest.jumps = [];
    executeAll(walk, shortest.activation, 0, covered);
    return true;
  }
  for (const draft of drafts) if (enterLate(walk, draft, covered)) return true;
  return false;
}

function durationMs({ activation }: Draft): number {
  return startOf(activation, "exit") - startOf(activation, 0);
}

/** Instead of the exit its last start is restored: the rest runs, and the exit is compared. */
function enterLate(walk: PlanWalk, draft: Draft, covered: Set<string>): boolean {
  const { activation } = draft;
  const exit = draft.jumps.find((jump) => jump.to === "exit");
  const last = [...activation.starts.keys()].at(-1);
  if (exit === undefined || last === undefined || last <= exit.from) return false;
  exit.to = last;
  walk.skippedMs -= startOf(activation, "exit") - startOf(activation, last);
  executeAll(walk, activation, last, covered);
  return true;
}
