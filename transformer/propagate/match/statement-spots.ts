/** Which statement a token of a tree belongs to, and which lists hold a statement of given tokens. */
import { firstToken, tokenAt } from "../text/tokens.ts";
import type { StatementList, Tree } from "../text/tree.ts";

/** One statement as a place in its list. */
export interface Spot {
  readonly list: StatementList;
  readonly index: number;
}

/** The statements of a tree by their tokens. */
export interface StatementSpots {
  /** The innermost statement of a token; undefined for a token of no statement. */
  readonly innermost: (token: number) => Spot | undefined;
  /** The lists that hold a statement of these token ids. */
  readonly equalTo: (ids: Int32Array) => readonly StatementList[];
  /** The statement around a statement. */
  readonly around: (spot: Spot) => Spot | undefined;
}

/** Longer statements, in tokens, are not looked for: they are hardly ever equal. */
const LONGEST = 60;

/** Indexes the statements of a tree. */
export function statementSpots(tree: Tree): StatementSpots {
  const { tokens } = tree;
  const all: (Spot & { readonly from: number; readonly to: number })[] = [];
  for (const list of tree.lists) {
    list.statements.forEach((statement, index) => all.push({ list, index, from: firstToken(tokens, statement), to: tokenAt(tokens, statement.end) }));
  }
  const isEqual = (ids: Int32Array, from: number): boolean => ids.every((id, at) => tokens.ids[from + at] === id);
  return {
    // Lists stand in source order: inner ones come later.
    innermost: (token) => all.findLast(({ from, to }) => from <= token && token < to),
    equalTo: (ids) => (ids.length > LONGEST ? [] : all).filter(({ from, to }) => to - from === ids.length && isEqual(ids, from)).map(({ list }) => list),
    around: ({ list }) => (list.parent === undefined ? undefined : { list: list.parent, index: list.slot }),
  };
}
