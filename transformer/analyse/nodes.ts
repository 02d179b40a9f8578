/** Where nodes stand. */
import type ts from "typescript";

/** Whether a node lies in another, or is it. */
export function isWithin(inner: ts.Node, outer: ts.Node): boolean {
  return outer.pos <= inner.pos && inner.end <= outer.end;
}

/** What changes nothing of the value that it stands around. */
export type Wrapping = ts.ParenthesizedExpression | ts.AsExpression | ts.TypeAssertion | ts.NonNullExpression | ts.SatisfiesExpression;

/** Whether a node is parentheses, or what only types need: `a as T`, `<T>a`, `a!`, `a satisfies T`. */
export function isWrapping(ts_: typeof ts, node: ts.Node): node is Wrapping {
  return (
    ts_.isParenthesizedExpression(node) ||
    ts_.isAsExpression(node) ||
    ts_.isTypeAssertionExpression(node) ||
    ts_.isNonNullExpression(node) ||
    ts_.isSatisfiesExpression(node)
  );
}

/** What stands inside of all that: `f` for `(f as any)!`. */
export function innermost<T extends ts.Node>(ts_: typeof ts, node: T | Wrapping): T | ts.Expression {
  let at: T | ts.Expression = node;
  while (isWrapping(ts_, at)) at = at.expression;
  return at;
}

/** A node with all that stands around it and changes nothing of its value. */
export function outermost(ts_: typeof ts, node: ts.Node): ts.Node {
  let at = node;
  while (isWrapping(ts_, at.parent)) at = at.parent;
  return at;
}

/** Whether a declaration says `static`, `export` or the like. */
export function hasModifier(ts_: typeof ts, node: ts.Node, kind: ts.Modifier["kind"]): boolean {
  return ts_.canHaveModifiers(node) && (ts_.getModifiers(node)?.some((modifier) => modifier.kind === kind) ?? false);
}

/** Whether a node assigns: `a = b`, `a += b` and the like. */
export function isAssignment(ts_: typeof ts, node: ts.Node): node is ts.AssignmentExpression<ts.AssignmentOperatorToken> {
  const { FirstAssignment, LastAssignment } = ts_.SyntaxKind;
  return ts_.isBinaryExpression(node) && node.operatorToken.kind >= FirstAssignment && node.operatorToken.kind <= LastAssignment;
}

/** Whether a node counts: `a++`, `--a` and the like. */
export function isCounting(ts_: typeof ts, node: ts.Node): node is ts.PrefixUnaryExpression | ts.PostfixUnaryExpression {
  if (ts_.isPostfixUnaryExpression(node)) return true;
  return ts_.isPrefixUnaryExpression(node) && (node.operator === ts_.SyntaxKind.PlusPlusToken || node.operator === ts_.SyntaxKind.MinusMinusToken);
}

/** How many directives (`"use strict"`) a list of statements begins with. */
export function directives(ts_: typeof ts, statements: readonly ts.Statement[]): number {
  const at = statements.findIndex((statement) => !ts_.isExpressionStatement(statement) || !ts_.isStringLiteral(statement.expression));
  return at < 0 ? statements.length : at;
}

/** Whether a file is an ES module by what it says: the compiler counts each `.cjs` and `.cts` as a module. */
export function hasModuleSyntax(file: ts.SourceFile): boolean {
  return typeof (file as { externalModuleIndicator?: unknown }).externalModuleIndicator === "object";
}

/** The innermost block, clause or file that an offset is in: what holds the list of its statement. */
export function listHolder(ts_: typeof ts, file: ts.SourceFile, offset: number): ts.Block | ts.CaseOrDefaultClause | ts.SourceFile {
  let found: ts.Block | ts.CaseOrDefaultClause | ts.SourceFile = file;
  const visit = (node: ts.Node): void => {
    if (node.pos > offset || node.end <= offset) return;
    if (ts_.isBlock(node) || ts_.isCaseOrDefaultClause(node)) found = node;
    ts_.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The innermost node that a range of a file is in. */
export function nodeAround(ts_: typeof ts, file: ts.SourceFile, { start, end }: { readonly start: number; readonly end: number }): ts.Node {
  let found: ts.Node = file;
  const visit = (node: ts.Node): void => {
    if (node.getStart() > start || node.end < end) return;
    found = node;
    ts_.forEachChild(node, visit);
  };
  ts_.forEachChild(file, visit);
  return found;
}
