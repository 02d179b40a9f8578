/** The rows of a run, from its tree of contexts. */
import type { CellValue, ContextNode } from "./run-tree.ts";

/** One row before it has columns: a context, and which of several records that one context has. */
export interface TreeRow {
  readonly node: ContextNode;
  /** 0-based: the how-many-th record of its names in this context. */
  readonly occurrence: number;
}

/**
 * The rows of a run: one for each deepest context that has a record (more where a name has several records there). What a context
 * with deeper ones recorded once is repeated in their rows; where they all show records of that name of their own, it has a row too,
 * and so have its second and later records.
 * In emission order where all is recorded, else in the order of the contexts.
 */
export function treeRows(roots: readonly ContextNode[]): TreeRow[] {
  const rows = roots.flatMap((root) => rowsBelow(root));
  const recorded = roots.every((root) => everyRecord(root, (cell) => cell.meta.source === "recorded"));
  if (!recorded) return rows;
  const position = new Map(rows.map((row) => [row, emissionOf(row)]));
  return rows.sort((a, b) => a.node.strand - b.node.strand || position.get(a)! - position.get(b)!);
}

/** The record that a row shows in a column: its own context's, else the nearest enclosing one's. */
export function cellOf(row: TreeRow, key: string): CellValue | undefined {
  const own = row.node.records.get(key);
  if (own !== undefined) return own[row.occurrence];
  for (let at = row.node.parent; at !== null; at = at.parent) {
    const list = at.records.get(key);
    if (list !== undefined) return list[0];
  }
  return undefined;
}

/** Without recursion: a program may recurse deeply. */
function* walk(root: ContextNode): Generator<ContextNode> {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    for (let index = node.children.length - 1; index >= 0; index--) open.push(node.children[index]!);
  }
}

function rowsBelow(root: ContextNode): TreeRow[] {
  const nodes = [...walk(root)];
  const starting = firstRows(nodes);
  const rows: TreeRow[] = [];
  for (const node of nodes) {
    for (let occurrence = starting.get(node) ?? 0; occurrence < mostRecords(node); occurrence++) rows.push({ node, occurrence });
  }
  return rows;
}

function mostRecords(node: ContextNode): number {
  let most = 0;
  for (const list of node.records.values()) most = Math.max(most, list.length);
  return most;
}

/** With which occurrence the rows of contexts that have deeper ones begin: 0 where rows below do not show all of their first records, else 1. @param nodes - outer ones first */
function firstRows(nodes: readonly ContextNode[]): Map<ContextNode, 0 | 1> {
  const first = new Map<ContextNode, 0 | 1>();
  /** Keys of which every row of a context and below it shows a record from there. Contexts that are not in here have rows of their own: their records' keys. */
  const own = new Map<ContextNode, ReadonlySet<string>>();
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index]!;
    if (node.children.length === 0) continue;
    const covered = (child: ContextNode): ReadonlyMap<string, unknown> | ReadonlySet<string> => own.get(child) ?? child.records;
    const below = [...covered(node.children[0]!).keys()].filter((key) => node.children.every((child) => covered(child).has(key)));
    const hidden = below.some((key) => node.records.has(key));
    first.set(node, hidden ? 0 : 1);
    if (!hidden && mostRecords(node) < 2) own.set(node, new Set([...below, ...node.records.keys()]));
  }
  return first;
}

function everyRecord(root: ContextNode, holds: (cell: CellValue) => boolean): boolean {
  for (const node of walk(root)) for (const list of node.records.values()) if (!list.every(holds)) return false;
  return true;
}

function emissionOf(row: TreeRow): number {
  let first = Number.POSITIVE_INFINITY;
  for (const list of row.node.records.values()) first = Math.min(first, list[row.occurrence]?.seq ?? first);
  return first;
}
