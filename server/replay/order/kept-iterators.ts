/**
 * What a program goes over that may be an iterator which it keeps: going over it changes it, as items that several activities take from one show. By names alone.
 *
 * Invariants
 * 1. It errs towards "may be": what `for await` goes over always is, and where an iterator is handed to what has no name, anything.
 */
import type ts from "typescript";
import { innermost, isAssignment, outermost } from "../../../transformer/analyse/nodes.ts";
import { calledName, Callables, functionName } from "../values/value-calls.ts";
import { behind, type Flow } from "../values/flow.ts";
import { usedBy } from "../values/node-uses.ts";
import { changedBy, isLanguageObject } from "../values/variable-names.ts";

/** Methods that make iterators. */
const MAKES = new Set(["values", "entries", "keys", "matchAll"]);
/** Methods that make iterators of iterators. */
const PASSES_ON = new Set(["map", "filter", "take", "drop", "flatMap"]);
/** Functions that go over what they are given at once. */
const GOES_OVER = new Set("from Map Set WeakMap WeakSet fromEntries all allSettled any race".split(" "));

/** Of a node that goes over something: what, and the names that may hold that iterator; null for others. */
export type IteratorsGoneOver = (node: ts.Node) => { readonly expression: ts.Expression; readonly names: readonly string[] } | null;

/** Looked for in all modules of a program. @param leadsTo - by name: what may come from it */
export function keptIterators(ts_: typeof ts, files: Iterable<ts.SourceFile>, leadsTo: () => Flow): IteratorsGoneOver {
  const list = [...files];
  const holders = new HolderFinder(ts_, list);
  /** By holder: what may come from it. */
  let heldIn: [string, ReadonlySet<string>][] | null = null;
  const findHeld = (): [string, ReadonlySet<string>][] => [...holders.names].map((name) => [name, behind(leadsTo(), [name])]);
  const holdersOf = (expression: ts.Expression): string[] => {
    const used = usedBy(ts_, expression, () => null);
    return (heldIn ??= findHeld()).flatMap(([name, held]) => (used.some((one) => held.has(one)) ? [name] : []));
  };
  return (node) => {
    const expression = goneOver(ts_, node);
    if (expression === null || !isNamed(ts_, expression)) return null;
    if (holders.isAny || (ts_.isForOfStatement(node) && node.awaitModifier !== undefined)) return { expression, names: [] };
    if (holders.names.size === 0) return null;
    const names = holdersOf(expression);
    return names.length === 0 ? null : { expression, names };
  };
}

function isNamed(ts_: typeof ts, node: ts.Expression): boolean {
  const inner = innermost(ts_, node);
  return ts_.isIdentifier(inner) || ts_.isPropertyAccessExpression(inner) || ts_.isElementAccessExpression(inner);
}

function goneOver(ts_: typeof ts, node: ts.Node): ts.Expression | null {
  if (ts_.isForOfStatement(node) || ts_.isSpreadElement(node)) return node.expression;
  if (ts_.isVariableDeclaration(node)) return ts_.isArrayBindingPattern(node.name) ? (node.initializer ?? null) : null;
  if (isAssignment(ts_, node)) return ts_.isArrayLiteralExpression(node.left) ? node.right : null;
  if (ts_.isYieldExpression(node)) return node.asteriskToken === undefined ? null : (node.expression ?? null);
  if (ts_.isCallExpression(node) || ts_.isNewExpression(node))
    return GOES_OVER.has(calledName(ts_, node.expression) ?? "") ? (node.arguments?.[0] ?? null) : null;
  return null;
}

/** Names that are given iterators where these are made. */
class HolderFinder {
  readonly names = new Set<string>();
  /** One goes where no name tells. */
  isAny = false;
  readonly #ts: typeof ts;
  readonly #callables: Callables;
  readonly #generators = new Set<string>();

  constructor(ts_: typeof ts, files: readonly ts.SourceFile[]) {
    this.#ts = ts_;
    this.#callables = new Callables(ts_, files);
    for (const file of files) this.findGenerators(file);
    for (const file of files) this.visit(file);
  }

  private findGenerators(node: ts.Node): void {
    const ts_ = this.#ts;
    const isGenerator =
      (ts_.isFunctionDeclaration(node) || ts_.isFunctionExpression(node) || ts_.isMethodDeclaration(node)) && node.asteriskToken !== undefined;
    const name = isGenerator ? functionName(ts_, node) : null;
    if (name !== null) this.#generators.add(name);
    ts_.forEachChild(node, (child) => this.findGenerators(child));
  }

  private visit(node: ts.Node): void {
    if (this.#ts.isCallExpression(node) && this.makes(node)) this.goes(node);
    this.#ts.forEachChild(node, (child) => this.visit(child));
  }

  private makes({ expression }: ts.CallExpression): boolean {
    const ts_ = this.#ts;
    if (ts_.isElementAccessExpression(expression)) return /^Symbol\.(?:asyncI|i)terator$/.test(expression.argumentExpression.getText());
    const name = calledName(ts_, expression);
    if (name === null) return false;
    if (this.#generators.has(name) || expression.getText() === "Iterator.from") return true;
    return MAKES.has(name) && ts_.isPropertyAccessExpression(expression) && !isLanguageObject(ts_, expression.expression);
  }

  /** Follows what was made to what is given it. */
  private goes(node: ts.Node): void {
    const ts_ = this.#ts;
    const outer = outermost(ts_, node);
    const { parent } = outer;
    if (ts_.isExpressionStatement(parent) || goneOver(ts_, parent) === outer) return;
    if (ts_.isVariableDeclaration(parent) || ts_.isBinaryExpression(parent)) return this.assigned(parent, outer);
    if (ts_.isPropertyAssignment(parent) || ts_.isPropertyDeclaration(parent)) return void this.names.add(`.${parent.name.getText()}`);
    if (ts_.isPropertyAccessExpression(parent)) {
      const isPassed = PASSES_ON.has(parent.name.text) && ts_.isCallExpression(parent.parent);
      return isPassed ? this.goes(parent.parent) : undefined;
    }
    if (ts_.isReturnStatement(parent) || ts_.isArrowFunction(parent)) return this.returned(parent);
    if (ts_.isAwaitExpression(parent) || ts_.isConditionalExpression(parent) || ts_.isArrayLiteralExpression(parent)) return this.goes(parent);
    if (ts_.isCallExpression(parent)) return this.given(parent);
    this.isAny = true;
  }

  private assigned(parent: ts.VariableDeclaration | ts.BinaryExpression, value: ts.Node): void {
    if (this.#ts.isVariableDeclaration(parent)) return this.holds(parent.name);
    if (isAssignment(this.#ts, parent) && parent.right === value) return this.holds(parent.left);
    this.goes(parent);
  }

  private holds(target: ts.Node): void {
    const names = changedBy(this.#ts, target);
    if (names.length === 0) this.isAny = true;
    for (const name of names) this.names.add(name);
  }

  private returned(node: ts.Node): void {
    const around = this.#ts.findAncestor(node, this.#ts.isFunctionLike);
    const name = around === undefined ? null : functionName(this.#ts, around);
    if (name === null) this.isAny = true;
    else this.names.add(name);
  }

  private given(call: ts.CallExpression): void {
    const parameters = this.#callables.parametersOf(call.expression);
    if (parameters.length > 0) for (const parameter of parameters) this.holds(parameter.name);
    else if (calledName(this.#ts, call.expression) === "fill") this.goes(call);
    else this.isAny = true;
  }
}
