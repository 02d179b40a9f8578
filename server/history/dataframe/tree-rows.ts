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
 * with deeper ones recorded once is repeated in their rows; its second and later records have rows of their own.
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
  const rows: TreeRow[] = [];
  for (const node of walk(root)) {
    let count = 0;
    for (const list of node.records.values()) count = Math.max(count, list.length);
    for (let occurrence = node.children.length === 0 ? 0 : 1; occurrence < count; occurrence++) rows.push({ node, occurrence });
  }
  return rows;
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
