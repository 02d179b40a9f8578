/**
 * The records of some names of one run as a tree of contexts.
 *
 * Invariants
 * 1. Every node has records or a descendant that has.
 * 2. A record list is in emission order; backfilled ones in the order their replay gave.
 */
import { activationSegment } from "../../../runtime/format/key.ts";
import { compareActivations } from "../activation-order.ts";
import { fromColumns } from "../native-value.ts";
import type { Connection } from "../sqlite.ts";
import type { CellMeta } from "./types.ts";

/** One value. */
export interface CellValue {
  readonly value: unknown;
  readonly seq: number;
  readonly meta: CellMeta & { state: "value" };
}

/** One context. */
export interface ContextNode {
  readonly id: number;
  readonly kind: "set-up" | "iteration" | "unknown";
  readonly strand: number;
  readonly parent: ContextNode | null;
  readonly children: ContextNode[];
  /** Column of the loop: its name, with a number where an enclosing loop has the same. "" for what is no iteration. */
  readonly column: string;
  readonly entry: number;
  readonly iteration: number;
  readonly value: unknown;
  /** Context path (key.ts), null for the unknown context and below it. */
  readonly path: string | null;
  /** Records by column key: the name, or {@link backfilledKey} of it. */
  readonly records: Map<string, CellValue[]>;
  /** Identity of the loop. */
  readonly loop: string;
}

/** Which records. */
export interface TreeRequest {
  readonly runKey: number;
  readonly names: readonly string[];
  /** Names whose backfilled values have a column of their own. */
  readonly split: ReadonlySet<string>;
}

/** Key of the column in which backfilled values stand beside recorded ones. */
export function backfilledKey(name: string): string {
  return `${name}.backfilled`;
}

/** The roots (one a strand, main thread first), children in the order in which the program passed them. */
export async function loadRunTree(connection: Connection, request: TreeRequest): Promise<ContextNode[]> {
  const names = JSON.stringify(request.names);
  const nodes = await loadNodes(connection, request.runKey, names);
  await loadRecords(connection, request, { names, nodes });
  const starts = await loadStarts(connection, request.runKey);
  const roots = [...nodes.values()].filter((node) => node.parent === null).sort((a, b) => a.strand - b.strand);
  for (const node of nodes.values()) if (node.children.length > 1) sortChildren(node, starts);
  return roots;
}

interface ContextColumns {
  readonly ctx_id: number;
  readonly parent_ctx_id: number | null;
  readonly kind: ContextNode["kind"];
  readonly strand: number;
  readonly loop_name: string | null;
  readonly loop_entry: number;
  readonly loop_iteration: number;
  readonly value_type: string | null;
  readonly iteration_value: unknown;
  readonly exact: Uint8Array | null;
  readonly module: string | null;
  readonly loop_id: number | null;
}

async function loadNodes(connection: Connection, runKey: number, names: string): Promise<Map<number, ContextNode>> {
  const rows = await connection.all<ContextColumns>(
    `WITH RECURSIVE used (ctx_id) AS (
       SELECT ctx_id FROM logs WHERE run_key = ?1 AND value_name IN (SELECT value FROM json_each(?2))
       UNION SELECT c.parent_ctx_id FROM contexts c JOIN used USING (ctx_id) WHERE c.parent_ctx_id IS NOT NULL)
     SELECT c.ctx_id, c.parent_ctx_id, c.kind, c.strand, c.loop_name, c.loop_entry, c.loop_iteration, c.value_type, c.iteration_value, c.exact, f.path AS module, s.id AS loop_id
     FROM used CROSS JOIN contexts c USING (ctx_id) LEFT JOIN sites s USING (site_id) LEFT JOIN files f USING (file_id)`,
    [runKey, names],
  );
  const byId = new Map(rows.map((row) => [row.ctx_id, row]));
  const nodes = new Map<number, ContextNode>();
  for (const row of rows) makeNode(row, byId, nodes);
  return nodes;
}

/** Makes a node and, before it, those above it that are not made yet; without recursion, since a program may recurse deeply. */
function makeNode(row: ContextColumns, byId: ReadonlyMap<number, ContextColumns>, nodes: Map<number, ContextNode>): void {
  const open: ContextColumns[] = [];
  for (
    let at: ContextColumns | undefined = row;
    at !== undefined && !nodes.has(at.ctx_id);
    at = at.parent_ctx_id === null ? undefined : byId.get(at.parent_ctx_id)
  )
    open.push(at);
  for (const own of open.reverse()) {
    const parent = own.parent_ctx_id === null ? null : (nodes.get(own.parent_ctx_id) ?? null);
    const node = nodeOf(own, parent);
    nodes.set(own.ctx_id, node);
    parent?.children.push(node);
  }
}

function nodeOf(row: ContextColumns, parent: ContextNode | null): ContextNode {
  const loop = row.module === null || row.loop_id === null ? (row.loop_name ?? "") : `${row.module}#${row.loop_id}`;
  return {
    id: row.ctx_id,
    kind: row.kind,
    strand: row.strand,
    parent,
    children: [],
    column: row.kind === "iteration" ? columnName(row.loop_name ?? "loop", parent) : "",
    entry: row.loop_entry ?? 0,
    iteration: row.loop_iteration ?? 0,
    value: row.value_type === null ? undefined : fromColumns(row.value_type, row.iteration_value, row.exact),
    path: pathOf(row, parent),
    records: new Map(),
    loop,
  };
}

function columnName(name: string, parent: ContextNode | null): string {
  const taken = new Set<string>();
  for (let at = parent; at !== null; at = at.parent) taken.add(at.column);
  let candidate = name;
  for (let number = 2; taken.has(candidate); number++) candidate = `${name}${number}`;
  return candidate;
}

function pathOf(row: ContextColumns, parent: ContextNode | null): string | null {
  if (row.kind === "set-up") return "";
  if (row.kind === "unknown" || parent === null || parent.path === null || row.module === null || row.loop_id === null) return null;
  const own = `${activationSegment(row.module, row.loop_id, row.loop_entry)}@${row.loop_iteration}`;
  return parent.path === "" ? own : `${parent.path}/${own}`;
}

interface RecordColumns {
  readonly ctx_id: number;
  readonly value_name: string;
  readonly seq: number;
  readonly value_type: string;
  readonly value: unknown;
  readonly exact: Uint8Array | null;
  readonly source: "recorded" | "backfilled";
  readonly verdict: (CellMeta & { state: "value" })["verdict"];
  readonly reason: string | null;
  readonly level: number | null;
}

const RECORDED: CellMeta & { state: "value" } = Object.freeze({ state: "value", source: "recorded", verdict: null, reason: null, level: null });

async function loadRecords(connection: Connection, request: TreeRequest, at: { names: string; nodes: ReadonlyMap<number, ContextNode> }): Promise<void> {
  const rows = await connection.all<RecordColumns>(
    `SELECT ctx_id, value_name, seq, value_type, value, exact, source, verdict, reason, level FROM logs
     WHERE run_key = ? AND value_name IN (SELECT value FROM json_each(?)) ORDER BY source DESC, strand, seq`,
    [request.runKey, at.names],
  );
  const recorded = new Set(rows.filter((row) => row.source === "recorded").map((row) => row.value_name));
  for (const row of rows) {
    const node = at.nodes.get(row.ctx_id);
    if (node === undefined) continue;
    const name = row.value_name;
    const meta =
      row.source === "recorded" ? RECORDED : { state: "value" as const, source: row.source, verdict: row.verdict, reason: row.reason, level: row.level };
    const cell: CellValue = { value: fromColumns(row.value_type, row.value, row.exact), seq: row.seq, meta };
    if (row.source === "recorded" || !recorded.has(name)) append(node, name, cell);
    if (row.source === "backfilled" && request.split.has(name)) append(node, backfilledKey(name), cell);
  }
}

function append(node: ContextNode, key: string, cell: CellValue): void {
  const list = node.records.get(key);
  if (list === undefined) node.records.set(key, [cell]);
  else list.push(cell);
}

async function loadStarts(connection: Connection, runKey: number): Promise<Map<string, number>> {
  const rows = await connection.all<{ strand: number; key: string; start_ms: number }>("SELECT strand, key, start_ms FROM activations WHERE run_key = ?", [
    runKey,
  ]);
  return new Map(rows.map((row) => [`${row.strand}:${row.key}`, row.start_ms]));
}

function sortChildren(node: ContextNode, starts: ReadonlyMap<string, number>): void {
  const places = new Map(
    node.children.map((child) => {
      const key = child.path?.slice(0, child.path.lastIndexOf("@"));
      return [child, { startMs: key === undefined ? null : (starts.get(`${child.strand}:${key}`) ?? null), loop: child.loop, entry: child.entry }];
    }),
  );
  node.children.sort((a, b) => compareActivations(places.get(a)!, places.get(b)!) || a.iteration - b.iteration || a.id - b.id);
}
