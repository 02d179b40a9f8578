/**
 * Finds older lists by the statements right beside the place: where a block was wrapped, unwrapped or became a callback, what stood next to a statement mostly still does.
 */
import type ts from "typescript";
import { statementSpan } from "./match-statements.ts";
import type { Comparison, Span } from "./similarity.ts";
import type { StatementList } from "../text/tree.ts";

/** An older list that holds what stands beside the place. */
export interface NeighbourList {
  readonly list: StatementList;
  /** How much of the neighbourhood it holds, 0 to 1. */
  readonly near: number;
}

/** How far a neighbour may be, in statements. */
const REACH = 2;
/** Less telling statements (`return;`, `i++`) are no neighbours to go by. */
const MIN_WEIGHT = 1.2;

/** Older lists that hold counterparts of the statements beside the newer statement `gap` of `list`, by the alignment of tokens or by being the only equal one. */
export function listsByNeighbours(comparison: Comparison, list: StatementList, gap: number): NeighbourList[] {
  const found = new Map<StatementList, number>();
  const { newer } = comparison;
  const sides = (gap > 0 ? 1 : 0) + (gap < list.statements.length ? 1 : 0);
  for (const side of [-1, 1]) {
    const seen = new Set<StatementList>();
    for (let step = 0; step < REACH; step++) {
      const statement = list.statements[side < 0 ? gap - 1 - step : gap + step];
      if (!statement) break;
      const span = statementSpan(newer.tokens, statement);
      if (comparison.newerWeight(span) < MIN_WEIGHT) continue;
      for (const { list: older, alike } of counterparts(comparison, statement.kind, span)) {
        if (seen.has(older)) continue;
        seen.add(older);
        found.set(older, (found.get(older) ?? 0) + alike / sides / (1 + 0.3 * step));
      }
    }
  }
  return [...found].map(([older, near]) => ({ list: older, near }));
}

function counterparts(comparison: Comparison, kind: ts.SyntaxKind, span: Span): { list: StatementList; alike: number }[] {
  const { older, map } = comparison;
  const spots = comparison.olderStatements();
  const out: { list: StatementList; alike: number }[] = [];
  const equal = spots.equalTo(comparison.newer.tokens.ids.slice(span[0], span[1]));
  if (equal.length === 1) out.push({ list: equal[0]!, alike: 1 });
  let token = span[0];
  while (token < span[1] && map[token]! < 0) token++;
  if (token >= span[1]) return out;
  for (let at = spots.innermost(map[token]!); at; at = spots.around(at)) {
    const { list } = at;
    const statement = list.statements[at.index]!;
    const alike = comparison.aligned(span, statementSpan(older.tokens, statement));
    if (alike >= (statement.kind === kind ? 0.5 : 0.7) && !out.some((one) => one.list === list)) out.push({ list, alike });
  }
  return out;
}
