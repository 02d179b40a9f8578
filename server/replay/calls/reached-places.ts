/** Where a program may come to from functions that begin by themselves: callbacks, activities. By names alone, as call-graph.ts knows who calls whom. */
import type ts from "typescript";
import { closure } from "./call-closure.ts";
import type { CallGraph, Calls, FunctionNode } from "./call-graph.ts";

/** What may begin by itself. */
export interface Roots {
  readonly names: Set<string>;
  readonly nodes: Set<ts.Node>;
}

/** What they may lead to: functions by where they stand, and all names that are called. */
export interface Reached {
  readonly places: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

/** Everything that roots may lead to. */
export function reachOf(graph: CallGraph, { names, nodes }: Roots): Reached {
  if (names.size === 0 && nodes.size === 0) return { places: new Set(), names: new Set() };
  const calls: Calls = { names: new Set(names), unknown: false, loads: false };
  for (const node of nodes) {
    const own = graph.callsIn(moduleOf(graph, node), node.getStart(), node.end);
    for (const name of own.names) calls.names.add(name);
    calls.unknown ||= own.unknown;
    calls.loads ||= own.loads;
  }
  const reached = closure(graph, calls);
  const placeOf = ({ module, start }: Pick<FunctionNode, "module" | "start">): string => `${module}:${start}`;
  const places = new Set([...reached.functions].map(placeOf));
  for (const node of nodes) places.add(placeOf({ module: moduleOf(graph, node), start: node.getStart() }));
  return { places, names: reached.names };
}

function moduleOf(graph: CallGraph, node: ts.Node): string {
  const file = node.getSourceFile();
  return [...graph.files].find(([, found]) => found === file)?.[0] ?? file.fileName;
}

/** Whether a part of the program stands in a function that was reached. */
export function isInside(ts_: typeof ts, { places }: Reached, node: ts.Node): boolean {
  if (places.size === 0) return false;
  const module = node.getSourceFile().fileName;
  for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent)
    if (ts_.isFunctionLike(at) && places.has(`${module}:${at.getStart()}`)) return true;
  return false;
}
