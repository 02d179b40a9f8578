/** Which loops of a run's modules may reach an inserted statement: static and conservative (invariants in call-graph.ts). */
import type ts from "typescript";
import type { LoopSite } from "../../../runtime/format/site.ts";
import { buildCallGraph, type CallGraph, type FunctionNode } from "./call-graph.ts";
import { closure } from "./call-closure.ts";
import { foreignSource, type IsForeign } from "../values/foreign-values.ts";
import { readsBack } from "./read-back.ts";

/** A module as it is replayed: its text with the insertions, and its loops by offsets in that text. */
export interface ReachModule {
  readonly path: string;
  readonly text: string;
  readonly loops: readonly Pick<LoopSite, "id" | "start" | "end">[];
}

/** An inserted statement by its range in the edited text. */
export interface ReachTarget {
  readonly module: string;
  readonly start: number;
  readonly end: number;
}

/** How a loop relates to the inserted statements. */
export interface LoopReach {
  /** A target stands in the loop. */
  readonly contains: boolean;
  /** A target may be run by a call from inside the loop. */
  readonly calls: boolean;
}

/** Reach by module path and loop id. */
export interface Reach {
  of(module: string, loop: number): LoopReach;
  /** Neither contains nor may call a target: it can be left out. */
  free(module: string, loop: number): boolean;
  /** What is written in a loop may be read in it or behind it: what is left out could be read later, and no hash would show it (read-back.ts). */
  readonly readsBack?: boolean;
  /** The import of a package that is not instrumented on which a target's value may depend, and which loops may call; null where there is none. */
  readonly foreign?: string | null;
}

const UNKNOWN: LoopReach = { contains: true, calls: true };

/** Who may call whom in the modules of a run. */
export function graphOf(ts_: typeof ts, modules: readonly Pick<ReachModule, "path" | "text">[]): CallGraph {
  return buildCallGraph(ts_, new Map(modules.map((module) => [module.path, module.text])));
}

/** Analyses all modules of a run. A loop that is not known counts as reaching. */
export function findReach(
  ts_: typeof ts,
  modules: readonly ReachModule[],
  targets: readonly ReachTarget[],
  { isForeign = () => false, graph = graphOf(ts_, modules) }: { readonly isForeign?: IsForeign; readonly graph?: CallGraph } = {},
): Reach {
  const wanted = targets.map((target) => ({ target, around: graph.functions.filter((found) => encloses(found, target)) }));
  const known = new Map<string, LoopReach>();
  const run = new Set<FunctionNode>();
  for (const module of modules) {
    for (const loop of module.loops) {
      const contains = targets.some((target) => target.module === module.path && loop.start < target.start && target.end < loop.end);
      const reached = closure(graph, graph.callsIn(module.path, loop.start, loop.end));
      for (const found of reached.functions) run.add(found);
      const calls = wanted.some(({ target, around }) =>
        around.length === 0 ? reached.loads && !sameTopLevel(target, module.path) : around.some((found) => reached.functions.has(found)),
      );
      known.set(`${module.path}#${loop.id}`, { contains, calls });
    }
  }
  const of = (module: string, loop: number): LoopReach => known.get(`${module}#${loop}`) ?? UNKNOWN;
  const foreign = foreignSource(ts_, modules, { targets, isForeign, run: { functions: run }, files: graph.files });
  return { of, readsBack: readsBack(ts_, graph, modules), foreign, free: (module, loop) => !of(module, loop).contains && !of(module, loop).calls };
}

/** A module's top level runs once; a loop of that module runs after it began. */
function sameTopLevel(target: ReachTarget, module: string): boolean {
  return target.module === module;
}

function encloses(found: FunctionNode, target: ReachTarget): boolean {
  return found.module === target.module && found.start <= target.start && target.end <= found.end;
}
