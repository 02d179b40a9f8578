/** Which loops a recording may leave out once they prove short and nothing is recorded below them (runtime/context/quiet.ts). */
import type ts from "typescript";
import { isFunctionScope } from "./functions.ts";
import { headVariables, namedIterable, type FileSites } from "./sites.ts";

/**
 * Whether a loop is followed whatever its activations prove: it was given a name, it logs, it waits within an iteration, or it calls what its items are
 * (listeners, tasks): such a call may be the program's main loop the next time.
 */
export function isAlwaysFollowed(ts_: typeof ts, sites: FileSites, node: ts.IterationStatement): boolean {
  if (ts_.isForOfStatement(node) && namedIterable(ts_, node.expression, sites.scopes.opened.get(node)!) !== null) return true;
  const items = new Set(headVariables(ts_, node).map((name) => name.text));
  const callsItem = (callee: ts.Expression): boolean => ts_.isElementAccessExpression(callee) || (ts_.isIdentifier(callee) && items.has(callee.text));
  const look = (at: ts.Node, own: boolean): boolean => {
    if (sites.logs.has(at) || (own && waits(ts_, at))) return true;
    if (ts_.isCallExpression(at) && callsItem(at.expression)) return true;
    const inside = own && !isFunctionScope(ts_, at);
    return ts_.forEachChild(at, (child) => look(child, inside)) ?? false;
  };
  return look(node, true);
}

function waits(ts_: typeof ts, node: ts.Node): boolean {
  if (ts_.isForOfStatement(node)) return node.awaitModifier !== undefined;
  if (ts_.isVariableDeclarationList(node)) return (node.flags & ts_.NodeFlags.Using) !== 0 && (node.flags & ts_.NodeFlags.Const) !== 0;
  return ts_.isAwaitExpression(node) || ts_.isYieldExpression(node);
}
