/**
 * What propagation added to a text: whole statements, and wrappers, the `log("loss", ` before and the `)` behind an expression that was there.
 *
 * Invariant: what is inserted changes nothing of what is known about the rest. The call that a wrapper makes is inserted; what it is given was there.
 */
import type ts from "typescript";

/** A half-open range of UTF-16 offsets. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Whether a node came with propagation: it lies in an inserted statement, or in the part of a wrapper before or behind the expression. */
export function isInserted(node: ts.Node, inserted: readonly TextRange[]): boolean {
  if (inserted.length === 0) return false;
  const start = node.getStart();
  return inserted.some((range) => range.start <= start && node.end <= range.end);
}

/** Whether a call is the `log(...)` that propagation put around an expression. */
export function isWrapper(ts_: typeof ts, node: ts.Node, inserted: readonly TextRange[]): node is ts.CallExpression {
  return inserted.length > 0 && ts_.isCallExpression(node) && isInserted(node.expression, inserted) && !isInserted(node, inserted);
}
