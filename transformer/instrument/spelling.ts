/** How the engine spells an expression in the messages of its errors. */
import type ts from "typescript";
import { isWrapping } from "../analyse/nodes.ts";

/** As in "x is not iterable"; null where it cannot be told (no names to tell it by). */
export function spelled(ts_: typeof ts, node: ts.Expression): string | null {
  if (isWrapping(ts_, node)) return spelled(ts_, node.expression);
  if (ts_.isCallExpression(node) && node.questionDotToken === undefined) {
    const callee = chain(ts_, node.expression);
    return callee === null ? null : `${callee} is not a function or its return value`;
  }
  return chain(ts_, node);
}

/** As in "a(...).b is not a function": also what calls return. */
export function callee(ts_: typeof ts, node: ts.Expression): string | null {
  if (ts_.isCallExpression(node) && node.questionDotToken === undefined) {
    const inner = callee(ts_, node.expression);
    return inner === null ? null : `${inner}(...)`;
  }
  return chain(ts_, node, callee);
}

/** `a.b.c`, `this.a`, `a[b]`; null for others. @param inner - for what stands before a member */
function chain(ts_: typeof ts, node: ts.Expression, inner: typeof callee = chain): string | null {
  if (ts_.isIdentifier(node)) return node.text;
  if (node.kind === ts_.SyntaxKind.ThisKeyword) return "this";
  if (isWrapping(ts_, node)) return inner(ts_, node.expression);
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
