/**
 * Walks the activations of a run in the contexts that the replay will execute and decides on jumps and cuts.
 *
 * Invariants
 * 1. Contexts that are jumped over are not visited: nothing is planned below them, and their time counts once.
 * 2. Every jump has a usable checkpoint; each `from` of an activation stands once, `to` is larger.
 * 3. A cut stands only in loops all of whose reachable targets stand lexically in them: nothing that is wanted lies behind the cut point.
 */
import { parseActivationKey, parseContextPath } from "../../../runtime/format/key.ts";
import type { ActivationPlan } from "../../../runtime/format/replay-plan.ts";
import type { Activation, ActivationTree } from "./activations.ts";
import { iterationMs, restoreMs, startOf } from "./estimate.ts";
import type { PlannerInput, PlannerLoop } from "./planner.ts";

/** So many activations are followed for the sake of the report alone. */
const MOST_FOLLOWED = 2000;
/** Activations with more iterations are not followed for the sake of the report. */
const MOST_ITERATIONS = 5000;

/** A plan under construction. */
export interface Draft {
  readonly activation: Activation;
  /** It can reach no target. */
  readonly free: boolean;
  /** Entered from a loop that may reach one. */
  readonly inner: boolean;
  jumps: { from: number; to: number | "exit" }[];
  cuts: { iteration: number; to: number }[];
}

/** The walk and what it found. */
export class PlanWalk {
  readonly input: PlannerInput;
  readonly tree: ActivationTree;
  /** In execution order, as far as it is known. */
  readonly drafts: Map<string, Draft> = new Map();
  skippedMs = 0;
  restoreMs = 0;
  readonly #executed = new Map<string, { executed: number; total: number }>();
  #stopAt: { key: string; iteration: number } | null = null;

  constructor(input: PlannerInput, tree: ActivationTree) {
    this.input = input;
    this.tree = tree;
  }

  /** Plans everything that is entered in this context. `cutAt`: offset behind which nothing of the context's own loop body is executed. */
  visit(path: string, inReaching = false, cutAt: { module: string; offset: number } | null = null): void {
    for (const activation of this.tree.byParent.get(path) ?? []) {
      const beyond = cutAt !== null && activation.module === cutAt.module && (this.loop(activation)?.start ?? 0) >= cutAt.offset;
      if (beyond) continue;
      if (this.input.reach.free(activation.module, activation.loop)) this.#planFree(activation, inReaching);
      else this.#planReaching(activation, inReaching);
    }
  }

  /** The loop in the edited text, where it is known. */
  loop(activation: Pick<Activation, "module" | "loop">): PlannerLoop | undefined {
    return this.input.loops.get(activation.module)?.find((loop) => loop.id === activation.loop);
  }

  /** Whether a loop stands behind the last target of the loop around it: leaving it out is no way to a target. */
  isBehindTargets(activation: Activation): boolean {
    if (activation.parent === "") return false;
    const around = parseActivationKey(activation.parent.slice(0, activation.parent.lastIndexOf("@")));
    const last = this.#lastTargetIn(around);
    return activation.module === around.module && last > 0 && (this.loop(activation)?.start ?? 0) >= last;
  }

  /** The finished plans; those that leave nothing out too, so that the replay reports what it executes there, as long as they are few: following an activation costs a walk over the state. */
  activations(): Record<string, ActivationPlan> {
    const plans: Record<string, ActivationPlan> = {};
    const few = this.drafts.size <= MOST_FOLLOWED;
    for (const [key, { activation, jumps, cuts }] of this.drafts) {
      const isWatchedAnyway = activation.exit !== null || activation.starts.size > 0;
      const isReported = (few || isWatchedAnyway) && activation.iterations <= MOST_ITERATIONS;
      if (isReported || jumps.length > 0 || cuts.length > 0) plans[key] = { jumps: jumps.toSorted((a, b) => a.from - b.from), cuts };
    }
    return plans;
  }

  /** Executed and total iterations of the loops that may reach a target, by name, over all their activations. */
  executedByLoop(): ReadonlyMap<string, { executed: number; total: number }> {
    return this.#executed;
  }

  stopAt(): { key: string; iteration: number } | null {
    return this.#stopAt;
  }

  #planFree(activation: Activation, inReaching: boolean): void {
    const draft = this.#open(activation, true, inReaching);
    const { level } = this.input;
    const { exit, iterations, entryIteration: entry } = activation;
    const last = level === 4 || (inReaching && level === 3) ? null : lastStart(activation, entry);
    if (exit !== null && level !== 3 && level !== 4 && iterations > entry && this.#pays(activation, entry, "exit")) this.#jump(draft, entry, "exit");
    else if (last !== null && this.#pays(activation, entry, last)) this.#jump(draft, entry, last);
    const to = draft.jumps[0]?.to ?? entry;
    for (const iteration of this.tree.nested.get(activation.key) ?? []) {
      if (iteration < entry || (to !== "exit" && iteration >= to)) this.visit(`${activation.key}@${iteration}`, inReaching);
    }
  }

  #planReaching(activation: Activation, inReaching: boolean): void {
    const draft = this.#open(activation, false, inReaching);
    const wanted = this.#wantedIterations(activation);
    const executed = new Set<number>();
    const cuttable = this.#cuttable(activation);
    let at = 0;
    while (at < activation.iterations) {
      const next = wanted.next(wanted.has(at) ? at + 1 : at);
      const jumped = wanted.has(at) ? null : this.#jumpOver(draft, at, next);
      if (jumped === "exit") break;
      at = jumped ?? at;
      executed.add(at);
      const cut = wanted.has(at) && cuttable ? this.#cut(draft, at, next) : null;
      at = cut ?? at + 1;
    }
    this.#count(activation, executed.size);
    this.#noteStop(activation, wanted.last);
    const cutBehind = cuttable ? { module: activation.module, offset: this.#lastTargetIn(activation) } : null;
    const cutIterations = new Set(draft.cuts.map((cut) => cut.iteration));
    for (const iteration of this.tree.nested.get(activation.key) ?? []) {
      if (executed.has(iteration)) this.visit(`${activation.key}@${iteration}`, true, cutIterations.has(iteration) ? cutBehind : null);
    }
  }

  /** Leaves out iterations from `at` on, which is not wanted. @returns where execution goes on, null where it just goes on. */
  #jumpOver(draft: Draft, at: number, next: number | null): number | "exit" | null {
    const { activation } = draft;
    if (this.input.level === 4 || at < activation.entryIteration) return null;
    const exits = next === null && activation.exit !== null && this.input.level !== 3;
    const to = exits ? "exit" : lastStart(activation, at, next ?? Number.POSITIVE_INFINITY);
    if (to === null || !this.#pays(activation, at, to)) return null;
    this.#jump(draft, at, to);
    return to;
  }

  /** Leaves out the rest of iteration `at` and what is not wanted after it. */
  #cut(draft: Draft, at: number, next: number | null): number | null {
    const { activation } = draft;
    const { level } = this.input;
    if ((level !== undefined && level !== 1) || at < activation.entryIteration) return null;
    if (next === null && activation.exit !== null) return null;
    const to = lastStart(activation, at, next ?? Number.POSITIVE_INFINITY);
    if (to === null) return null;
    const whole = startOf(activation, to) - startOf(activation, at);
    const saved = whole - iterationMs(activation, at) * this.#executedFraction(activation);
    const cost = restoreMs(activation.starts.get(to)!);
    if (level === undefined && saved <= cost) return null;
    draft.cuts.push({ iteration: at, to });
    if (to > at + 1) draft.jumps.push({ from: at + 1, to });
    this.skippedMs += Math.max(0, saved);
    this.restoreMs += cost;
    return to;
  }

  #jump(draft: Draft, from: number, to: number | "exit"): void {
    const { activation } = draft;
    draft.jumps.push({ from, to });
    this.skippedMs += startOf(activation, to) - startOf(activation, from);
    this.restoreMs += restoreMs(to === "exit" ? activation.exit! : activation.starts.get(to)!);
  }

  #pays(activation: Activation, from: number, to: number | "exit"): boolean {
    if (this.input.level !== undefined) return true;
    const meta = to === "exit" ? activation.exit! : activation.starts.get(to)!;
    return startOf(activation, to) - startOf(activation, from) > restoreMs(meta);
  }

  /** Share of an iteration's text that lies before the end of the last target in it: the best guess at its share of time. */
  #executedFraction(activation: Activation): number {
    const loop = this.loop(activation);
    return loop === undefined ? 1 : (this.#lastTargetIn(activation) - loop.start) / (loop.end - loop.start);
  }

  #lastTargetIn({ module, loop }: Pick<Activation, "module" | "loop">): number {
    return Math.max(0, ...this.input.targets.filter((target) => target.module === module && target.nest.includes(loop)).map((target) => target.end));
  }

  #cuttable(activation: Activation): boolean {
    const { module, loop } = activation;
    if (this.input.reach.of(module, loop).calls) return false;
    const site = this.loop(activation);
    if (site === undefined) return false;
    const inside = this.input.targets.filter((target) => target.module === module && target.start > site.start && target.end < site.end);
    return inside.length > 0 && inside.every((target) => target.nest.includes(loop));
  }

  #wantedIterations(activation: Activation): { has(iteration: number): boolean; next(from: number): number | null; last: number | null } {
    const { wanted } = this.input;
    const count = activation.iterations;
    if (wanted === undefined) return { has: () => true, next: (from) => (from < count ? from : null), last: count - 1 };
    const above = parseContextPath(activation.parent);
    const { module, loop, entry } = activation;
    const flags = Array.from({ length: count }, (_, iteration) => wanted([...above, { module, loop, entry, iteration }]));
    const next = Array.from<unknown, number | null>({ length: count + 1 }, () => null);
    for (let index = count - 1; index >= 0; index--) next[index] = flags[index]! ? index : next[index + 1]!;
    const last = flags.lastIndexOf(true);
    return { has: (iteration) => flags[iteration] === true, next: (from) => next[from] ?? null, last: last < 0 ? null : last };
  }

  #count(activation: Activation, executed: number): void {
    const name = this.loop(activation)?.name ?? `${activation.module}#${activation.loop}`;
    const sum = this.#executed.get(name) ?? { executed: 0, total: 0 };
    this.#executed.set(name, { executed: sum.executed + executed, total: sum.total + activation.iterations });
  }

  /** Module-level code runs once: behind the last wanted iteration of its outermost loop and the next comparison nothing more can come. */
  #noteStop(activation: Activation, last: number | null): void {
    const { targets } = this.input;
    if (activation.parent !== "" || last === null || activation.exit !== null) return;
    if (!targets.every((target) => target.moduleLevel && target.module === activation.module && target.nest.at(-1) === activation.loop)) return;
    const compared = [...activation.starts.keys()].find((iteration) => iteration > last);
    const iteration = compared ?? last + 1;
    if (iteration < activation.iterations) this.#stopAt = { key: activation.key, iteration };
  }

  #open(activation: Activation, free: boolean, inner: boolean): Draft {
    const draft: Draft = { activation, free, inner, jumps: [], cuts: [] };
    this.drafts.set(activation.key, draft);
    return draft;
  }
}

/** The largest iteration above `after`, at most `atMost`, that has a usable checkpoint. */
function lastStart(activation: Activation, after: number, atMost: number = Number.POSITIVE_INFINITY): number | null {
  let found: number | null = null;
  for (const iteration of activation.starts.keys()) {
    if (iteration > atMost) break;
    if (iteration > after) found = iteration;
  }
  return found;
}
