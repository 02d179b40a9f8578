/** Whether functions of one place can be made anew by a restore: from their source, which is written a second time. */
import type ts from "typescript";
import { whyNotClass } from "./classes.ts";
import { computedName } from "./given-names.ts";
import { bodyOf, changes, whyNotShared, type Captured, type EnvironmentUse } from "./environments.ts";
import { enclosingFunction } from "./functions.ts";
import { isWithin } from "./nodes.ts";
import { isWritten } from "./references.ts";
import type { Binding } from "./scope.ts";
import type { FileSites } from "./sites.ts";
import { captures } from "./state.ts";

/** Something that makes functions: an expression, a declaration, a method of an object literal. */
export type Closure =
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.ClassExpression
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.MethodDeclaration
  | ts.AccessorDeclaration;

/** Sources longer than this (UTF-16 units) are not written a second time. */
const LONGEST = 20_000;

/** How deep functions that share variables may be nested: each is written again for each one around it. */
const DEEPEST = 4;

/** A place where functions are made, and what came of looking at it. */
export interface Judged extends EnvironmentUse {
  readonly node: Closure;
  /** All that they capture. */
  readonly all: readonly Captured[];
  /** Why they cannot be made anew; null where they can. */
  readonly why: string | null;
}

/** What is known of a file when a place in it is judged. */
export interface Judging {
  /** The places before it. */
  readonly before: readonly Judged[];
  /** Where variables are written. */
  readonly written: ReadonlyMap<Binding, readonly ts.Identifier[]>;
}

/** Judges one place. */
export function judge(ts_: typeof ts, sites: FileSites, node: Closure, { before, written }: Judging): Judged {
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
    (computedName(ts_, sites.scopes, node) === null ? null : "has a name that is computed at run time") ??
    (changing.length > 0 && isTooDeep(node, before) ? "is nested too deep in functions that share variables" : null);
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

function isTooDeep(node: Closure, before: readonly Judged[]): boolean {
  return before.filter((outer) => outer.makeable && outer.changing.length > 0 && isWithin(node, outer.node)).length >= DEEPEST;
}

/** Whether functions of a place have the name that declares them. */
export function isDeclaration(ts_: typeof ts, node: Closure): node is ts.FunctionDeclaration | ts.ClassDeclaration {
  return ts_.isFunctionDeclaration(node) || ts_.isClassDeclaration(node);
}

function isWithinBody(ts_: typeof ts, node: Closure, { scope }: Binding): boolean {
  const body = bodyOf(ts_, scope.node);
  return body !== null && isWithin(node, body);
}

function ownNameAssigned(ts_: typeof ts, sites: FileSites, node: Closure): string | null {
  if (!isDeclaration(ts_, node)) return null;
  const binding = [...sites.scopes.references.values()].find((candidate) => candidate.declaration === node.name);
  return binding?.assigned === true ? "has a name that is assigned" : null;
}

/** Every reference that writes, by what it writes. */
export function writesByBinding(ts_: typeof ts, sites: FileSites): Map<Binding, ts.Identifier[]> {
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
