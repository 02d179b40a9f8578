/**
 * `dataframe(names)`: one row for each deepest context that any of the names has, coarser names repeated (DESIGN §7).
 *
 * Invariants
 * 1. No record of an asked name is left out but by the condition, and none is shown in a context that is not its own or below it.
 * 2. A cell without a value says why.
 */
import { HistoryError } from "../errors.ts";
import type { Connection } from "../sqlite.ts";
import { evaluateWhere } from "../where/evaluate.ts";
import { columnsOf, parseWhere, unknownColumn, type Where } from "../where/parse.ts";
import { isLoopColumn, listKnown, loadKnownColumns, type KnownColumns } from "./known-columns.ts";
import { backfilledKey, loadRunTree, type ContextNode } from "./run-tree.ts";
import { loadRunFacts, STANDARD_COLUMNS, type RunFacts } from "./run-facts.ts";
import { layOut, type NameColumn } from "./lay-out.ts";
import { cellOf, treeRows, type TreeRow } from "./tree-rows.ts";
import type { Dataframe, DataframeOptions } from "./types.ts";

/** A row and the run it belongs to; `row` is null for a run without any record of the names. */
export interface PlacedRow {
  readonly run: RunFacts;
  readonly row: TreeRow | null;
}

/** Builds the table. @throws HistoryError `unknown-name`, `unknown-run`, `where`. */
export async function buildDataframe(connection: Connection, names: readonly string[], options: DataframeOptions): Promise<Dataframe> {
  const known = await loadKnownColumns(connection);
  const where = options.where === undefined ? null : checkedWhere(options.where, known);
  const asked = [...new Set(names)].map((name) => resolveName(name, known));
  const logs = asked.filter((name) => name.kind === "log").map((name) => name.name);
  const runs = await loadRunFacts(connection, logs, options.runs);
  const split = await splitNames(connection, runs, logs);
  const columns = asked.flatMap((name): AskedName[] =>
    name.kind === "log" && split.has(name.name) ? [name, { ...name, key: backfilledKey(name.name), backfilled: true }] : [name],
  );
  const hidden =
    where === null
      ? []
      : columnsOf(where)
          .map((name) => stripPrefix(name, known))
          .filter((name) => known.logs.has(name) && !logs.includes(name));
  const placed: PlacedRow[] = [];
  for (const run of runs) for (const row of await rowsOfRun(connection, { run, logs, hidden, split, where })) placed.push(row);
  return layOut(placed, columns);
}

/** Parses a condition and checks that every column in it exists. @throws HistoryError `where`. */
export function checkedWhere(text: string, known: KnownColumns): Where {
  const where = parseWhere(text);
  for (const name of columnsOf(where)) {
    const plain = stripPrefix(name, known);
    const found =
      known.logs.has(plain) || known.args.has(plain) || known.run.has(plain) || isLoopColumn(known, plain) || plain === "occurrence" || plain === "strand";
    if (!found) throw unknownColumn(text, name, listKnown(known));
  }
  return where;
}

/** A name that was asked for. */
export interface AskedName extends NameColumn {
  readonly kind: "log" | "arg" | "run" | "loop";
}

/** Names that a message lists. */
const SHOWN_NAMES = 20;

function resolveName(text: string, known: KnownColumns): AskedName {
  const name = stripPrefix(text, known);
  const plain = { name, key: name, backfilled: false };
  if (text.startsWith("arg.") && known.args.has(name)) return { ...plain, kind: "arg" };
  if (known.logs.has(name)) return { ...plain, kind: "log" };
  if (known.args.has(name)) return { ...plain, kind: "arg" };
  if (known.run.has(name)) return { ...plain, kind: "run" };
  if (isLoopColumn(known, name) || name === "occurrence") return { ...plain, kind: "loop" };
  const all = [...known.logs, ...known.args].sort();
  const near = nearest(name, all);
  const shown = all.slice(0, SHOWN_NAMES).join(", ") + (all.length > SHOWN_NAMES ? ", ..." : "");
  const backfill = "Values of a log statement that is new in the source come with `hindlog backfill`.";
  const hint = near === null ? `Known names: ${shown === "" ? "none yet" : shown}. ${backfill}` : `Did you mean ${JSON.stringify(near)}?`;
  throw new HistoryError("unknown-name", `Expected a name that some run logged, got ${JSON.stringify(name)}. ${hint}`);
}

/** `log.loss` is the log name `loss`, `arg.lr` the argument `lr`, unless there is a name spelled so. */
function stripPrefix(text: string, known: KnownColumns): string {
  if (known.logs.has(text)) return text;
  const match = /^(log|arg)\.(.+)$/s.exec(text);
  if (match === null) return text;
  return (match[1] === "log" ? known.logs : known.args).has(match[2]!) ? match[2]! : text;
}

function nearest(name: string, all: readonly string[]): string | null {
  const same = (text: string): boolean => text.toLowerCase() === name.toLowerCase();
  return all.find(same) ?? all.find((text) => text.toLowerCase().startsWith(name.toLowerCase()) || name.toLowerCase().startsWith(text.toLowerCase())) ?? null;
}

async function splitNames(connection: Connection, runs: readonly RunFacts[], names: readonly string[]): Promise<Set<string>> {
  const rows = await connection.all<{ name: string }>(
    `SELECT DISTINCT value_name AS name FROM summaries WHERE value_name IN (SELECT value FROM json_each(?)) AND run_key IN (SELECT value FROM json_each(?))
     GROUP BY value_name, run_key HAVING count(DISTINCT source) > 1`,
    [JSON.stringify(names), JSON.stringify(runs.map((run) => run.runKey))],
  );
  return new Set(rows.map((row) => row.name));
}

interface RunRequest {
  readonly run: RunFacts;
  readonly logs: readonly string[];
  readonly hidden: readonly string[];
  readonly split: ReadonlySet<string>;
  readonly where: Where | null;
}

async function rowsOfRun(connection: Connection, request: RunRequest): Promise<PlacedRow[]> {
  const { run, logs, split, where } = request;
  const rows = treeRows(await loadRunTree(connection, { runKey: run.runKey, names: logs, split }));
  if (where === null) return rows.length === 0 ? [{ run, row: null }] : rows.map((row) => ({ run, row }));
  if (request.hidden.length === 0) return placedWhere(run, rows, where);
  const all = treeRows(await loadRunTree(connection, { runKey: run.runKey, names: [...logs, ...request.hidden], split }));
  const passing = placedWhere(run, all, where);
  const holds = passed(passing);
  if (rows.length === 0) return passing.length > 0 ? [{ run, row: null }] : [];
  return rows.filter(holds).map((row) => ({ run, row }));
}

function placedWhere(run: RunFacts, rows: readonly TreeRow[], where: Where): PlacedRow[] {
  const placed: PlacedRow[] = rows.length === 0 ? [{ run, row: null }] : rows.map((row) => ({ run, row }));
  return placed.filter((item) => evaluateWhere(where, (column) => lookUp(item, column)) === true);
}

/** A row of the asked names holds where a row with the condition's names holds that is in the same context or below it. */
function passed(passing: readonly PlacedRow[]): (row: TreeRow) => boolean {
  const exact = new Set<string>();
  const above = new Set<number>();
  for (const { row } of passing) {
    if (row === null) continue;
    exact.add(`${row.node.id}:${row.occurrence}`);
    for (let at: ContextNode | null = row.node.parent; at !== null; at = at.parent) above.add(at.id);
  }
  return (row) => exact.has(`${row.node.id}:${row.occurrence}`) || above.has(row.node.id);
}

function lookUp({ run, row }: PlacedRow, column: string): unknown {
  const [prefix, rest] = [column.slice(0, 4), column.slice(4)];
  const loop = row === null ? undefined : lookUpLoop(row.node, column);
  if (loop !== undefined) return loop.value;
  if (STANDARD_COLUMNS.includes(column)) return run.columns[column] ?? undefined;
  const cell = row === null ? undefined : (cellOf(row, column) ?? (prefix === "log." ? cellOf(row, rest) : undefined));
  if (cell !== undefined) return cell.value;
  if (column === "occurrence" || column === "strand") return row === null ? undefined : column === "strand" ? row.node.strand : row.occurrence;
  if (Object.hasOwn(run.columns, column)) return run.columns[column] ?? undefined;
  if (Object.hasOwn(run.args, column)) return run.args[column] ?? undefined;
  return prefix === "arg." && Object.hasOwn(run.args, rest) ? run.args[rest] : undefined;
}

function lookUpLoop(node: ContextNode, column: string): { value: unknown } | undefined {
  for (let at: ContextNode | null = node; at !== null; at = at.parent) {
    if (at.column === "") continue;
    if (column === at.column) return { value: at.iteration };
    if (column === `${at.column}_value`) return { value: at.value };
    if (column === `${at.column}_entry`) return { value: at.entry };
  }
  return undefined;
}
