/** How the engine spells an expression in the messages of its errors. */
import type ts from "typescript";
import { innermost, isWrapping } from "../analyse/nodes.ts";

/** What has no name. */
export const NAMELESS = "(intermediate value)";

/** As in "x is not iterable"; null where the engine says what it found instead. @param isAwaited - in "x is not async iterable" */
export function spelled(ts_: typeof ts, node: ts.Expression, isAwaited = false): string | null {
  if (isWrapping(ts_, node)) return spelled(ts_, node.expression, isAwaited);
  if (ts_.isConditionalExpression(node) || ts_.isObjectLiteralExpression(node)) return null;
  if (ts_.isNewExpression(node) || (ts_.isCallExpression(node) && node.questionDotToken === undefined)) {
    const called = !isAwaited ? chain(ts_, node.expression) : ts_.isNewExpression(node) ? NAMELESS : callee(ts_, node);
    return called === null ? NAMELESS : `${called} is not a function or its return value`;
  }
  return (isSum(ts_, node) ? sum(ts_, node, chain) : chain(ts_, node)) ?? NAMELESS;
}

/** As in "a(...).b is not a function": also what calls return. */
export function callee(ts_: typeof ts, node: ts.Expression): string | null {
  if (ts_.isCallExpression(node) && node.questionDotToken === undefined) {
    const inner = callee(ts_, node.expression);
    return inner === null ? null : `${inner}(...)`;
  }
  return chain(ts_, node, callee);
}

/** Where an expression stands, as its stacks say. */
export function placeOf(ts_: typeof ts, node: ts.Expression): number {
  if (isWrapping(ts_, node)) return placeOf(ts_, node.expression);
  if (ts_.isPropertyAccessExpression(node)) return node.name.getStart();
  if (ts_.isElementAccessExpression(node)) return node.argumentExpression.pos - 1;
  if (ts_.isConditionalExpression(node)) return placeOf(ts_, node.whenFalse);
  if (ts_.isBinaryExpression(node)) return node.operatorToken.getStart();
  if (!ts_.isCallExpression(node)) return node.getStart();
  const called = innermost(ts_, node.expression);
  return ts_.isIdentifier(called) || ts_.isPropertyAccessExpression(called) ? placeOf(ts_, called) : node.arguments.pos - 1;
}

/** `a.b.c`, `this.a`, `a[b]`; null for others. @param inner - for what stands before a member */
function chain(ts_: typeof ts, node: ts.Expression, inner: typeof callee = chain): string | null {
  if (ts_.isIdentifier(node)) return node.text;
  if (node.kind === ts_.SyntaxKind.ThisKeyword) return "this";
  if (isWrapping(ts_, node)) return inner(ts_, node.expression);
  if (ts_.isAwaitExpression(node) || ts_.isYieldExpression(node)) return NAMELESS;
  if (ts_.isElementAccessExpression(node) && node.questionDotToken === undefined) return element(ts_, node, inner);
  if (!ts_.isPropertyAccessExpression(node) || node.questionDotToken !== undefined) return null;
  const object = inner(ts_, node.expression);
  return object === null ? null : `${object}.${node.name.text}`;
}

function element(ts_: typeof ts, { expression, argumentExpression: key }: ts.ElementAccessExpression, inner: typeof callee): string | null {
  const object = inner(ts_, expression);
  if (object === null) return null;
  if (ts_.isStringLiteral(key)) return `${object}.${key.text}`;
  const text = isSum(ts_, key) ? sum(ts_, key, inner) : ts_.isNumericLiteral(key) ? key.text : chain(ts_, key);
  return text === null ? null : `${object}[${text}]`;
}

function isSum(ts_: typeof ts, node: ts.Node): node is ts.BinaryExpression {
  return ts_.isBinaryExpression(node) && node.operatorToken.kind === ts_.SyntaxKind.PlusToken;
}

/** `(a + "b" + c(...))`: terms of one sum stand side by side. */
function sum(ts_: typeof ts, node: ts.BinaryExpression, inner: typeof callee): string | null {
  const terms: ts.Expression[] = [];
  for (let at: ts.Expression = node; ; at = at.left) {
    terms.unshift(isSum(ts_, at) ? at.right : at);
    if (!isSum(ts_, at)) break;
  }
  const texts = terms.map((term) => (ts_.isStringLiteral(term) ? (/^[\w $-]*$/.test(term.text) ? `"${term.text}"` : null) : inner(ts_, term)));
  return texts.includes(null) ? null : `(${texts.join(" + ")})`;
}
