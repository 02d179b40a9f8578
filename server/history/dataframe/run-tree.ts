/**
 * The records of some names of one run as a tree of contexts.
 *
 * Invariants
 * 1. Every node has records or a descendant that has.
 * 2. A record list is in emission order; backfilled ones in the order their replay gave.
 */
import { activationSegment } from "../../../runtime/format/key.ts";
import { compareActivations, type ActivationPlace } from "../activation-order.ts";
import { fromColumns } from "../native-value.ts";
import type { Connection } from "../sqlite.ts";
import type { CellMeta } from "./types.ts";

/** One value. */
export interface CellValue {
  readonly value: unknown;
  readonly seq: number;
  readonly meta: CellMeta & { state: "value" };
}

/** One context. Made by the hundred thousand: what most of them lack is shared. */
export class ContextNode {
  readonly id: number;
  readonly kind: "set-up" | "iteration" | "unknown";
  readonly parent: ContextNode | null;
  readonly strand: number;
  readonly entry: number;
  readonly iteration: number;
  readonly value: unknown;
  /** Column of the loop: its name, with a number where an enclosing loop has the same. "" for what is no iteration. */
  readonly column: string;
  readonly site: LoopPlace | null;
  children: readonly ContextNode[] = NONE;
  /** Records by column key: the name, or {@link backfilledKey} of it. */
  records: ReadonlyMap<string, CellValue[]> = EMPTY;

  constructor(row: ContextColumns, parent: ContextNode | null, site: LoopPlace | null) {
    this.id = row.ctx_id;
    this.kind = row.parent_ctx_id === null ? "set-up" : row.loop_iteration === null ? "unknown" : "iteration";
    this.parent = parent;
    this.strand = row.strand;
    this.entry = row.loop_entry ?? 0;
    this.iteration = row.loop_iteration ?? 0;
    this.value = row.value_type === null ? undefined : fromColumns(row.value_type, row.iteration_value, row.exact);
    this.column = this.kind === "iteration" ? columnName(site?.name ?? row.loop_name ?? "loop", parent) : "";
    this.site = site;
  }

  /** Identity of the loop. */
  get loop(): string {
    return this.site === null ? this.column : `${this.site.module}#${this.site.loop}`;
  }

  /** Activation key (key.ts) of the loop that this is an iteration of; null where it is not known. */
  get activation(): string | null {
    const above = this.parent?.path ?? null;
    if (above === null || this.site === null) return null;
    const own = activationSegment(this.site.module, this.site.loop, this.entry);
    return above === "" ? own : `${above}/${own}`;
  }

  /** Context path (key.ts), null for the unknown context and below it. */
  get path(): string | null {
    if (this.kind !== "iteration") return this.kind === "set-up" ? "" : null;
    const key = this.activation;
    return key === null ? null : `${key}@${this.iteration}`;
  }

  addChild(child: ContextNode): void {
    if (this.children.length === 0) this.children = [child];
    else (this.children as ContextNode[]).push(child);
  }

  addRecord(key: string, cell: CellValue): void {
    const list = this.records.get(key);
    if (list !== undefined) list.push(cell);
    else if (this.records.size === 0) this.records = new Map([[key, [cell]]]);
    else (this.records as Map<string, CellValue[]>).set(key, [cell]);
  }
}

const NONE: readonly ContextNode[] = Object.freeze([]);
const EMPTY: ReadonlyMap<string, CellValue[]> = new Map();

/** A loop of a module. */
export interface LoopPlace {
  readonly module: string;
  readonly loop: number;
  readonly name: string;
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
  readonly strand: number;
  readonly site_id: number | null;
  readonly loop_name: string | null;
  readonly loop_entry: number | null;
  readonly loop_iteration: number | null;
  readonly value_type: string | null;
  readonly iteration_value: unknown;
  readonly exact: Uint8Array | null;
}

async function loadNodes(connection: Connection, runKey: number, names: string): Promise<Map<number, ContextNode>> {
  const rows = await connection.all<ContextColumns>(
    `WITH RECURSIVE used (ctx_id) AS (
       SELECT ctx_id FROM logs WHERE run_key = ?1 AND value_name IN (SELECT value FROM json_each(?2))
       UNION SELECT c.parent_ctx_id FROM contexts c JOIN used USING (ctx_id) WHERE c.parent_ctx_id IS NOT NULL)
     SELECT c.ctx_id, c.parent_ctx_id, c.strand, c.site_id, iif(c.site_id IS NULL, c.loop_name, NULL) AS loop_name, c.loop_entry, c.loop_iteration, c.value_type, c.iteration_value, c.exact
     FROM used CROSS JOIN contexts c USING (ctx_id)`,
    [runKey, names],
  );
  const sites = await loadLoops(connection, runKey);
  const byId = new Map(rows.map((row) => [row.ctx_id, row]));
  const nodes = new Map<number, ContextNode>();
  for (const row of rows) makeNode(row, { byId, sites, nodes });
  return nodes;
}

async function loadLoops(connection: Connection, runKey: number): Promise<Map<number, LoopPlace>> {
  const rows = await connection.all<{ site_id: number; module: string; loop: number; name: string }>(
    "SELECT s.site_id, f.path AS module, s.id AS loop, s.name FROM sites s JOIN files f USING (file_id) WHERE s.kind = 'loop' AND file_id IN (SELECT file_id FROM modules WHERE run_key = ?)",
    [runKey],
  );
  return new Map(rows.map(({ site_id, module, loop, name }) => [site_id, { module, loop, name }]));
}

interface Making {
  readonly byId: ReadonlyMap<number, ContextColumns>;
  readonly sites: ReadonlyMap<number, LoopPlace>;
  readonly nodes: Map<number, ContextNode>;
}

/** Makes a node and, before it, those above it that are not made yet; without recursion, since a program may recurse deeply. */
function makeNode(row: ContextColumns, at: Making): void {
  const open: ContextColumns[] = [];
  for (let own: ContextColumns | undefined = row; own !== undefined && !at.nodes.has(own.ctx_id); own = at.byId.get(own.parent_ctx_id ?? -1)) open.push(own);
  for (const own of open.reverse()) {
    const parent = at.nodes.get(own.parent_ctx_id ?? -1) ?? null;
    const node = new ContextNode(own, parent, at.sites.get(own.site_id ?? -1) ?? null);
    at.nodes.set(own.ctx_id, node);
    parent?.addChild(node);
  }
}

function columnName(name: string, parent: ContextNode | null): string {
  const taken = new Set<string>();
  for (let at = parent; at !== null; at = at.parent) taken.add(at.column);
  let candidate = name;
  for (let number = 2; taken.has(candidate); number++) candidate = `${name}${number}`;
  return candidate;
}

interface RecordColumns {
  readonly ctx_id: number;
  readonly value_name: string;
  readonly seq: number;
  readonly value_type: string;
  readonly value: unknown;
  readonly exact: Uint8Array | null;
}

interface BackfilledColumns extends RecordColumns {
  readonly verdict: (CellMeta & { state: "value" })["verdict"];
  readonly reason: string | null;
  readonly level: number | null;
}

const RECORDED: CellMeta & { state: "value" } = Object.freeze({ state: "value", source: "recorded", verdict: null, reason: null, level: null });

interface RecordsOf {
  readonly names: string;
  readonly nodes: ReadonlyMap<number, ContextNode>;
}

async function loadRecords(connection: Connection, request: TreeRequest, at: RecordsOf): Promise<void> {
  const where = "WHERE run_key = ? AND value_name IN (SELECT value FROM json_each(?)) AND source = ? ORDER BY strand, seq";
  const plain = "ctx_id, value_name, seq, value_type, value, exact";
  const recorded = await connection.all<RecordColumns>(`SELECT ${plain} FROM logs ${where}`, [request.runKey, at.names, "recorded"]);
  const has = new Set<string>();
  for (const row of recorded) {
    has.add(row.value_name);
    at.nodes.get(row.ctx_id)?.addRecord(row.value_name, { value: fromColumns(row.value_type, row.value, row.exact), seq: row.seq, meta: RECORDED });
  }
  const backfilled = await connection.all<BackfilledColumns>(`SELECT ${plain}, verdict, reason, level FROM logs ${where}`, [
    request.runKey,
    at.names,
    "backfilled",
  ]);
  for (const row of backfilled) {
    const meta = { state: "value" as const, source: "backfilled" as const, verdict: row.verdict, reason: row.reason, level: row.level };
    const cell: CellValue = { value: fromColumns(row.value_type, row.value, row.exact), seq: row.seq, meta };
    const node = at.nodes.get(row.ctx_id);
    if (!has.has(row.value_name)) node?.addRecord(row.value_name, cell);
    if (request.split.has(row.value_name)) node?.addRecord(backfilledKey(row.value_name), cell);
  }
}

async function loadStarts(connection: Connection, runKey: number): Promise<Map<string, number>> {
  const rows = await connection.all<{ strand: number; key: string; start_ms: number }>("SELECT strand, key, start_ms FROM activations WHERE run_key = ?", [
    runKey,
  ]);
  return new Map(rows.map((row) => [`${row.strand}:${row.key}`, row.start_ms]));
}

function sortChildren(node: ContextNode, starts: ReadonlyMap<string, number>): void {
  const children = [...node.children];
  if (new Set(children.map((child) => child.loop)).size === 1) {
    node.children = children.sort((a, b) => a.entry - b.entry || a.iteration - b.iteration || a.id - b.id);
    return;
  }
  const places = new Map(
    children.map((child): [ContextNode, ActivationPlace] => {
      const startMs = starts.get(`${child.strand}:${child.activation}`) ?? null;
      return [child, { startMs, loop: child.loop, entry: child.entry }];
    }),
  );
  node.children = children.sort(
    (a, b) =>
      Number(a.kind === "unknown") - Number(b.kind === "unknown") ||
      compareActivations(places.get(a)!, places.get(b)!) ||
      a.iteration - b.iteration ||
      a.id - b.id,
  );
}
