/** Which statement a token of a tree belongs to, and which lists hold a statement of given tokens. */
import { tokenAt } from "./tokens.ts";
import type { StatementList, Tree } from "./tree.ts";

/** One statement as a place in its list. */
export interface Spot {
  readonly list: StatementList;
  readonly index: number;
}

/** The statements of a tree by their tokens. */
export interface StatementSpots {
  /** The innermost statement of each token; undefined for tokens of no statement. */
  readonly innermost: readonly (Spot | undefined)[];
  /** The lists that hold a statement of these token ids. */
  readonly equalTo: (ids: readonly number[]) => readonly StatementList[];
  /** The statement around a statement. */
  readonly around: (spot: Spot) => Spot | undefined;
}

/** Indexes the statements of a tree. */
export function statementSpots(tree: Tree): StatementSpots {
  const innermost: (Spot | undefined)[] = tree.tokens.ids.map(() => undefined);
  const byLength = new Map<number, (Spot & { readonly from: number })[]>();
  // Lists stand in source order: inner ones come later and overwrite.
  for (const list of tree.lists) {
    list.statements.forEach((statement, index) => {
      const [from, to] = [tokenAt(tree.tokens, statement.getStart(tree.file)), tokenAt(tree.tokens, statement.end)];
      const spot = { list, index };
      for (let token = from; token < to; token++) innermost[token] = spot;
      if (to - from > 60) return;
      const others = byLength.get(to - from);
      if (others) others.push({ ...spot, from });
      else byLength.set(to - from, [{ ...spot, from }]);
    });
  }
  const equalTo = (ids: readonly number[]): StatementList[] =>
    (byLength.get(ids.length) ?? []).filter(({ from }) => ids.every((id, at) => tree.tokens.ids[from + at] === id)).map(({ list }) => list);
  const around = ({ list }: Spot): Spot | undefined => (list.parent === undefined ? undefined : { list: list.parent, index: list.slot });
  return { innermost, equalTo, around };
}
