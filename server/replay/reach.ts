/** Which loops of a run's modules may reach an inserted statement: static and conservative (invariants in call-graph.ts). */
import type ts from "typescript";
import type { LoopSite } from "../../runtime/format/site.ts";
import { buildCallGraph, type CallGraph, type Calls, type FunctionNode } from "./call-graph.ts";
import { foreignSource, type IsForeign } from "./foreign-values.ts";

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
  /** Some loop may write files and some loop may read files: what is left out could be read later, and no hash would show it. */
  readonly readsBack?: boolean;
  /** The import of a package that is not instrumented on which a target's value may depend, and which loops may call; null where there is none. */
  readonly foreign?: string | null;
}

/** Text of a module that has `node:fs`. */
export const IMPORTS_FILES: RegExp = /["'](?:node:)?fs(?:\/promises)?["']/;

/** Functions of `node:fs` that change files. */
export const FILE_WRITES: RegExp = /^(writeFile|appendFile|unlink|rm|rmdir|rename|copyFile|cp|truncate|symlink|link|mkdir|open|createWriteStream)(Sync)?$/;

/** Functions of `node:fs` that ask files. */
export const FILE_READS: RegExp = /^(readFile|readdir|exists|stat|lstat|access|opendir|open|createReadStream)(Sync)?$/;

/** What changes and what asks files, by the modules that have it; a child process may do either. */
const FILE_CALLS: readonly { readonly imported: RegExp; readonly writes: RegExp; readonly reads: RegExp }[] = [
  {
    imported: IMPORTS_FILES,
    writes: FILE_WRITES,
    reads: FILE_READS,
  },
  {
    imported: /["'](?:fs-extra|graceful-fs|fs-jetpack|jsonfile|write-file-atomic|write-json-file|load-json-file|lowdb(?:\/node)?|conf|node-persist)["']/,
    writes: /^(write|append|output|ensure|empty|create|copy|move|remove|rename|unlink|rm|mkdir|set|save|update|open)/,
    reads: /^(read|exists|pathExists|inspect|stat|lstat|access|list|find|load|get|has|open)/,
  },
  {
    imported: /["'](?:(?:node:)?child_process|execa|cross-spawn|shelljs|zx)["']/,
    writes: /^(exec|execFile|spawn|fork|execa|execaCommand|\$)(Sync)?$/,
    reads: /^(exec|execFile|spawn|fork|execa|execaCommand|\$)(Sync)?$/,
  },
];

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
  const called = new Set<string>();
  const run = new Set<FunctionNode>();
  for (const module of modules) {
    for (const loop of module.loops) {
      const contains = targets.some((target) => target.module === module.path && loop.start < target.start && target.end < loop.end);
      const reached = closure(graph, graph.callsIn(module.path, loop.start, loop.end));
      for (const name of reached.names) called.add(name);
      for (const found of reached.functions) run.add(found);
      const calls = wanted.some(({ target, around }) =>
        around.length === 0 ? reached.loads && !sameTopLevel(target, module.path) : around.some((found) => reached.functions.has(found)),
      );
      known.set(`${module.path}#${loop.id}`, { contains, calls });
    }
  }
  const of = (module: string, loop: number): LoopReach => known.get(`${module}#${loop}`) ?? UNKNOWN;
  const calls = FILE_CALLS.filter(({ imported }) => modules.some((module) => imported.test(module.text)));
  const isCalled = (kind: "writes" | "reads"): boolean => calls.some((each) => [...called].some((name) => each[kind].test(name)));
  const readsBack = isCalled("writes") && isCalled("reads");
  const foreign = foreignSource(ts_, modules, { targets, isForeign, run: { functions: run }, files: graph.files });
  return { of, readsBack, foreign, free: (module, loop) => !of(module, loop).contains && !of(module, loop).calls };
}

/** A module's top level runs once; a loop of that module runs after it began. */
function sameTopLevel(target: ReachTarget, module: string): boolean {
  return target.module === module;
}

function encloses(found: FunctionNode, target: ReachTarget): boolean {
  return found.module === target.module && found.start <= target.start && target.end <= found.end;
}

/** All functions that `calls` may lead to, transitively. */
function closure(graph: CallGraph, calls: Calls): { functions: ReadonlySet<FunctionNode>; names: ReadonlySet<string>; loads: boolean } {
  const functions = new Set<FunctionNode>();
  const names = new Set<string>();
  let loads = false;
  let unknown = false;
  follow(calls);
  for (const found of graph.functions) if (found.implicit) enter(found);
  return { functions, names, loads };

  function follow(next: Calls): void {
    loads ||= next.loads;
    for (const name of next.names) followName(name);
    if (next.unknown && !unknown) {
      unknown = true;
      for (const found of graph.functions) if (found.escapes) enter(found);
    }
  }

  function followName(name: string): void {
    if (names.has(name)) return;
    names.add(name);
    for (const found of graph.byName.get(name) ?? []) enter(found);
    for (const meant of graph.aliases.get(name) ?? []) followName(meant);
  }

  function enter(found: FunctionNode): void {
    if (functions.has(found)) return;
    functions.add(found);
    follow(found.calls);
  }
}
