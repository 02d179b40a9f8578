/** Names of members. */
import type ts from "typescript";
import type { Scopes } from "./scope.ts";

/** `iterator` of the name `[Symbol.iterator]`; null for other names. */
export function symbolName(ts_: typeof ts, name: ts.PropertyName): string | null {
  if (!ts_.isComputedPropertyName(name) || !ts_.isPropertyAccessExpression(name.expression)) return null;
  const { expression, name: member } = name.expression;
  return ts_.isIdentifier(expression) && expression.text === "Symbol" ? member.text : null;
}

/** A name of the module's top scope that is never assigned: `[KEY]`; null for other names. */
function keyReference(ts_: typeof ts, scopes: Scopes, name: ts.PropertyName): ts.Identifier | null {
  if (!ts_.isComputedPropertyName(name) || !ts_.isIdentifier(name.expression)) return null;
  const binding = scopes.references.get(name.expression);
  return binding !== undefined && binding.scope === scopes.module && !binding.assigned ? name.expression : null;
}

/** Whether a name of a member means the same wherever it is evaluated: `[Symbol.iterator]`, `["name"]`, `[KEY]`, and all that are not computed. */
export function isFixedName(ts_: typeof ts, scopes: Scopes, name: ts.PropertyName): boolean {
  if (!ts_.isComputedPropertyName(name)) return true;
  if (symbolName(ts_, name) !== null || keyReference(ts_, scopes, name) !== null) return true;
  return ts_.isStringLiteralLike(name.expression) || ts_.isNumericLiteral(name.expression);
}
