/** What several replays of one run say together. */
import type { CellVerdict, ReplayCell, ReplayResult } from "../replay-result.ts";

/** A cell that stands after all replays of a run are taken together. */
export interface MergedCell {
  readonly cell: ReplayCell;
  /** Index of the replay it comes from. */
  readonly replay: number;
  /** Which of the name's statements emitted it, in the order of the replay; 0-based. The same in all replays with the same expressions. */
  readonly statement: number;
}

/**
 * The cells of several replays of one run, oldest first, as one set. For a name, replays whose expressions differ from those of
 * the newest replay that has it are superseded; the same place twice gives the newer cell, unless the older says the same with better evidence or the newer diverged.
 */
export function mergeCells(results: readonly ReplayResult[]): MergedCell[] {
  const newest = new Map<string, string>();
  for (const result of results) for (const name of namesOf(result)) newest.set(name, expressionsOf(result, name));
  const merged = new Map<string, MergedCell>();
  results.forEach((result, replay) => {
    for (const cell of result.cells) {
      if (newest.get(cell.name) !== expressionsOf(result, cell.name)) continue;
      const statement = rankOf(result, cell);
      const key = JSON.stringify([cell.name, cell.path, statement, cell.occurrence]);
      const before = merged.get(key);
      if (before === undefined || isBetter(cell, before.cell)) merged.set(key, { cell, replay, statement });
    }
  });
  return [...merged.values()];
}

/** Whether a cell takes the place of an older one. */
export function isBetter({ bytes, verdict }: ReplayCell, before: ReplayCell): boolean {
  // One that diverged says nothing of what the past run had.
  const isOther = before.bytes !== bytes && verdict !== "diverged";
  return isOther || RANK[verdict] >= RANK[before.verdict];
}

const RANK: Record<CellVerdict, number> = { diverged: 0, unverifiable: 1, verified: 2 };

function namesOf(result: ReplayResult): Set<string> {
  return new Set([...result.names, ...result.cells.map((cell) => cell.name)]);
}

const known = new WeakMap<ReplayResult, Map<string, string>>();

function expressionsOf(result: ReplayResult, name: string): string {
  let byName = known.get(result);
  if (byName === undefined) known.set(result, (byName = new Map()));
  let text = byName.get(name);
  if (text === undefined) {
    const found = result.statements.flatMap((statement) =>
      statement.names.map((own, index) => (own === name || own === null ? (statement.expressions[index] ?? "") : null)),
    );
    text = JSON.stringify(found.filter((expression) => expression !== null));
    byName.set(name, text);
  }
  return text;
}

function rankOf(result: ReplayResult, cell: ReplayCell): number {
  const own = result.statements.filter((statement) => statement.names.includes(cell.name) || statement.names.includes(null));
  const rank = own.findIndex((statement) => statement.path === cell.statement.path && statement.id === cell.statement.id);
  return rank < 0 ? own.length : rank;
}
