/**
 * Functions that may end up in state: where they are made, and what they capture.
 *
 * Invariants
 * 1. Numbers and lists come from the original text by syntax alone: inserted statements have no number and change no list.
 */
import type ts from "typescript";
import { outermost } from "./nodes.ts";
import { environmentsOf, findEnvironments, type Captured, type Environment } from "./environments.ts";
import { enclosingFunction } from "./functions.ts";
import { isInserted } from "./inserted.ts";
import { isNamedByOddField } from "./given-names.ts";
import { isFixedName } from "./names.ts";
import { readsArguments } from "./refusals.ts";
import { isDeclaration, judge, writesByBinding, type Closure, type Judged } from "./remaking.ts";
import { isTypeOnly, type Binding, type Scope } from "./scope.ts";
import type { FileSites } from "./sites.ts";
import { captures, capturesUnknown, usesThis, type Slot } from "./state.ts";

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
  "Promise",
]);

/** What is known of the functions of a file. */
export interface Closures {
  /** Every place where functions are made that may be kept, in source order. */
  readonly places: ReadonlyMap<ts.Node, ClosureInfo>;
  readonly environments: ReadonlyMap<Scope, Environment>;
}

/** Finds the functions of a file that may be kept, and the environments that they share. */
export function findClosures(ts_: typeof ts, sites: FileSites): Closures {
  const found: Judged[] = [];
  const written = writesByBinding(ts_, sites);
  const keeping = {
    scopes: sites.scopes,
    passing: passingCallees(ts_, sites),
    named: new Set([...sites.scopes.references.values()].map(({ declaration }) => declaration)),
  };
  const look = (node: ts.Node): void => {
    if (isTypeOnly(ts_, node) || isInserted(node, sites.inserted) || sites.sentAway.has(node)) return;
    if (isKept(ts_, node, keeping) && !capturesUnknown(sites, node)) found.push(judge(ts_, sites, node, { before: found, written }));
    ts_.forEachChild(node, look);
  };
  look(sites.file);
  const environments = findEnvironments(ts_, found);
  return { places: new Map(found.map((judged, id) => [judged.node, finish(ts_, sites, judged, { id, environments })])), environments };
}

/** Those of {@link PASSING} that no class or object of this file has as a method of its own, which may keep what it is given. A method that another file has so is not known. */
function passingCallees(ts_: typeof ts, sites: FileSites): ReadonlySet<string> {
  const passing = new Set(PASSING);
  const look = (node: ts.Node): void => {
    if (isTypeOnly(ts_, node) || isInserted(node, sites.inserted)) return;
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
  /** Every declaration that something refers to. */
  readonly named: ReadonlySet<ts.Node>;
}

/** Whether functions made by this node may be kept. Declarations at the top of a module are known by their names. */
function isKept(ts_: typeof ts, node: ts.Node, { scopes, passing, named }: Keeping): node is Closure {
  if (ts_.isFunctionDeclaration(node)) return node.name !== undefined && node.body !== undefined && !ts_.isSourceFile(node.parent);
  if (ts_.isClassDeclaration(node)) return node.name !== undefined && !ts_.isSourceFile(node.parent);
  if (ts_.isMethodDeclaration(node) || ts_.isAccessor(node))
    return ts_.isObjectLiteralExpression(node.parent) && (ts_.isIdentifier(node.name) || ts_.isStringLiteral(node.name) || isFixedName(ts_, scopes, node.name));
  if (!ts_.isFunctionExpression(node) && !ts_.isArrowFunction(node) && !ts_.isClassExpression(node)) return false;
  if (isNamedByOddField(ts_, scopes, node)) return false;
  // By its own name a function gets at itself, whatever it was given to or called by at first.
  if (ts_.isClassExpression(node) || (node.name !== undefined && named.has(node.name))) return !ts_.isDecorator(node.parent);
  const child = outermost(ts_, node);
  const { parent } = child;
  if (ts_.isDecorator(parent)) return false;
  if (!ts_.isCallExpression(parent) && !ts_.isNewExpression(parent)) return true;
  if (parent.expression === child) return ts_.isNewExpression(parent);
  return !passing.has(methodOrGlobal(ts_, parent.expression, scopes));
}

/** The name of a method, or of a function of the language's own: what the file declares or imports (`map` of a library of streams) may keep what it is given. */
function methodOrGlobal(ts_: typeof ts, callee: ts.Expression, scopes: FileSites["scopes"]): string {
  if (ts_.isPropertyAccessExpression(callee)) return callee.name.text;
  return ts_.isIdentifier(callee) && !scopes.references.has(callee) ? callee.text : "";
}

interface Finishing {
  readonly id: number;
  readonly environments: ReadonlyMap<Scope, Environment>;
}

function finish(ts_: typeof ts, sites: FileSites, { node, all, why, changing, host }: Judged, { id, environments }: Finishing): ClosureInfo {
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

const ARGUMENTS: Slot = { name: "arguments", reference: null, assignable: false, guarded: false, head: false };

/** Whether an arrow function uses the `arguments` of the function around it; such a one is never made anew. */
function borrowsArguments(ts_: typeof ts, sites: FileSites, node: Closure): boolean {
  if (!ts_.isArrowFunction(node) || enclosingFunction(ts_, node) === undefined) return false;
  return readsArguments(ts_, node, { scopes: sites.scopes, isInserted: (inner) => isInserted(inner, sites.inserted) });
}

/** A function that cannot be made anew carries only what may change or hold an object. */
function isMutable(binding: Binding): boolean {
  return !binding.constantPrimitive && binding.kind !== "enum";
}

/** Whether inserted statements in a function use variables that it did not capture when it was recorded. */
export function usesMore(ts_: typeof ts, sites: FileSites, { node, captured }: ClosureInfo): boolean {
  if (sites.inserted.length === 0) return false;
  return captures(ts_, { ...sites, inserted: [] }, node).some(({ binding }) => !captured.has(binding));
}
