/**
 * Iterators of arrays, Maps and Sets that the program keeps or hands on: what they go over is noted where they are made.
 *
 * in                                 out
 * const it = xs.values()             const it = hl.kept(xs.values(), "values", [xs])
 * this.it = this.map.entries()       this.it = hl.kept(this.map.entries(), "entries", [this, "map"])
 * return xs[Symbol.iterator]()       return hl.kept(xs[Symbol.iterator](), hl.iterator, [xs])
 * for (const k of map.keys()) B      for (const k of hl.kept(map.keys(), "keys", [map], true)) B
 * const it = maps.get(k)!.keys()     const it = hl.kept(maps.get(k).keys(), "keys", [maps, [k]])
 * const it = make().keys()           const it = hl.kept(make().keys(), "keys", null)
 * const it = m.call(o)               const it = hl.kept(m.call(o), m, [o])   // where m was read as o[s]: what compilers write for older targets
 * map.keys().map(f)                  hl.kept(map.keys(), "keys", [map], false).map(f)
 * Array.from(set, f)                 Array.from(hl.handing(set), f)
 *
 * What is reached by plain names is read again: that runs nothing (getters are not called). Of another it is only known that it was made.
 * What is spread, asked for one item, or handed to a function that uses it up at once, is left alone.
 */
import type ts from "typescript";
import { isFunctionScope } from "../analyse/functions.ts";
import { isAssignment, isWrapping, outermost } from "../analyse/nodes.ts";
import type { Scopes } from "../analyse/scope.ts";
import type { Emitter } from "./emit.ts";

/** Callees that use an iterator up. */
const CONSUMERS = new Set(["from", "fromEntries", "max", "min", "all", "allSettled", "race", "any", "Map", "Set", "WeakMap", "WeakSet"]);

/** Methods of iterators that call a function for each item, now or later. */
const HELPERS = new Set(["map", "filter", "flatMap", "take", "drop", "forEach", "reduce", "some", "every", "find"]);

/** The way to a collection, from a variable or `this` on; a step `[key]` is an entry of a Map. */
export interface Way {
  readonly root: ts.Identifier | ts.ThisExpression;
  readonly path: readonly (string | ts.Expression)[];
}

/** How an iterator is made: of what (null: nobody knows), by which method (null: that of `Symbol.iterator`), for whom. */
interface Made {
  readonly way: Way | null;
  readonly method: string | ts.Identifier | null;
  readonly isHead: boolean;
  /** Handed to what goes over it. */
  readonly isPassed: boolean;
}

/** The parts of a call that makes an iterator which may be kept; null for others. */
function madeBy(ts_: typeof ts, node: ts.Node, scopes: Scopes): Made | null {
  if (!ts_.isCallExpression(node) || node.questionDotToken !== undefined) return null;
  const callee = node.expression;
  if (node.arguments.length > 0) return madeByCall(ts_, node, scopes);
  const isNamed = ts_.isPropertyAccessExpression(callee) && ["keys", "values", "entries"].includes(callee.name.text);
  const isSymbol = ts_.isElementAccessExpression(callee) && isIteratorSymbol(ts_, callee.argumentExpression);
  if (!isNamed && !isSymbol) return null;
  const goes = whereTo(ts_, node);
  if (goes === null) return null;
  return { way: wayTo(ts_, callee.expression), method: isNamed ? callee.name.text : null, isHead: goes === "head", isPassed: goes === "passed" };
}

/** `m.call(o)`, where `m` was read as a member of a computed name. */
function madeByCall(ts_: typeof ts, node: ts.CallExpression, { references }: Scopes): Made | null {
  const { expression: callee, arguments: given } = node;
  if (given.length !== 1 || !ts_.isPropertyAccessExpression(callee) || callee.name.text !== "call" || !ts_.isIdentifier(callee.expression)) return null;
  const declared = references.get(callee.expression)?.declaration.parent;
  if (declared === undefined || !ts_.isVariableDeclaration(declared) || declared.initializer === undefined) return null;
  const goes = readsElement(ts_, declared.initializer) ? whereTo(ts_, node) : null;
  return goes === null ? null : { way: wayTo(ts_, given[0]!), method: callee.expression, isHead: goes === "head", isPassed: goes === "passed" };
}

function readsElement(ts_: typeof ts, node: ts.Node): boolean {
  if (isFunctionScope(ts_, node)) return false;
  return ts_.isElementAccessExpression(node) || (ts_.forEachChild(node, (child) => readsElement(ts_, child)) ?? false);
}

/** Whether an expression is such a call. */
export function makesIterator(ts_: typeof ts, node: ts.Expression, scopes: Scopes): boolean {
  return madeBy(ts_, node, scopes) !== null;
}

/** What stands around such a call. */
interface Keeping {
  readonly scopes: Scopes;
  /** The variable of the block that holds what is made. */
  readonly hold: string | undefined;
  /** Whether the loop whose head it is goes on with it by itself, and nobody else. */
  readonly isAccounted: (loop: ts.ForOfStatement) => boolean;
  /** Whether no boundary comes while a loop runs whose head it is. */
  readonly isPlain: boolean;
}

/** Wraps an already visited call of that kind; null for others. */
export function keepIterator(emit: Emitter, node: ts.Node, visit: () => ts.Expression, { scopes, hold, isAccounted, isPlain }: Keeping): ts.Expression | null {
  const handed = handedOn(emit, node, visit, scopes);
  if (handed !== null) return handed;
  const made = madeBy(emit.ts, node, scopes);
  if (made === null) return null;
  if (made.isHead && isPlain) return visit();
  const { factory } = emit;
  const method = methodOf(emit, made);
  const way = made.way === null ? factory.createNull() : emit.array(stepsOf(emit, made.way));
  const isLoops = made.isHead && isAccounted(outermost(emit.ts, node).parent as ts.ForOfStatement);
  const more = isLoops ? [factory.createTrue()] : made.isPassed ? [factory.createFalse()] : hold === undefined ? [] : [emit.id(hold)];
  return emit.around(node as ts.Expression, emit.call("kept", visit(), method, way, ...more));
}

function methodOf(emit: Emitter, { method }: Made): ts.Expression {
  if (method === null) return emit.member(emit.id(emit.runtime), "iterator");
  return typeof method === "string" ? emit.text(method) : emit.like(method);
}

/** `Array.from(set, f)`. */
function handedOn(emit: Emitter, node: ts.Node, visit: () => ts.Expression, scopes: Scopes): ts.Expression | null {
  const { ts: ts_, factory } = emit;
  if (!ts_.isCallExpression(node) || node.arguments.length < 2 || !ts_.isPropertyAccessExpression(node.expression)) return null;
  const { expression, name } = node.expression;
  const given = node.arguments[0]!;
  if (!ts_.isIdentifier(expression) || expression.text !== "Array" || name.text !== "from" || ts_.isSpreadElement(given)) return null;
  if (ts_.isObjectLiteralExpression(given) || makesIterator(ts_, given, scopes)) return null;
  const visited = visit() as ts.CallExpression;
  const [first, ...rest] = visited.arguments;
  return factory.updateCallExpression(visited, visited.expression, visited.typeArguments, [emit.call("handing", first!), ...rest]);
}

/** The arguments that name a way to the runtime. */
export function stepsOf(emit: Emitter, { root, path }: Way): ts.Expression[] {
  const { factory, ts: ts_ } = emit;
  const from = ts_.isIdentifier(root) ? emit.like(root) : factory.createThis();
  const key = (step: ts.Expression): ts.Expression => (ts_.isIdentifier(step) ? emit.like(step) : emit.again(step));
  return [from, ...path.map((step) => (typeof step === "string" ? emit.text(step) : isEntry(ts_, step) ? emit.array([key(step)]) : key(step)))];
}

function isEntry(ts_: typeof ts, key: ts.Expression): boolean {
  return ts_.isCallExpression(key.parent);
}

function isIteratorSymbol(ts_: typeof ts, node: ts.Expression): boolean {
  return ts_.isPropertyAccessExpression(node) && ts_.isIdentifier(node.expression) && node.expression.text === "Symbol" && node.name.text === "iterator";
}

/** Where what is made goes: into the head of a loop, to what goes over it, to where it may be kept; null where it is used up at once. */
function whereTo(ts_: typeof ts, node: ts.Node): "head" | "passed" | "kept" | null {
  const child = outermost(ts_, node);
  const { parent } = child;
  if (ts_.isForOfStatement(parent)) return parent.expression !== child || parent.awaitModifier !== undefined ? null : "head";
  if (ts_.isSpreadElement(parent) || ts_.isExpressionStatement(parent)) return null;
  if (ts_.isVariableDeclaration(parent) && ts_.isArrayBindingPattern(parent.name)) return null;
  if (isAssignment(ts_, parent) && ts_.isArrayLiteralExpression(parent.left)) return null;
  if (ts_.isPropertyAccessExpression(parent)) return HELPERS.has(parent.name.text) && !ts_.isOptionalChain(parent) ? "passed" : null;
  if (ts_.isElementAccessExpression(parent) && parent.expression === child) return null;
  if (!ts_.isCallExpression(parent) && !ts_.isNewExpression(parent)) return "kept";
  const callee = parent.expression;
  if (callee === child) return null;
  const isConsumed = CONSUMERS.has(ts_.isPropertyAccessExpression(callee) ? callee.name.text : ts_.isIdentifier(callee) ? callee.text : "");
  return !isConsumed ? "kept" : (parent.arguments ?? []).length > 1 ? "passed" : null;
}

/** `a.b.c`, `this.a`, `a[i]`, `a.get(k)`, where reading it again runs nothing; null for others. */
export function wayTo(ts_: typeof ts, node: ts.Node): Way | null {
  if (ts_.isIdentifier(node)) return { root: node, path: [] };
  if (node.kind === ts_.SyntaxKind.ThisKeyword) return { root: node as ts.ThisExpression, path: [] };
  if (isWrapping(ts_, node)) return wayTo(ts_, node.expression);
  const step = stepOf(ts_, node);
  if (step === null) return null;
  const way = wayTo(ts_, step.of);
  return way === null ? null : { root: way.root, path: [...way.path, step.key] };
}

function stepOf(ts_: typeof ts, node: ts.Node): { readonly of: ts.Expression; readonly key: string | ts.Expression } | null {
  if (ts_.isPropertyAccessExpression(node)) return ts_.isIdentifier(node.name) ? { of: node.expression, key: node.name.text } : null;
  if (ts_.isElementAccessExpression(node)) return isPlainKey(ts_, node.argumentExpression) ? { of: node.expression, key: node.argumentExpression } : null;
  if (!ts_.isCallExpression(node) || !ts_.isPropertyAccessExpression(node.expression) || node.expression.name.text !== "get") return null;
  const [key, ...more] = node.arguments;
  return key !== undefined && more.length === 0 && isPlainKey(ts_, key) ? { of: node.expression.expression, key } : null;
}

function isPlainKey(ts_: typeof ts, node: ts.Expression): boolean {
  return ts_.isIdentifier(node) || ts_.isNumericLiteral(node) || ts_.isStringLiteral(node);
}
