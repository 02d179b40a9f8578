/** The order of context paths in time. */
import { enclosingPath, innermostLevel, unknownOnTheWay } from "../../../runtime/format/key.ts";
import { compareActivations, type ActivationPlace } from "../activation-order.ts";
import type { Connection } from "../sqlite.ts";

interface Node {
  readonly place: ActivationPlace | null;
  readonly iteration: number;
  readonly children: Map<string, Node>;
  rank: number;
}

/** Ranks context paths of a run's main strand in the order in which the program passed them; the unknown context comes last. */
export async function orderPaths(connection: Connection, runKey: number, paths: readonly (string | null)[]): Promise<(path: string | null) => number> {
  const rows = await connection.all<{ key: string; start_ms: number }>("SELECT key, start_ms FROM activations WHERE run_key = ? AND strand = 0", [runKey]);
  const starts = new Map(rows.map((row) => [row.key, row.start_ms]));
  const root: Node = { place: null, iteration: 0, children: new Map(), rank: 0 };
  const nodes = new Map<string, Node>([["", root]]);
  for (const path of paths) if (path !== null) addPath(path, { nodes, starts });
  let next = 0;
  const visit = (node: Node): void => {
    node.rank = next++;
    for (const child of [...node.children.values()].sort(compareNodes)) visit(child);
  };
  visit(root);
  return (path) => (path === null ? next : (nodes.get(path)?.rank ?? next));
}

function addPath(path: string, { nodes, starts }: { nodes: Map<string, Node>; starts: ReadonlyMap<string, number> }): void {
  for (const own of unknownOnTheWay(path, nodes)) {
    const level = innermostLevel(own);
    const key = own.slice(0, own.lastIndexOf("@"));
    const node: Node = {
      place: { startMs: starts.get(key) ?? null, loop: `${level.module}#${level.loop}`, entry: level.entry },
      iteration: level.iteration,
      children: new Map(),
      rank: 0,
    };
    nodes.set(own, node);
    nodes.get(enclosingPath(own))!.children.set(own, node);
  }
}

function compareNodes(a: Node, b: Node): number {
  return compareActivations(a.place!, b.place!) || a.iteration - b.iteration;
}
