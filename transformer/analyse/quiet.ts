/** Which loops a recording may leave out once they prove short and nothing is recorded below them (runtime/context/quiet.ts). */
import type ts from "typescript";
import { isFunctionScope } from "./functions.ts";
import { headVariables, namedIterable, type FileSites, type LoopInfo } from "./sites.ts";

/** Characters of the longest loop that has a plain copy: one that is longer is hardly ever as short as that in time. */
const LONGEST = 4000;

/** Whether a recording may leave a loop out, which takes a plain copy of it (instrument/plain-copy.ts). */
export function mayBeLeftOut(ts_: typeof ts, sites: FileSites, { site, node, alone }: LoopInfo): boolean {
  // Entered once in the life of its module.
  if (!site.checkpointable || (site.parent === null && site.fn === "")) return false;
  return node.end - node.pos <= LONGEST && !holdsWhatIsOne(ts_, node) && (alone || !isAlwaysFollowed(ts_, sites, node));
}

/** Whether something in it is one and the same however often it is evaluated, or known to the runtime by its place: it may not stand there twice. */
function holdsWhatIsOne(ts_: typeof ts, node: ts.Node): boolean {
  const look = (at: ts.Node): boolean =>
    ts_.isTaggedTemplateExpression(at) ||
    ts_.isClassLike(at) ||
    ts_.isFunctionDeclaration(at) ||
    (ts_.isFunctionLike(at) && "asteriskToken" in at && at.asteriskToken !== undefined) ||
    (ts_.forEachChild(at, look) ?? false);
  return look(node);
}

/**
 * Whether a loop is followed whatever its activations prove: it was given a name, it logs, it waits within an iteration, or it calls what its items are
 * (listeners, tasks): such a call may be the program's main loop the next time.
 */
function isAlwaysFollowed(ts_: typeof ts, sites: FileSites, node: ts.IterationStatement): boolean {
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
