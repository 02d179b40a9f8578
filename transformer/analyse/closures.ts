/**
 * Functions that may end up in state: what they capture, and whether a restore can make them anew.
 *
 * Invariants
 * 1. Numbers and lists come from the original text by syntax alone: inserted statements have no number and change no list.
 */
import type ts from "typescript";
import { whyNotClass } from "./classes.ts";
import { bodyOf, changes, environmentsOf, findEnvironments, whyNotShared, type Captured, type Environment, type EnvironmentUse } from "./environments.ts";
import { enclosingFunction } from "./functions.ts";
import { isFixedName } from "./names.ts";
import { isWithin } from "./nodes.ts";
import { readsArguments } from "./refusals.ts";
import { isTypeOnly, isWritten, type Binding, type Scope } from "./scope.ts";
import type { FileSites } from "./sites.ts";
import { captures, capturesUnknown, isInsertedStatement, usesThis, type Slot } from "./state.ts";

/** Something that makes functions: an expression, a declaration, a method of an object literal. */
export type Closure =
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.ClassExpression
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.MethodDeclaration
  | ts.AccessorDeclaration;

/** One place where functions are made. */
export interface ClosureInfo {
  readonly id: number;
  readonly node: Closure;
  /** What they capture from the functions and blocks around them and hold by themselves, in order of first reference. */
  readonly slots: readonly Slot[];
  /** The innermost environment by which they share variables; null where they share none. */
  readonly environment: Environment | null;
  /** All that they capture. */
  readonly captured: ReadonlySet<Binding>;
  readonly usesThis: boolean;
  /** Why they cannot be made anew; null where they can. */
  readonly why: string | null;
  /** The class whose private names they use; null where they use none. */
  readonly host: ts.ClassLikeDeclaration | null;
}

/** Sources longer than this (UTF-16 units) are not written a second time. */
const LONGEST = 20_000;

/** Callees whose callbacks are called and forgotten: they are not state. */
const PASSING = new Set([
  "map",
  "filter",
  "forEach",
  "reduce",
  "reduceRight",
  "sort",
  "toSorted",
  "find",
  "findIndex",
  "findLast",
  "findLastIndex",
  "some",
  "every",
  "flatMap",
  "from",
  "of",
  "replace",
  "replaceAll",
  "then",
  "catch",
  "finally",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "nextTick",
  "fill",
  "test",
  "it",
  "describe",
]);

/** How deep functions that share variables may be nested: each is written again for each one around it. */
const DEEPEST = 4;

/** What is known of the functions of a file. */
export interface Closures {
  /** Every place where functions are made that may be kept, in source order. */
  readonly places: ReadonlyMap<ts.Node, ClosureInfo>;
  readonly environments: ReadonlyMap<Scope, Environment>;
}

/** Finds the functions of a file that may be kept, and the environments that they share. */
export function findClosures(ts_: typeof ts, sites: FileSites): Closures {
  const drafts: Draft[] = [];
  const written = writesByBinding(ts_, sites);
  const passing = passingCallees(ts_, sites);
  const look = (node: ts.Node): void => {
    if (isTypeOnly(ts_, node) || isInsertedStatement(ts_, node, sites.inserted)) return;
    if (isKept(ts_, node, { scopes: sites.scopes, passing }) && !capturesUnknown(sites, node)) drafts.push(draft(ts_, sites, node, { drafts, written }));
    ts_.forEachChild(node, look);
  };
  look(sites.file);
  const environments = findEnvironments(ts_, drafts);
  return { places: new Map(drafts.map((found, id) => [found.node, finish(ts_, sites, found, { id, environments })])), environments };
}

/** Those of {@link PASSING} that no class or object of this file has as a method of its own, which may keep what it is given. */
function passingCallees(ts_: typeof ts, sites: FileSites): ReadonlySet<string> {
  const passing = new Set(PASSING);
  const look = (node: ts.Node): void => {
    if (isTypeOnly(ts_, node) || isInsertedStatement(ts_, node, sites.inserted)) return;
    const holdsFunction =
      (ts_.isPropertyDeclaration(node) || ts_.isPropertyAssignment(node)) && node.initializer !== undefined && isFunction(ts_, node.initializer);
    if ((ts_.isMethodDeclaration(node) || holdsFunction) && ts_.isIdentifier(node.name)) passing.delete(node.name.text);
    ts_.forEachChild(node, look);
  };
  look(sites.file);
  return passing;
}

function isFunction(ts_: typeof ts, node: ts.Node): boolean {
  return ts_.isFunctionExpression(node) || ts_.isArrowFunction(node);
}

interface Keeping {
  readonly scopes: FileSites["scopes"];
  readonly passing: ReadonlySet<string>;
}

/** Whether functions made by this node may be kept. Declarations at the top of a module are known by their names. */
function isKept(ts_: typeof ts, node: ts.Node, { scopes, passing }: Keeping): node is Closure {
  if (ts_.isFunctionDeclaration(node)) return node.name !== undefined && node.body !== undefined && !ts_.isSourceFile(node.parent);
  if (ts_.isClassDeclaration(node)) return node.name !== undefined && !ts_.isSourceFile(node.parent);
  if (ts_.isMethodDeclaration(node) || ts_.isAccessor(node))
    return ts_.isObjectLiteralExpression(node.parent) && (ts_.isIdentifier(node.name) || ts_.isStringLiteral(node.name) || isFixedName(ts_, scopes, node.name));
  if (!ts_.isFunctionExpression(node) && !ts_.isArrowFunction(node) && !ts_.isClassExpression(node)) return false;
  let child: ts.Node = node;
  while (ts_.isParenthesizedExpression(child.parent)) child = child.parent;
  const parent = child.parent;
  if (ts_.isDecorator(parent)) return false;
  if (!ts_.isCallExpression(parent) && !ts_.isNewExpression(parent)) return true;
  if (parent.expression === child) return false;
  const callee = parent.expression;
  const name = ts_.isPropertyAccessExpression(callee) ? callee.name.text : ts_.isIdentifier(callee) ? callee.text : "";
  return !passing.has(name) && name !== "Promise";
}

interface Draft extends EnvironmentUse {
  readonly node: Closure;
  readonly all: readonly Captured[];
  readonly why: string | null;
}

interface Drafting {
  readonly drafts: readonly Draft[];
  readonly written: ReadonlyMap<Binding, readonly ts.Identifier[]>;
}

function draft(ts_: typeof ts, sites: FileSites, node: Closure, { drafts, written }: Drafting): Draft {
  const all = captures(ts_, sites, node);
  const host = privateHost(ts_, node);
  const changing = all.filter(({ binding }) => changes(ts_, binding, node, written.get(binding) ?? []));
  const why =
    host.why ??
    (ts_.isClassLike(node) ? whyNotClass(ts_, sites.scopes, node) : null) ??
    (node.end - node.getStart(sites.file) > LONGEST ? "is too long to be written twice" : null) ??
    notShared(ts_, changing, node, host.host) ??
    (ts_.isClassLike(node) ? null : outerMeaning(ts_, node)) ??
    (all.some(({ binding }) => ts_.isModuleBlock(binding.scope.node)) ? "uses names of a namespace" : null) ??
    ownNameAssigned(ts_, sites, node) ??
    (changing.length > 0 && isTooDeep(node, drafts) ? "is nested too deep in functions that share variables" : null);
  const shared = why === null ? changing : changing.filter(({ binding }) => isWithinBody(ts_, node, binding));
  return { node, all, why, changing: shared, makeable: why === null, host: host.host };
}

function notShared(ts_: typeof ts, changing: readonly Captured[], node: Closure, host: ts.Node | null): string | null {
  for (const { binding } of changing) {
    const why = whyNotShared(ts_, binding, node, host);
    if (why !== null) return why;
  }
  return null;
}

function isTooDeep(node: Closure, drafts: readonly Draft[]): boolean {
  return drafts.filter((outer) => outer.makeable && outer.changing.length > 0 && isWithin(node, outer.node)).length >= DEEPEST;
}

interface Finishing {
  readonly id: number;
  readonly environments: ReadonlyMap<Scope, Environment>;
}

function finish(ts_: typeof ts, sites: FileSites, { node, all, why, changing, host }: Draft, { id, environments }: Finishing): ClosureInfo {
  const [environment = null] = environmentsOf({ changing }, environments);
  const isShared = ({ binding }: Captured): boolean =>
    changing.some((other) => other.binding === binding) && environments.get(binding.scope)?.bindings.has(binding) === true;
  const own = isDeclaration(ts_, node) ? node.name!.text : null;
  const held = all.filter((captured) => !isShared(captured));
  const slots = held.filter(({ binding, slot }) => (why === null ? slot.name !== own : isMutable(binding))).map(({ slot }) => slot);
  return {
    id,
    node,
    slots: borrowsArguments(ts_, sites, node) ? [...slots, ARGUMENTS] : slots,
    environment,
    captured: new Set(all.map(({ binding }) => binding)),
    usesThis: ts_.isArrowFunction(node) && enclosingFunction(ts_, node) !== undefined && usesThis(ts_, node, sites.inserted),
    why,
    host,
  };
}

function isDeclaration(ts_: typeof ts, node: Closure): node is ts.FunctionDeclaration | ts.ClassDeclaration {
  return ts_.isFunctionDeclaration(node) || ts_.isClassDeclaration(node);
}

function isWithinBody(ts_: typeof ts, node: Closure, { scope }: Binding): boolean {
  const body = bodyOf(ts_, scope.node);
  return body !== null && isWithin(node, body);
}

const ARGUMENTS: Slot = { name: "arguments", reference: null, assignable: false, guarded: false, head: false };

/** Whether an arrow function uses the `arguments` of the function around it; such a one is never made anew. */
function borrowsArguments(ts_: typeof ts, sites: FileSites, node: Closure): boolean {
  if (!ts_.isArrowFunction(node) || enclosingFunction(ts_, node) === undefined) return false;
  return readsArguments(ts_, node, { scopes: sites.scopes, isInserted: (inner) => isInsertedStatement(ts_, inner, sites.inserted) });
}

/** A function that cannot be made anew carries only what may change or hold an object. */
function isMutable(binding: Binding): boolean {
  return !binding.constantPrimitive && binding.kind !== "enum";
}

function ownNameAssigned(ts_: typeof ts, sites: FileSites, node: Closure): string | null {
  if (!isDeclaration(ts_, node)) return null;
  const binding = [...sites.scopes.references.values()].find((candidate) => candidate.declaration === node.name);
  return binding?.assigned === true ? "has a name that is assigned" : null;
}

function writesByBinding(ts_: typeof ts, sites: FileSites): Map<Binding, ts.Identifier[]> {
  const writes = new Map<Binding, ts.Identifier[]>();
  for (const [reference, binding] of sites.scopes.references) {
    if (!isWritten(ts_, reference)) continue;
    const list = writes.get(binding);
    if (list === undefined) writes.set(binding, [reference]);
    else list.push(reference);
  }
  return writes;
}

/** What means something else at another place. */
function outerMeaning(ts_: typeof ts, node: ts.Node): string | null {
  const isArrow = ts_.isArrowFunction(node);
  let found: string | null = null;
  const look = (at: ts.Node): void => {
    if (found !== null) return;
    if (at !== node && ts_.isFunctionLike(at) && !ts_.isArrowFunction(at)) return;
    if (at !== node && ts_.isClassLike(at)) return;
    if (at.kind === ts_.SyntaxKind.SuperKeyword) found = "uses super";
    else if (isArrow && ts_.isMetaProperty(at) && at.keywordToken === ts_.SyntaxKind.NewKeyword) found = "uses new.target";
    else if (isArrow && ts_.isIdentifier(at) && at.text === "arguments") found = "uses arguments";
    ts_.forEachChild(at, look);
  };
  look(node);
  return found;
}

/** The class whose private names a function uses: its copy must stand in that class. */
function privateHost(ts_: typeof ts, node: Closure): { host: ts.ClassLikeDeclaration | null; why: string | null } {
  let host: ts.ClassLikeDeclaration | null = null;
  const look = (at: ts.Node): void => {
    if (ts_.isPrivateIdentifier(at)) {
      const owner = declaringClass(ts_, at);
      if (owner !== null && owner !== node && isWithin(node, owner) && (host === null || host.pos < owner.pos)) host = owner;
    }
    ts_.forEachChild(at, look);
  };
  look(node);
  const top = host as ts.ClassLikeDeclaration | null;
  if (top === null || isAtTop(ts_, top)) return { host: top, why: null };
  return { host: null, why: "uses private members of a class that is declared in a function" };
}

function declaringClass(ts_: typeof ts, name: ts.PrivateIdentifier): ts.ClassLikeDeclaration | null {
  for (let at: ts.Node = name.parent; !ts_.isSourceFile(at); at = at.parent) {
    if (ts_.isClassLike(at) && at.members.some((member) => member.name !== undefined && ts_.isPrivateIdentifier(member.name) && member.name.text === name.text))
      return at;
  }
  return null;
}

/** Whether a class is evaluated once for its module: in no function and no loop. */
export function isAtTop(ts_: typeof ts, node: ts.Node): boolean {
  return enclosingFunction(ts_, node) === undefined && ts_.findAncestor(node.parent, (at) => ts_.isIterationStatement(at, false)) === undefined;
}

/** Whether inserted statements in a function use variables that it did not capture when it was recorded. */
export function usesMore(ts_: typeof ts, sites: FileSites, { node, captured }: ClosureInfo): boolean {
  if (sites.inserted.length === 0) return false;
  return captures(ts_, { ...sites, inserted: [] }, node).some(({ binding }) => !captured.has(binding));
}
