/**
 * Iterators that a block keeps in a variable. A loop that is called from there may change what they go over, and their places are in no state of
 * it: so the runtime knows them for as long as the block may go on with them.
 *
 * in                            out
 * { const it = map.keys();      { const h = hl.hold(); try { const it = hl.kept(map.keys(), "keys", [map], h);
 *   A; it.next(); B; }            A; it.next(); hl.release(h); B; } finally { hl.release(h); } }
 *
 * Not in generators and async functions: blocks of theirs do not end in the order in which they began. Nor where the block gives an iterator away, or a
 * function captures it: of such a one it is only known that it was made.
 */
import type ts from "typescript";
import { isFunctionScope } from "../analyse/functions.ts";
import { directives, outermost } from "../analyse/nodes.ts";
import type { FileSites } from "../analyse/sites.ts";
import type { Emitter } from "./emit.ts";
import { makesIterator } from "./iterators.ts";
import { hasAwaitAtTop } from "./strands.ts";

/** What the module's visitor lends to this construct. */
export interface HoldingHost {
  readonly emit: Emitter;
  readonly sites: FileSites;
  /** Name of the variable of its block, by the call that makes an iterator. */
  readonly holds: Map<ts.Node, string>;
  /** Statements to put behind a statement of the source when its list is visited. */
  readonly behind: Map<ts.Node, ts.Statement>;
}

/** The visited statements of a block, with what it holds around them. @param visit - visits them */
export function holding(host: HoldingHost, block: ts.Block, visit: () => ts.NodeArray<ts.Statement>): ts.NodeArray<ts.Statement> {
  const { emit } = host;
  const declared = block.statements.flatMap((statement) => madeIn(emit.ts, statement, host.sites.scopes));
  const made = declared.filter((declaration) => staysInside(host, block, declaration));
  if (made.length === 0 || !endsInOrder(emit.ts, host.sites, block)) return visit();
  const name = emit.fresh("hl_h");
  for (const { initializer } of made) host.holds.set(initializer!, name);
  const release = (): ts.Statement => emit.statement(emit.call("release", emit.id(name)));
  const last = lastUse(host, block, made);
  // A block may be visited more than once (copies, factories), each time with a variable of its own; what a replay cuts off goes first.
  const isOurs = last !== null && !host.behind.has(last);
  if (isOurs) host.behind.set(last, release());
  const visited = visit();
  if (isOurs) host.behind.delete(last);
  const at = directives(emit.ts, block.statements);
  const statements = [...visited.slice(0, at), emit.constant(name, emit.call("hold")), emit.tryFinally(visited.slice(at), [release()])];
  return emit.ts.setTextRange(emit.factory.createNodeArray(statements), block.statements);
}

/** Declarations of a statement whose variables hold an iterator. */
function madeIn(ts_: typeof ts, statement: ts.Statement, scopes: FileSites["scopes"]): readonly ts.VariableDeclaration[] {
  if (!ts_.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.filter(
    ({ name, initializer }) => ts_.isIdentifier(name) && initializer !== undefined && makesIterator(ts_, initializer, scopes),
  );
}

/** A variable and a function of one name can be declared beside each other in a function, but not in a block. */
function endsInOrder(ts_: typeof ts, sites: FileSites, block: ts.Block): boolean {
  const around = ts_.findAncestor(block, (node) => isFunctionScope(ts_, node)) as ts.FunctionLikeDeclaration | undefined;
  if (around === undefined) return !hasAwaitAtTop(ts_, sites.file);
  const isAsync = ts_.canHaveModifiers(around) && ts_.getModifiers(around)?.some(({ kind }) => kind === ts_.SyntaxKind.AsyncKeyword) === true;
  if (isAsync || around.asteriskToken !== undefined) return false;
  return !block.statements.some(
    (statement) => ts_.isFunctionDeclaration(statement) && statement.name && sites.scopes.opened.get(around)?.bindings.get(statement.name.text)?.assigned,
  );
}

/** Whether an iterator is only asked for items by its block: what is given away, or captured by a function, may be kept for longer. */
function staysInside({ emit: { ts: ts_ }, sites }: HoldingHost, block: ts.Block, { name }: ts.VariableDeclaration): boolean {
  for (const [reference, { declaration }] of sites.scopes.references) {
    if (declaration !== name || reference === name) continue;
    // A `var` may be used behind its block.
    const around = ts_.findAncestor(reference, (node) => node === block || isFunctionScope(ts_, node));
    if (around !== block || !isAsked(ts_, reference)) return false;
  }
  return true;
}

/** `it.next()`, `for (const item of it)`, `[...it]`, `yield* it`. */
function isAsked(ts_: typeof ts, reference: ts.Node): boolean {
  const child = outermost(ts_, reference);
  const { parent } = child;
  if (ts_.isPropertyAccessExpression(parent)) return parent.name.text === "next" && ts_.isCallExpression(parent.parent) && parent.parent.expression === parent;
  return (ts_.isForOfStatement(parent) && parent.expression === child) || ts_.isSpreadElement(parent) || ts_.isYieldExpression(parent);
}

/** The last statement of a block that mentions one of its iterators. */
function lastUse({ emit, sites }: HoldingHost, block: ts.Block, made: readonly ts.VariableDeclaration[]): ts.Statement | null {
  const names = new Set<ts.Node>(made.map((declaration) => declaration.name));
  let last = 0;
  for (const [reference, { declaration }] of sites.scopes.references) {
    if (!names.has(declaration)) continue;
    let at: ts.Node = reference;
    while (at.parent !== block) at = at.parent;
    last = Math.max(last, block.statements.indexOf(at as ts.Statement));
  }
  const statement = block.statements[last]!;
  return emit.ts.isReturnStatement(statement) ? null : statement;
}
