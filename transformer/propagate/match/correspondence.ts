/** How much of two lists corresponds: what of either has nothing in the other, and what of either stands elsewhere. */
import { statementSpan, type Pairing } from "./match-statements.ts";
import { bodySpan, type Comparison, type Span } from "./similarity.ts";
import type { StatementList } from "../text/tree.ts";

/** Parts of the two bodies, 0 to 1 each. */
export interface Correspondence {
  /** Tokens of both that the other has too, wherever they stand in it. */
  readonly bag: number;
  /** Tokens of the older body that the newest one has. */
  readonly olderKept: number;
  /** Of the aligned tokens of the newest body those whose partners stand outside of the older one; 0.5 where no token is aligned. */
  readonly newerLeaves: number;
  /** Newest statements that no older one is paired with. */
  readonly newerUnpaired: number;
}

/** Two lists that are proposed as counterparts. */
export interface Proposal {
  readonly newer: StatementList;
  readonly older: StatementList;
  readonly pairing: Pairing;
  /** Whether the newest list was wrapped, or moved into a function, since: then only a stretch of the older one is its counterpart. */
  readonly isStretch: boolean;
}

/** Measures two lists that are proposed as counterparts. */
export function correspondence(comparison: Comparison, { newer, older, pairing, isStretch }: Proposal): Correspondence {
  const found = pairing.partner.filter((partner) => partner >= 0);
  const [from, to] = isStretch && found.length > 0 ? [found[0]!, found[found.length - 1]! + 1] : [0, older.statements.length];
  const a = bodySpan(newer);
  const b = to - from === older.statements.length ? bodySpan(older) : stretch(comparison, older, from, to);
  const [x, y] = [comparison.newerWeight(a), comparison.olderWeight(b)];
  const bag = comparison.bagged(a, b);
  const common = (bag * (x + y)) / 2;
  return {
    bag,
    olderKept: y > 0 ? common / y : 1,
    newerLeaves: leaves(comparison, a, b),
    newerUnpaired: pairing.partner.length === 0 ? 0 : 1 - found.length / pairing.partner.length,
  };
}

function stretch({ older: { tokens } }: Comparison, list: StatementList, from: number, to: number): Span {
  return [statementSpan(tokens, list.statements[from]!)[0], statementSpan(tokens, list.statements[to - 1]!)[1]];
}

function leaves({ map, weights, newer }: Comparison, from: Span, to: Span): number {
  let inside = 0;
  let outside = 0;
  for (let token = from[0]; token < from[1]; token++) {
    const partner = map[token]!;
    if (partner < 0) continue;
    const weight = weights[newer.tokens.ids[token]!]!;
    if (partner >= to[0] && partner < to[1]) inside += weight;
    else outside += weight;
  }
  return inside + outside === 0 ? 0.5 : outside / (inside + outside);
}
