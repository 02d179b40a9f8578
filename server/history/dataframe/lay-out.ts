/** Columns of a dataframe, and its rows filled in. */
import type { AskedName, PlacedRow } from "./dataframe.ts";
import { STANDARD_COLUMNS, type RunFacts } from "./run-facts.ts";
import type { ContextNode } from "./run-tree.ts";
import { cellOf } from "./tree-rows.ts";
import type { CellMeta, DataColumn, Dataframe, DataRow, RowMeta } from "./types.ts";

/** A name as a column. */
export interface NameColumn {
  readonly name: string;
  /** Key of its records in a context. */
  readonly key: string;
  readonly backfilled: boolean;
}

/** Gives the rows their columns: run columns, loops from the outermost in, occurrence, then the names as asked. */
export function layOut(placed: readonly PlacedRow[], asked: readonly AskedName[]): Dataframe {
  const run = [...STANDARD_COLUMNS, ...asked.filter((name) => name.kind === "run" && !STANDARD_COLUMNS.includes(name.name)).map((name) => name.name)];
  const structure: DataColumn[] = [...run.map((name) => column(name, "run", name)), ...loopColumns(placed)];
  if (placed.some(({ row }) => row !== null && row.node.strand !== 0)) structure.splice(run.length, 0, column("strand", "run", "strand"));
  if (placed.some(({ row }) => row !== null && row.occurrence > 0)) structure.push(column("occurrence", "occurrence", "occurrence"));
  const taken = new Set(structure.map((item) => item.name));
  const named = asked.filter((name) => name.kind === "log" || name.kind === "arg").map((name) => ({ name, column: nameColumn(name, taken) }));
  const rows: DataRow[] = [];
  const meta: RowMeta[] = [];
  const shared = new Map<string, Record<string, CellMeta>>();
  for (const item of placed) {
    const row: DataRow = {};
    const cells: Record<string, CellMeta> = {};
    fillStructure(row, structure, item);
    for (const { name, column: own } of named) fillName({ row, cells }, { name, column: own.name, item });
    rows.push(row);
    meta.push({ run: item.run.id, path: item.row === null ? null : item.row.node.path, cells: allRecorded(cells, shared) });
  }
  return { columns: [...structure, ...named.map((item) => item.column)], rows, meta };
}

/** Most rows are recorded in all columns: they share one object. */
function allRecorded(cells: Record<string, CellMeta>, shared: Map<string, Record<string, CellMeta>>): Record<string, CellMeta> {
  if (!Object.values(cells).every((cell) => cell.state === "value" && cell.source === "recorded")) return cells;
  if (shared.size === 0) shared.set("", cells);
  return shared.get("")!;
}

function column(name: string, kind: DataColumn["kind"], of: string): DataColumn {
  return { name, kind, of, backfilled: false };
}

function nameColumn(name: AskedName, taken: Set<string>): DataColumn {
  const prefix = name.kind === "log" ? "log." : "arg.";
  let own = name.key;
  while (taken.has(own)) own = prefix + own;
  taken.add(own);
  return { name: own, kind: name.kind === "log" ? "log" : "arg", of: name.name, backfilled: name.backfilled };
}

interface LoopUse {
  readonly name: string;
  hasEntry: boolean;
  hasValue: boolean;
}

/** The loops of all rows, each loop behind those that enclose it. */
function loopColumns(placed: readonly PlacedRow[]): DataColumn[] {
  const uses = new Map<string, LoopUse>();
  const order: string[] = [];
  const seen = new Set<ContextNode>();
  for (const { row } of placed) {
    const chain: ContextNode[] = [];
    for (let at: ContextNode | null = row?.node ?? null; at !== null && !seen.has(at); at = at.parent) chain.push(at);
    for (const node of chain.reverse()) {
      seen.add(node);
      if (node.column !== "") noteUse(uses, order, node);
    }
  }
  return order.flatMap((name) => {
    const use = uses.get(name)!;
    const columns = [column(name, "loop", name)];
    if (use.hasEntry) columns.push(column(`${name}_entry`, "loop-entry", name));
    if (use.hasValue) columns.push(column(`${name}_value`, "loop-value", name));
    return columns;
  });
}

function noteUse(uses: Map<string, LoopUse>, order: string[], node: ContextNode): void {
  let use = uses.get(node.column);
  if (use === undefined) {
    use = { name: node.column, hasEntry: false, hasValue: false };
    uses.set(node.column, use);
    const outer = order.indexOf(node.parent?.column ?? "");
    order.splice(outer < 0 && node.parent?.column === "" ? order.length : outer + 1, 0, node.column);
  }
  use.hasEntry ||= node.entry > 0;
  use.hasValue ||= node.value !== undefined;
}

function fillStructure(row: DataRow, structure: readonly DataColumn[], item: PlacedRow): void {
  for (const { name } of structure) set(row, name, null);
  for (const { name, kind } of structure) if (kind === "run") set(row, name, runValue(item, name));
  if (item.row === null) return;
  const has = new Set(structure.filter((own) => own.kind !== "run").map((own) => own.name));
  if (has.has("occurrence")) set(row, "occurrence", item.row.occurrence);
  for (let at: ContextNode | null = item.row.node; at !== null; at = at.parent) {
    if (at.column === "") continue;
    set(row, at.column, at.iteration);
    if (has.has(`${at.column}_entry`)) set(row, `${at.column}_entry`, at.entry);
    if (has.has(`${at.column}_value`)) set(row, `${at.column}_value`, at.value);
  }
}

function runValue({ run, row }: PlacedRow, name: string): unknown {
  return name === "strand" ? (row?.node.strand ?? 0) : (run.columns[name] ?? null);
}

interface Target {
  readonly row: DataRow;
  readonly cells: Record<string, CellMeta>;
}

const GIVEN: CellMeta = Object.freeze({ state: "value", source: "recorded", verdict: null, reason: null, level: null });

function fillName({ row, cells }: Target, at: { name: AskedName; column: string; item: PlacedRow }): void {
  const { name, item } = at;
  if (name.kind === "arg") return fillArg({ row, cells }, at.column, { run: item.run, arg: name.name });
  const cell = item.row === null ? undefined : cellOf(item.row, name.key);
  set(row, at.column, cell === undefined ? null : cell.value);
  set(cells, at.column, cell === undefined ? item.run.missing(name.name) : cell.meta);
}

function fillArg({ row, cells }: Target, own: string, at: { run: RunFacts; arg: string }): void {
  const has = Object.hasOwn(at.run.args, at.arg);
  set(row, own, has ? at.run.args[at.arg] : null);
  set(cells, own, has ? GIVEN : { state: "missing", why: "not-reached", reason: "The run did not ask for this argument." });
}

/** Column names come from programs: `__proto__` must be a column like any other. */
function set(target: object, key: string, value: unknown): void {
  if (key === "__proto__") Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  else (target as Record<string, unknown>)[key] = value;
}
