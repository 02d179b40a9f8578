/** Whether an older list has a better counterpart than the one it is proposed for: then the proposal is wrong, however alike the two are. */
import { likeness } from "./match-lists.ts";
import { statementSpan } from "./match-statements.ts";
import { bodySpan, wholeSpan, type Comparison, type Span } from "./similarity.ts";
import type { StatementList, Tree } from "../text/tree.ts";

/**
 * How much better another newer list fits `older` than `target` does.
 *
 * @returns -1 to 1; -1 where there is no other one, above 0 where there is a better one.
 */
export function claimBy(comparison: Comparison, older: StatementList, target: StatementList): number {
  const own = likeness(comparison, target, older).own;
  const isUnchanged = (list: StatementList): boolean => comparison.same(statementAround(list, comparison.newer), statementAround(older, comparison.older));
  const isChanged = !isUnchanged(target);
  let best = -1;
  const size = comparison.olderWeight(bodySpan(older));
  for (const other of comparison.newer.lists) {
    if (other === target || other.role !== older.role || isWithin(other, target) || isWithin(target, other)) continue;
    if (isChanged && isUnchanged(other)) return 1;
    const weight = comparison.newerWeight(bodySpan(other));
    if (Math.min(size, weight) < 0.4 * Math.max(size, weight) && comparison.shared(wholeSpan(other), wholeSpan(older)) === 0) continue;
    best = Math.max(best, likeness(comparison, other, older).own - own);
  }
  return Math.max(-1, best);
}

/** The tokens of the statement that a list belongs to: the whole `try` of a `catch`. */
function statementAround(list: StatementList, { tokens }: Tree): Span {
  const statement = list.parent?.statements[list.slot];
  return statement ? statementSpan(tokens, statement) : wholeSpan(list);
}

function isWithin(inner: StatementList, outer: StatementList): boolean {
  for (let at: StatementList | undefined = inner; at; at = at.parent) if (at === outer) return true;
  return false;
}
