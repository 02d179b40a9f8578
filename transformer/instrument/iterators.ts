/**
 * Iterators of arrays, Maps and Sets that the program keeps: what they go over is noted where they are made.
 *
 * in                                 out
 * const it = xs.values()             const it = hl.kept(xs.values(), "values", [xs])
 * this.it = this.map.entries()       this.it = hl.kept(this.map.entries(), "entries", [this, "map"])
 * return xs[Symbol.iterator]()       return hl.kept(xs[Symbol.iterator](), hl.iterator, [xs])
 * for (const k of map.keys()) B      for (const k of hl.kept(map.keys(), "keys", [map], true)) B
 *
 * Only where what is made may be kept, and where it is reached by plain names: reading those again runs nothing (getters are not called).
 * What is spread, or handed to a function that uses it up at once, is left alone.
 */
import type ts from "typescript";
import { isAssignment, outermost } from "../analyse/nodes.ts";
import type { Emitter } from "./emit.ts";

/** Callees that use an iterator up. */
const CONSUMERS = new Set(["from", "fromEntries", "max", "min", "all", "allSettled", "race", "any", "Map", "Set", "WeakMap", "WeakSet"]);

/** How an iterator is made: of what (names from a variable or `this` on), by which method. */
interface Made {
  readonly root: ts.Identifier | ts.ThisExpression;
  readonly path: readonly string[];
  readonly method: string | null;
}

/** The parts of a call that makes an iterator which may be kept; null for others. */
function madeBy(ts_: typeof ts, node: ts.Node): Made | null {
  if (!ts_.isCallExpression(node) || node.arguments.length > 0 || node.questionDotToken !== undefined || !isKept(ts_, node)) return null;
  const callee = node.expression;
  const isNamed = ts_.isPropertyAccessExpression(callee) && ["keys", "values", "entries"].includes(callee.name.text);
  const isSymbol = ts_.isElementAccessExpression(callee) && isIteratorSymbol(ts_, callee.argumentExpression);
  if ((!isNamed && !isSymbol) || (callee as ts.PropertyAccessExpression).questionDotToken !== undefined) return null;
  const names = chain(ts_, callee.expression);
  return names === null ? null : { ...names, method: isNamed ? callee.name.text : null };
}

/** Whether an expression is such a call. */
export function makesIterator(ts_: typeof ts, node: ts.Expression): boolean {
  return madeBy(ts_, node) !== null;
}

/** Wraps an already visited call of that kind; null for others. @param hold - the variable of the block that holds what is made */
export function keepIterator(emit: Emitter, node: ts.Node, visit: () => ts.Expression, hold?: string): ts.Expression | null {
  const made = madeBy(emit.ts, node);
  if (made === null) return null;
  const { factory, ts: ts_ } = emit;
  const root = ts_.isIdentifier(made.root) ? emit.like(made.root) : factory.createThis();
  const method = made.method === null ? emit.member(emit.id(emit.runtime), "iterator") : emit.text(made.method);
  const source = emit.array([root, ...made.path.map((name) => emit.text(name))]);
  const more = isHead(ts_, node) ? [factory.createTrue()] : hold === undefined ? [] : [emit.id(hold)];
  return emit.standingFor(node, emit.call("kept", visit(), method, source, ...more));
}

function isIteratorSymbol(ts_: typeof ts, node: ts.Expression): boolean {
  return ts_.isPropertyAccessExpression(node) && ts_.isIdentifier(node.expression) && node.expression.text === "Symbol" && node.name.text === "iterator";
}

function isHead(ts_: typeof ts, node: ts.Node): boolean {
  const { parent } = outermost(ts_, node);
  return ts_.isForOfStatement(parent);
}

function isKept(ts_: typeof ts, node: ts.Node): boolean {
  const child = outermost(ts_, node);
  const parent = child.parent;
  if (ts_.isForOfStatement(parent)) return parent.expression === child && parent.awaitModifier === undefined;
  if (ts_.isVariableDeclaration(parent) || ts_.isPropertyDeclaration(parent) || ts_.isPropertyAssignment(parent)) return parent.initializer === child;
  if (ts_.isReturnStatement(parent) || ts_.isArrayLiteralExpression(parent)) return true;
  if (ts_.isYieldExpression(parent)) return parent.asteriskToken !== undefined;
  if (ts_.isArrowFunction(parent)) return parent.body === child;
  if (ts_.isBinaryExpression(parent)) return isAssignment(ts_, parent) && parent.right === child && !ts_.isArrayLiteralExpression(parent.left);
  if (!ts_.isCallExpression(parent) && !ts_.isNewExpression(parent)) return false;
  const callee = parent.expression;
  return callee !== child && !CONSUMERS.has(ts_.isPropertyAccessExpression(callee) ? callee.name.text : ts_.isIdentifier(callee) ? callee.text : "");
}

/** `a.b.c` and `this.a`. */
function chain(ts_: typeof ts, node: ts.Expression): Pick<Made, "root" | "path"> | null {
  if (ts_.isIdentifier(node)) return { root: node, path: [] };
  if (node.kind === ts_.SyntaxKind.ThisKeyword) return { root: node as ts.ThisExpression, path: [] };
  if (ts_.isNonNullExpression(node) || ts_.isParenthesizedExpression(node)) return chain(ts_, node.expression);
  if (!ts_.isPropertyAccessExpression(node) || node.questionDotToken !== undefined || !ts_.isIdentifier(node.name)) return null;
  const object = chain(ts_, node.expression);
  return object === null ? null : { root: object.root, path: [...object.path, node.name.text] };
}
