/**
 * Code of a program that may run while its main activity waits: callbacks that are called later, async functions that nobody waits for at once, and what either
 * calls. By names alone, as call-graph.ts knows who calls whom.
 *
 * Invariants
 * 1. It errs towards "may". Whatever it leaves out runs on behalf of the main activity, one thing after the other.
 */
import type ts from "typescript";
import { innermost, outermost } from "../../../transformer/analyse/nodes.ts";
import { hasAwaitAtTop } from "../../../transformer/instrument/strands.ts";
import type { CallGraph } from "../calls/call-graph.ts";
import { isPureBuiltin, isSynchronousCallback } from "../calls/known-calls.ts";
import { isInside, reachOf, type Roots } from "../calls/reached-places.ts";
import { calledName } from "../values/value-calls.ts";

/** See above. */
export interface RacingCode {
  /** Whether a part of the program may run so. */
  has(node: ts.Node): boolean;
  /** Whether it may also give something back by other ways than by what it changes. */
  givesBack(node: ts.Node): boolean;
  /** Whether it may be of an async function for whose end nobody waits. */
  isLeftAlone(node: ts.Node): boolean;
  /** Whether such code may call something of this name. */
  calls(name: string): boolean;
}

/** Finds it in all modules of a program. */
export function racingCode(ts_: typeof ts, graph: CallGraph): RacingCode {
  const finder = new RootFinder(ts_, graph);
  const all = reachOf(graph, {
    names: new Set([...finder.callbacks.names, ...finder.giving.names]),
    nodes: new Set([...finder.callbacks.nodes, ...finder.giving.nodes]),
  });
  const giving = reachOf(graph, finder.giving);
  const leftAlone = reachOf(graph, finder.leftAlone);
  return {
    has: (node) => isInside(ts_, all, node),
    givesBack: (node) => isInside(ts_, giving, node),
    isLeftAlone: (node) => isInside(ts_, leftAlone, node),
    calls: (name) => all.names.has(name),
  };
}

/** Callers that do nothing with what a callback returns. */
const IGNORING = new Set("setTimeout setInterval setImmediate queueMicrotask nextTick on once addListener addEventListener".split(" "));

class RootFinder {
  /** Nothing is done with what they return. */
  readonly callbacks: Roots = { names: new Set(), nodes: new Set() };
  readonly giving: Roots = { names: new Set(), nodes: new Set() };
  /** Nobody waits for what they do. */
  readonly leftAlone: Roots = { names: new Set(), nodes: new Set() };
  readonly #ts: typeof ts;
  readonly #graph: CallGraph;
  /** Names of functions that give promises of what they do. */
  readonly #async = new Set<string>();
  /** What is called by name anywhere; null until somebody asks. */
  #called: Set<string> | null = null;
  /** Calls at the top of a module that does not wait for anything: they go on when it has ended. */
  readonly #atTop: (() => void)[] = [];

  constructor(ts_: typeof ts, graph: CallGraph) {
    this.#ts = ts_;
    this.#graph = graph;
    const files = [...graph.files.values()];
    for (let before = -1; before !== this.#async.size;) {
      before = this.#async.size;
      for (const file of files) this.findAsync(file);
    }
    for (const file of files) this.visit(file);
    if (this.#atTop.length > 1) for (const add of this.#atTop) add();
  }

  private findAsync(node: ts.Node): void {
    const ts_ = this.#ts;
    if (ts_.isFunctionLike(node) && (isAsync(ts_, node) || this.returnsAsync(node))) {
      const parent = outermost(ts_, node).parent;
      for (const name of [
        node.name,
        ts_.isVariableDeclaration(parent) || ts_.isPropertyAssignment(parent) || ts_.isPropertyDeclaration(parent) ? parent.name : undefined,
      ])
        if (name !== undefined && (ts_.isIdentifier(name) || ts_.isPrivateIdentifier(name))) this.#async.add(name.text);
    }
    ts_.forEachChild(node, (child) => this.findAsync(child));
  }

  private returnsAsync(node: ts.SignatureDeclaration): boolean {
    const ts_ = this.#ts;
    const body = (node as { body?: ts.Node }).body;
    const isCall = (at: ts.Node): boolean => {
      if (ts_.isCallExpression(at)) return this.isAsyncCall(at);
      return !ts_.isFunctionLike(at) && ts_.forEachChild(at, (child) => isCall(child) || undefined) === true;
    };
    const returns = (at: ts.Node): boolean =>
      ts_.isReturnStatement(at) ? isCall(at) : !ts_.isFunctionLike(at) && ts_.forEachChild(at, (child) => returns(child) || undefined) === true;
    return body !== undefined && (ts_.isBlock(body) ? returns(body) : isCall(body));
  }

  private isAsyncCall({ expression }: ts.CallExpression): boolean {
    const callee = innermost(this.#ts, expression);
    if (this.#ts.isFunctionLike(callee)) return isAsync(this.#ts, callee);
    const name = calledName(this.#ts, callee);
    if (name === null) return false;
    return this.#async.has(name) || [...(this.#graph.aliases.get(name) ?? [])].some((meant) => this.#async.has(meant));
  }

  private visit(node: ts.Node): void {
    const ts_ = this.#ts;
    if (ts_.isArrowFunction(node) || ts_.isFunctionExpression(node)) this.written(node);
    else if (ts_.isMethodDeclaration(node) && (ts_.isObjectLiteralExpression(node.parent) || !this.isCalled(node.name))) this.giving.nodes.add(node);
    else if (ts_.isCallExpression(node) && this.isAsyncCall(node) && !isAwaited(ts_, node)) this.called(node);
    else if ((ts_.isIdentifier(node) || ts_.isPrivateIdentifier(node)) && this.#graph.byName.has(node.text)) this.named(node);
    ts_.forEachChild(node, (child) => this.visit(child));
  }

  private isCalled(name: ts.PropertyName): boolean {
    if (!this.#ts.isIdentifier(name) && !this.#ts.isPrivateIdentifier(name)) return false;
    return (this.#called ??= this.namesCalled()).has(name.text);
  }

  private namesCalled(): Set<string> {
    const { files } = this.#graph;
    return new Set([...files].flatMap(([module, file]) => [...this.#graph.callsIn(module, 0, file.end).names]));
  }

  /** A function that is written where it is used. */
  private written(node: ts.ArrowFunction | ts.FunctionExpression): void {
    const ts_ = this.#ts;
    const outer = outermost(ts_, node);
    const { parent } = outer;
    if (ts_.isVariableDeclaration(parent)) return;
    if (ts_.isCallExpression(parent) && parent.expression === outer) return;
    if (ts_.isNewExpression(parent) && parent.expression.getText() === "Promise") return;
    this.handed(outer, isAsync(ts_, node) || this.returnsAsync(node)).nodes.add(node);
  }

  /** A function that is handed to something. */
  private handed(outer: ts.Node, isAsynchronous: boolean): Roots {
    const ts_ = this.#ts;
    const { parent } = outer;
    if (!ts_.isCallExpression(parent)) return this.giving;
    const name = calledName(ts_, parent.expression);
    // A replay does not do the work of an effect, and has what that gave.
    const isAtOnce = name !== null && ts_.isPropertyAccessExpression(parent.expression) && isSynchronousCallback(name) && !isAsynchronous;
    if (name === "effect" || isAtOnce) return { names: new Set(), nodes: new Set() };
    return name !== null && IGNORING.has(name) && !this.handsOver(outer) ? this.callbacks : this.giving;
  }

  /** Whether a callback gives something to a function that is not known. */
  private handsOver(node: ts.Node): boolean {
    const ts_ = this.#ts;
    if (ts_.isIdentifier(node)) return true;
    if (ts_.isCallExpression(node) && node.arguments.length > 0) {
      const name = calledName(ts_, node.expression);
      const isPrinting = /^process\.std(?:out|err)\.write$/.test(node.expression.getText());
      if (name === null || !(isPrinting || isPureBuiltin(name) || isSynchronousCallback(name) || IGNORING.has(name) || this.#graph.byName.has(name)))
        return true;
    }
    return ts_.forEachChild(node, (child) => (!ts_.isIdentifier(child) && this.handsOver(child)) || undefined) === true;
  }

  private called(node: ts.CallExpression): void {
    const ts_ = this.#ts;
    const callee = innermost(ts_, node.expression);
    const name = calledName(ts_, callee);
    const add = (): void => {
      for (const roots of isLeftAlone(ts_, node) ? [this.giving, this.leftAlone] : [this.giving]) {
        if (ts_.isFunctionLike(callee)) roots.nodes.add(callee);
        else if (name !== null) roots.names.add(name);
      }
    };
    const around = ts_.findAncestor(node, (at) => ts_.isFunctionLike(at) || ts_.isIterationStatement(at, false));
    if (around === undefined && !hasAwaitAtTop(ts_, node.getSourceFile())) this.#atTop.push(add);
    else add();
  }

  /** The name of a function of the program. */
  private named(node: ts.Identifier | ts.PrivateIdentifier): void {
    const ts_ = this.#ts;
    const { parent } = node;
    const used = ts_.isPropertyAccessExpression(parent) && parent.name === node ? parent : node;
    const above = used.parent;
    if (ts_.isCallExpression(above) && above.expression === used) return;
    if (ts_.isPropertyAccessExpression(above) && above.expression === used) return;
    if (ts_.isImportSpecifier(above) || ts_.isExportSpecifier(above) || ts_.isImportClause(above) || ts_.isExportAssignment(above)) return;
    if (ts_.isTypeNode(above) || ("name" in above && above.name === used && !ts_.isShorthandPropertyAssignment(above))) return;
    if (ts_.isNewExpression(above) && above.expression === used) return;
    this.handed(outermost(ts_, used), this.#async.has(node.text)).names.add(node.text);
  }
}

function isAsync(ts_: typeof ts, node: ts.Node): boolean {
  return ((node as { modifiers?: readonly ts.ModifierLike[] }).modifiers ?? []).some((modifier) => modifier.kind === ts_.SyntaxKind.AsyncKeyword);
}

/** Whether what a call gives is waited for where it stands, or by whoever called what it stands in. */
function isAwaited(ts_: typeof ts, call: ts.CallExpression): boolean {
  const at = whatIsMade(ts_, call);
  const { parent } = at;
  if (ts_.isForOfStatement(parent)) return parent.awaitModifier !== undefined && parent.expression === at;
  return ts_.isAwaitExpression(parent) || ts_.isYieldExpression(parent) || ts_.isReturnStatement(parent) || (ts_.isArrowFunction(parent) && parent.body === at);
}

/** Whether nothing is done with what a call gives. */
function isLeftAlone(ts_: typeof ts, call: ts.CallExpression): boolean {
  const { parent } = whatIsMade(ts_, call);
  return ts_.isExpressionStatement(parent) || ts_.isVoidExpression(parent);
}

/** The promise of what follows a call, or what is chosen where it may be left out. */
function whatIsMade(ts_: typeof ts, call: ts.CallExpression): ts.Node {
  let at = outermost(ts_, call);
  for (;;) {
    const { parent } = at;
    const isChained = ts_.isPropertyAccessExpression(parent) && ["then", "catch", "finally"].includes(parent.name.text) && ts_.isCallExpression(parent.parent);
    const isChoice = (ts_.isConditionalExpression(parent) && parent.condition !== at) || ts_.isBinaryExpression(parent);
    if (isChained) at = outermost(ts_, parent.parent);
    else if (isChoice) at = outermost(ts_, parent);
    else return at;
  }
}
