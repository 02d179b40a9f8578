/** Names of members. */
import type ts from "typescript";

/** `iterator` of the name `[Symbol.iterator]`; null for other names. */
export function symbolName(ts_: typeof ts, name: ts.PropertyName): string | null {
  if (!ts_.isComputedPropertyName(name) || !ts_.isPropertyAccessExpression(name.expression)) return null;
  const { expression, name: member } = name.expression;
  return ts_.isIdentifier(expression) && expression.text === "Symbol" ? member.text : null;
}
