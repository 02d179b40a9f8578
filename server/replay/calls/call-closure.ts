/** What calls may lead to, transitively. */
import type { CallGraph, Calls, FunctionNode } from "./call-graph.ts";

/** What calls may lead to. */
export interface Closure {
  readonly functions: ReadonlySet<FunctionNode>;
  readonly names: ReadonlySet<string>;
  /** Whether they may load modules. */
  readonly loads: boolean;
}

/** All functions that `calls` may lead to, transitively. */
export function closure(graph: CallGraph, calls: Calls): Closure {
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
