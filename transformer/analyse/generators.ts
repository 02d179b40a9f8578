/**
 * Generators, and the yields at which a restore can set them down: those that can be reached without executing anything of the program before them.
 *
 * Invariants
 * 1. Numbers and lists come from the original text by syntax alone: inserted statements have no number and change no list.
 * 2. Where a generator waits is its yield and the loops around that; all else that it holds is in its variables. So a yield counts only where no
 *    operand is pending, and where every block around it can be entered.
 */
import type ts from "typescript";
import { isInserted } from "./inserted.ts";
import { symbolName } from "./names.ts";
import { isAssignment, isWithin, isWrapping } from "./nodes.ts";
import { isFunctionScope } from "./functions.ts";
import type { Binding, Scope } from "./scope.ts";
import type { FileSites } from "./sites.ts";
import { captures, capturesUnknown, usesThis } from "./state.ts";

export type GeneratorFunction = ts.FunctionDeclaration | ts.FunctionExpression | ts.MethodDeclaration;

/** One variable of a generator that is saved while it waits. */
export interface GeneratorVariable {
  /** Unique within the generator. */
  readonly name: string;
  readonly binding: Binding;
}

/** A place where a generator may wait. */
export interface YieldPoint {
  /** 1-based, in source order; 0 is its beginning. */
  readonly id: number;
  /** Why it cannot be resumed there; null where it can. */
  readonly why: string | null;
  /** `yield*` */
  readonly delegates: boolean;
  readonly variables: readonly GeneratorVariable[];
  /** Loops around it, outermost first. */
  readonly loops: readonly ts.IterationStatement[];
}

/** A generator function of a file. */
export interface GeneratorInfo {
  readonly id: number;
  readonly node: GeneratorFunction;
  readonly name: string;
  readonly isAsync: boolean;
  /** Why it cannot be resumed at all; null where it can. */
  readonly why: string | null;
  /** What it holds at its beginning: parameters, variables of the function. */
  readonly start: YieldPoint;
  /** Functions that it declares: they are there when it has begun. */
  readonly functions: readonly GeneratorVariable[];
  readonly yields: ReadonlyMap<ts.Node, YieldPoint>;
  /** Its own loops. */
  readonly loops: readonly ts.IterationStatement[];
  readonly usesThis: boolean;
}

/** All generator functions of a file, in source order. @param kept - the functions in it that may end up in state. */
export function findGenerators(ts_: typeof ts, sites: FileSites, kept: ReadonlyMap<ts.Node, unknown>): Map<ts.Node, GeneratorInfo> {
  const found = new Map<ts.Node, GeneratorInfo>();
  const look = (node: ts.Node): void => {
    if (isInserted(node, sites.inserted) || sites.sentAway.has(node)) return;
    if (isGenerator(ts_, node)) found.set(node, describe(ts_, sites, node, { id: found.size, kept }));
    ts_.forEachChild(node, look);
  };
  look(sites.file);
  return found;
}

function isGenerator(ts_: typeof ts, node: ts.Node): node is GeneratorFunction {
  if (!ts_.isFunctionDeclaration(node) && !ts_.isFunctionExpression(node) && !ts_.isMethodDeclaration(node)) return false;
  return node.asteriskToken !== undefined && node.body !== undefined;
}

function isAsync(ts_: typeof ts, node: GeneratorFunction): boolean {
  return ts_.getModifiers(node)?.some((modifier) => modifier.kind === ts_.SyntaxKind.AsyncKeyword) ?? false;
}

interface Context {
  readonly id: number;
  readonly kept: ReadonlyMap<ts.Node, unknown>;
}

function describe(ts_: typeof ts, sites: FileSites, node: GeneratorFunction, { id, kept }: Context): GeneratorInfo {
  const own = ownNodes(ts_, sites, node);
  const yields = own.filter((at) => ts_.isYieldExpression(at)) as ts.YieldExpression[];
  const names = new VariableNames();
  const scope = sites.scopes.opened.get(node)!;
  const first = visible(ts_, scope, scope, node.body!);
  const [functions, variables] = [true, false].map((is) => first.filter(({ kind }) => (kind === "function") === is).map((binding) => names.of(binding)));
  const start = { id: 0, why: null, delegates: false, loops: [], variables: variables! };
  const points = new Map<ts.Node, YieldPoint>();
  for (const at of yields) points.set(at, describeYield(ts_, sites, at, { node, id: points.size + 1, names }));
  const why = whyNone(ts_, sites, node, own) ?? sharedVariable(ts_, sites, own, { names, kept });
  const loops = own.filter((at) => ts_.isIterationStatement(at, false)) as ts.IterationStatement[];
  return {
    id,
    node,
    name: nameOf(ts_, node),
    isAsync: isAsync(ts_, node),
    why,
    start,
    functions: functions!,
    yields: points,
    loops,
    usesThis: usesThis(ts_, node.body!, sites.inserted),
  };
}

function nameOf(ts_: typeof ts, node: GeneratorFunction): string {
  if (node.name !== undefined) return node.name.getText();
  return ts_.isVariableDeclaration(node.parent) || ts_.isPropertyAssignment(node.parent) ? node.parent.name.getText() : "(anonymous)";
}

/** The nodes of a generator that are executed by itself. */
function ownNodes(ts_: typeof ts, sites: FileSites, node: GeneratorFunction): ts.Node[] {
  const found: ts.Node[] = [];
  const look = (at: ts.Node): void => {
    if (isInserted(at, sites.inserted)) return;
    found.push(at);
    if (!isFunctionScope(ts_, at)) ts_.forEachChild(at, look);
  };
  ts_.forEachChild(node, look);
  return found;
}

/** Gives each variable a name of its own. */
class VariableNames {
  readonly #known = new Map<Binding, GeneratorVariable>();
  readonly #counts = new Map<string, number>();

  of(binding: Binding): GeneratorVariable {
    const known = this.#known.get(binding);
    if (known !== undefined) return known;
    const count = (this.#counts.get(binding.name) ?? 0) + 1;
    this.#counts.set(binding.name, count);
    const made = { binding, name: count === 1 ? binding.name : `${binding.name}~${count}` };
    this.#known.set(binding, made);
    return made;
  }

  has(binding: Binding): boolean {
    return this.#known.has(binding);
  }
}

function whyNone(ts_: typeof ts, sites: FileSites, node: GeneratorFunction, own: readonly ts.Node[]): string | null {
  if (capturesUnknown(sites, node)) return "uses `eval` or `with`";
  if (isAsync(ts_, node) && own.some((at) => ts_.isYieldExpression(at) && at.asteriskToken !== undefined)) return "delegates to another one (`yield*`)";
  if (own.some((at) => ts_.isIdentifier(at) && sites.scopes.freeArguments.has(at))) return "uses `arguments`";
  if (own.some((at) => at.kind === ts_.SyntaxKind.SuperKeyword)) return "uses `super`";
  const isDisposed = (at: ts.Node): boolean => ts_.isVariableDeclarationList(at) && /^(await\s+)?using\b/.test(at.getText(sites.file));
  if (own.some(isDisposed)) return "declares what is disposed of (`using`)";
  const isComputed = (at: ts.Node): boolean => ts_.isBindingElement(at) && at.propertyName !== undefined && ts_.isComputedPropertyName(at.propertyName);
  if (own.some((at) => isComputed(at) && ts_.findAncestor(at, ts_.isParameter) !== undefined)) return "has parameters with computed names";
  if (ts_.isMethodDeclaration(node)) {
    const isNamed = ts_.isIdentifier(node.name) || ts_.isStringLiteral(node.name) || symbolName(ts_, node.name) !== null;
    return isNamed ? null : "has a private or computed name";
  }
  return node.name === undefined && ts_.isFunctionDeclaration(node) ? "has no name" : null;
}

/** A variable that changes and that a function which may be kept captures: a generator that is set down elsewhere has other variables. */
function sharedVariable(
  ts_: typeof ts,
  sites: FileSites,
  own: readonly ts.Node[],
  { names, kept }: Pick<Context, "kept"> & { names: VariableNames },
): string | null {
  for (const at of own) {
    if (!isFunctionScope(ts_, at) && !ts_.isClassLike(at)) continue;
    const inner: ts.Node[] = [];
    const look = (node: ts.Node): void => {
      if (kept.has(node)) inner.push(node);
      ts_.forEachChild(node, look);
    };
    look(at);
    for (const fn of inner) {
      const shared = captures(ts_, sites, fn).find(({ binding }) => binding.assigned && names.has(binding));
      if (shared !== undefined) return `has a variable that changes and is captured by a function (${shared.binding.name})`;
    }
  }
  return null;
}

function describeYield(
  ts_: typeof ts,
  sites: FileSites,
  at: ts.YieldExpression,
  { node, id, names }: { node: GeneratorFunction; id: number; names: VariableNames },
): YieldPoint {
  const owner = sites.scopes.opened.get(node)!;
  let scope = owner;
  for (let around: ts.Node = at.parent; around !== node; around = around.parent) {
    const opened = sites.scopes.opened.get(around);
    if (opened !== undefined) {
      scope = opened;
      break;
    }
  }
  const bindings = visible(ts_, scope, owner, at);
  const loops: ts.IterationStatement[] = [];
  for (let around: ts.Node = at.parent; around !== node; around = around.parent) if (ts_.isIterationStatement(around, false)) loops.unshift(around);
  const why = notEntered(ts_, at, node) ?? unmade(bindings, owner);
  return { id, why, delegates: at.asteriskToken !== undefined, loops, variables: bindings.filter(isValue).map((binding) => names.of(binding)) };
}

/** What is set at a place of a generator: bindings of the scopes around it, outermost first. */
function visible(ts_: typeof ts, scope: Scope, owner: Scope, at: ts.Node): Binding[] {
  const scopes: Scope[] = [];
  for (let around: Scope | null = scope; around !== null; around = around.parent) {
    scopes.unshift(around);
    if (around === owner) break;
  }
  return scopes.flatMap((around) => [...around.bindings.values()]).filter((binding) => isSet(ts_, binding, owner, at));
}

function isSet(ts_: typeof ts, binding: Binding, owner: Scope, at: ts.Node): boolean {
  const { declaration, kind } = binding;
  if (ts_.isFunctionExpression(owner.node) && declaration.parent === owner.node) return false;
  if (kind === "var" || kind === "param" || kind === "function") return true;
  if (declaration.pos > at.pos) return false;
  const declared = ts_.findAncestor(declaration, (node) => ts_.isVariableDeclaration(node));
  return declared === undefined || !isWithin(at, declared);
}

function isValue(binding: Binding): boolean {
  return binding.kind !== "enum" && binding.kind !== "namespace" && binding.kind !== "class";
}

/** What would be made a second time on the way to a yield. */
function unmade(bindings: readonly Binding[], owner: Scope): string | null {
  const found = bindings.find((binding) => !isValue(binding) || (binding.kind === "function" && binding.scope !== owner));
  return found === undefined ? null : `stands behind the declaration of ${found.name}, which is made anew each time`;
}

/** Why a yield cannot be reached without executing what stands before it; null where it can. */
function notEntered(ts_: typeof ts, at: ts.YieldExpression, node: GeneratorFunction): string | null {
  let child: ts.Node = at;
  while (!ts_.isStatement(child)) {
    const why = pendingIn(ts_, child.parent, child);
    if (why !== null) return why;
    child = child.parent;
  }
  for (; child.parent !== node; child = child.parent) {
    const why = notInside(ts_, child.parent, child);
    if (why !== null) return why;
  }
  return null;
}

function pendingIn(ts_: typeof ts, parent: ts.Node, child: ts.Node): string | null {
  const fine =
    isWrapping(ts_, parent) ||
    ts_.isExpressionStatement(parent) ||
    ts_.isReturnStatement(parent) ||
    ts_.isThrowStatement(parent) ||
    ts_.isPrefixUnaryExpression(parent) ||
    ts_.isTypeOfExpression(parent) ||
    ts_.isVoidExpression(parent) ||
    ts_.isVariableDeclarationList(parent) ||
    ts_.isVariableStatement(parent) ||
    (ts_.isVariableDeclaration(parent) && ts_.isIdentifier(parent.name)) ||
    (ts_.isIfStatement(parent) && parent.expression === child) ||
    (ts_.isConditionalExpression(parent) && parent.condition === child) ||
    (ts_.isPropertyAccessExpression(parent) && parent.expression === child) ||
    (ts_.isBinaryExpression(parent) && entersOperand(ts_, parent, child));
  if (fine) return null;
  return ts_.isIterationStatement(parent, false) || ts_.isSwitchStatement(parent)
    ? "stands in the head of a loop or switch"
    : "stands in the middle of an expression";
}

/** A left operand is evaluated first; `x = yield` holds nothing but a name. */
function entersOperand(ts_: typeof ts, parent: ts.BinaryExpression, child: ts.Node): boolean {
  if (!isAssignment(ts_, parent)) return parent.left === child;
  return parent.operatorToken.kind === ts_.SyntaxKind.EqualsToken && parent.right === child && ts_.isIdentifier(parent.left);
}

function notInside(ts_: typeof ts, parent: ts.Node, child: ts.Node): string | null {
  if (ts_.isBlock(parent) || ts_.isLabeledStatement(parent) || ts_.isIfStatement(parent)) return null;
  if (ts_.isTryStatement(parent) && parent.tryBlock === child) return null;
  if (ts_.isTryStatement(parent) || ts_.isCatchClause(parent)) return "stands in a `catch` or `finally` block";
  if (ts_.isForInStatement(parent)) return "stands in a for-in loop";
  if (ts_.isForOfStatement(parent) && parent.awaitModifier !== undefined) return "stands in a `for await` loop";
  if (ts_.isForStatement(parent) && hasPattern(ts_, parent.initializer)) return "stands in a loop whose head declares a pattern";
  if (ts_.isIterationStatement(parent, false)) return null;
  return "stands in a `switch`";
}

function hasPattern(ts_: typeof ts, head: ts.ForInitializer | undefined): boolean {
  return head !== undefined && ts_.isVariableDeclarationList(head) && head.declarations.some((declaration) => !ts_.isIdentifier(declaration.name));
}
