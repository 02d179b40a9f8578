/**
 * Whether a module may take the buffer of a view: what the view does not show of it may come into the program then.
 *
 * | source | |
 * |---|---|
 * | `bytes.buffer`, `const { buffer } = bytes`, `bytes["buffer"]` | takes it |
 * | `new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)`, `bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)` | sees no more than the view |
 * | `this.buffer` in a class that extends nothing, `log.buffer.push(line)`, `log.buffer[0]`, `log.buffer = []` | no buffer of a view |
 */
import type ts from "typescript";
import { outermost } from "./nodes.ts";
import { isTypeOnly } from "./scope.ts";

const NAME = "buffer";
/** What an ArrayBuffer has that gives some of its bytes on. */
const GIVES = new Set(["slice", "transfer", "transferToFixedLength", "resize"]);

/** By syntax alone. */
export function takesBuffers(ts_: typeof ts, file: ts.SourceFile): boolean {
  if (!file.text.includes(NAME)) return false;
  const visit = (node: ts.Node): boolean =>
    (!isTypeOnly(ts_, node) && takes(ts_, node)) || (ts_.forEachChild(node, (child) => visit(child) || undefined) ?? false);
  return visit(file);
}

function takes(ts_: typeof ts, node: ts.Node): boolean {
  if (ts_.isStringLiteralLike(node)) return node.text === NAME && isKey(ts_, node);
  if (ts_.isBindingElement(node)) return (node.propertyName ?? node.name).getText() === NAME && ts_.isObjectBindingPattern(node.parent);
  // `({ buffer } = bytes)`
  if (ts_.isShorthandPropertyAssignment(node) || ts_.isPropertyAssignment(node)) return node.name.getText() === NAME && isPattern(ts_, node.parent);
  return ts_.isPropertyAccessExpression(node) && node.name.text === NAME && !isOwn(ts_, node) && !isNoBuffer(ts_, node) && !isSameView(ts_, node);
}

/** `bytes["buffer"]`, `Reflect.get(bytes, "buffer")` */
function isKey(ts_: typeof ts, { parent }: ts.Node): boolean {
  return ts_.isElementAccessExpression(parent) || (ts_.isCallExpression(parent) && /^(?:Object|Reflect)\./.test(parent.expression.getText()));
}

function isPattern(ts_: typeof ts, node: ts.Node): boolean {
  for (let at = node; ; at = at.parent) {
    const { parent } = at;
    if (parent === undefined || ts_.isStatement(at)) return false;
    if (ts_.isBinaryExpression(parent) && parent.left === at && parent.operatorToken.kind === ts_.SyntaxKind.EqualsToken) return true;
    if ((ts_.isForOfStatement(parent) || ts_.isForInStatement(parent)) && parent.initializer === at) return true;
  }
}

/** `this.buffer` where `this` is no view. */
function isOwn(ts_: typeof ts, { expression }: ts.PropertyAccessExpression): boolean {
  if (expression.kind !== ts_.SyntaxKind.ThisKeyword) return false;
  const owner = ts_.findAncestor(expression, (at) => ts_.isClassLike(at) || ts_.isFunctionDeclaration(at) || ts_.isFunctionExpression(at));
  return owner !== undefined && ts_.isClassLike(owner) && owner.heritageClauses?.some(({ token }) => token === ts_.SyntaxKind.ExtendsKeyword) !== true;
}

/** What a program does with it that it could not do, or gets nothing from, if it were a buffer. */
function isNoBuffer(ts_: typeof ts, node: ts.PropertyAccessExpression): boolean {
  const use = outermost(ts_, node);
  const { parent } = use;
  if (ts_.isElementAccessExpression(parent)) return parent.expression === use;
  if (ts_.isPropertyAccessExpression(parent)) return !GIVES.has(parent.name.text);
  return ts_.isBinaryExpression(parent) && parent.left === use && parent.operatorToken.kind === ts_.SyntaxKind.EqualsToken;
}

/** `new T(bytes.buffer, bytes.byteOffset, bytes.length)`, `bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)` */
function isSameView(ts_: typeof ts, node: ts.PropertyAccessExpression): boolean {
  const view = node.expression.getText();
  const start = `${view}.byteOffset`;
  const sizes = [`${view}.byteLength`, `${view}.length`];
  const use = outermost(ts_, node);
  const { parent } = use;
  if (ts_.isPropertyAccessExpression(parent)) {
    const call = parent.parent;
    if (parent.name.text !== "slice" || !ts_.isCallExpression(call) || call.expression !== parent) return false;
    const [from, to] = call.arguments.map((given) => given.getText());
    return from === start && sizes.some((size) => to === `${start} + ${size}`);
  }
  if (!(ts_.isNewExpression(parent) || ts_.isCallExpression(parent)) || parent.arguments?.[0] !== use) return false;
  const [, from, length] = parent.arguments;
  return from?.getText() === start && length !== undefined && sizes.some((size) => isPartOf(ts_, length, size));
}

/** A length, or that in larger pieces. */
function isPartOf(ts_: typeof ts, node: ts.Expression, size: string): boolean {
  if (node.getText() === size) return true;
  const isDivided = ts_.isBinaryExpression(node) && [ts_.SyntaxKind.SlashToken, ts_.SyntaxKind.GreaterThanGreaterThanToken].includes(node.operatorToken.kind);
  if (isDivided) return isPartOf(ts_, node.left, size);
  return ts_.isCallExpression(node) && node.expression.getText() === "Math.floor" && node.arguments.length === 1 && isPartOf(ts_, node.arguments[0]!, size);
}
