/**
 * Why a loop has no boundaries, by syntax alone.
 *
 * Invariants
 * 1. What is inserted counts for nothing; what a wrapper was put around counts as if it stood alone.
 * 2. A loop whose state cannot be listed by looking at the source is refused: direct `eval` and `with` may mean any name.
 */
import type ts from "typescript";
import { enclosingFunction, isFunctionScope } from "./functions.ts";
import { isWithin } from "./nodes.ts";
import { isTypeOnly, type Scopes } from "./scope.ts";

/** What stands around a loop. */
export interface LoopSurroundings {
  /** Why it is left alone by the user's wish; null where it is not. */
  readonly ignored: string | null;
  readonly scopes: Scopes;
  /** What kind of generator function it stands in; null where in none. */
  readonly generator: "sync" | "async" | null;
  /** Whether it lies in another loop of the same function. */
  readonly nested: boolean;
  readonly atModuleLevel: boolean;
  readonly isInserted: (node: ts.Node) => boolean;
}

/** Why a loop has no boundaries (null: it has), and whether it calls none of the program's code although it has. */
export function boundaries(ts_: typeof ts, node: ts.IterationStatement, around: LoopSurroundings): { reason: string | null; alone: boolean } {
  const reason = refusal(ts_, node, around);
  if (reason !== null) return { reason, alone: false };
  const found = contentsOf(ts_, node, around);
  if (found.call) return { reason: null, alone: false };
  if (ts_.isForOfStatement(node) && node.awaitModifier !== undefined) return { reason: null, alone: false };
  // The iterator of a for-of loop may be the program's own code.
  if (ts_.isForOfStatement(node)) return { reason: found.loop && !around.nested ? null : "calls nothing", alone: false };
  // What calls nothing can only be worth a checkpoint where it is long: not within another loop, and not the sum over a small array.
  const worth = !around.nested && (found.loop || found.plainCall || around.atModuleLevel);
  return worth ? { reason: null, alone: true } : { reason: "calls nothing", alone: false };
}

/** What forbids boundaries whatever the loop does. */
function refusal(ts_: typeof ts, node: ts.IterationStatement, around: LoopSurroundings): string | null {
  if (around.ignored !== null) return around.ignored;
  if (around.generator === "async") return "in an async generator";
  // Between two iterations the consumer of such a loop goes on: what that does is no part of the loop's state.
  if (around.generator === "sync" && yields(ts_, node, around)) return "yields";
  const hidden = hiddenNames(ts_, node, around.scopes);
  if (hidden !== null) return `${hidden} may use any name`;
  if (!readsArguments(ts_, node, around)) return null;
  if (enclosingFunction(ts_, node) === undefined) return "reads `arguments` of the module";
  return around.scopes.assignsArguments ? "assigns `arguments`" : null;
}

/** Whether a loop has a `yield` of its own function in it. */
function yields(ts_: typeof ts, loop: ts.Node, { isInserted }: LoopSurroundings): boolean {
  const look = (node: ts.Node): boolean => {
    if (isInserted(node) || isFunctionScope(ts_, node)) return false;
    return ts_.isYieldExpression(node) || (ts_.forEachChild(node, look) ?? false);
  };
  return look(loop);
}

/** `eval` or `with`, where one may reach the names that the loop uses. */
function hiddenNames(ts_: typeof ts, loop: ts.Node, { dynamic, module }: Scopes): string | null {
  if (dynamic.length === 0) return null;
  const outermost = outermostFunction(ts_, loop) ?? topStatement(loop, module.node);
  const found = dynamic.find((node) => outermostFunction(ts_, node) === undefined || isWithin(node, outermost));
  if (found === undefined) return null;
  return ts_.isWithStatement(found) ? "`with`" : "direct `eval`";
}

function outermostFunction(ts_: typeof ts, node: ts.Node): ts.Node | undefined {
  let found: ts.Node | undefined;
  for (let at = enclosingFunction(ts_, node); at !== undefined; at = enclosingFunction(ts_, at)) found = at;
  return found;
}

function topStatement(node: ts.Node, file: ts.Node): ts.Node {
  let at = node;
  while (at.parent !== undefined && at.parent !== file) at = at.parent;
  return at;
}

/** Whether a loop reads the `arguments` of the function that it stands in. */
export function readsArguments(ts_: typeof ts, root: ts.Node, { scopes, isInserted }: Pick<LoopSurroundings, "scopes" | "isInserted">): boolean {
  const look = (node: ts.Node): boolean => {
    if (isInserted(node) || isTypeOnly(ts_, node)) return false;
    if (ts_.isIdentifier(node) && node.text === "arguments" && scopes.freeArguments.has(node)) return true;
    if (node !== root && isFunctionScope(ts_, node) && !ts_.isArrowFunction(node)) return false;
    return ts_.forEachChild(node, look) ?? false;
  };
  return look(root);
}

/** What a loop has in it. */
function contentsOf(ts_: typeof ts, loop: ts.Node, { scopes, isInserted }: LoopSurroundings): { call: boolean; plainCall: boolean; loop: boolean } {
  const found = { call: false, plainCall: false, loop: false };
  const look = (node: ts.Node): void => {
    if (isInserted(node) || isTypeOnly(ts_, node)) return;
    const isAround = ts_.isCallExpression(node) && isInserted(node.expression);
    if (isAround) return ts_.forEachChild(node, look);
    if (isPlainCall(ts_, node, scopes)) found.plainCall = true;
    else if (ts_.isCallExpression(node) || ts_.isNewExpression(node) || ts_.isAwaitExpression(node) || ts_.isTaggedTemplateExpression(node)) found.call = true;
    if (node !== loop && ts_.isIterationStatement(node, false)) found.loop = true;
    ts_.forEachChild(node, look);
  };
  look(loop);
  return found;
}

/** Functions of the language that run none of the program's code. */
const PLAIN_OBJECTS = new Set(["Math", "Number", "Atomics"]);
const PLAIN_FUNCTIONS = new Set(["isNaN", "isFinite", "parseInt", "parseFloat"]);

/** Whether a call is one of `Math.sqrt(x)`, `isNaN(x)`, ...: nothing can be recorded in it. */
function isPlainCall(ts_: typeof ts, node: ts.Node, scopes: Scopes): boolean {
  if (!ts_.isCallExpression(node)) return false;
  const callee = node.expression;
  const isGlobal = (name: ts.Expression, known: ReadonlySet<string>): boolean => ts_.isIdentifier(name) && known.has(name.text) && !scopes.references.has(name);
  return ts_.isPropertyAccessExpression(callee) ? isGlobal(callee.expression, PLAIN_OBJECTS) : isGlobal(callee, PLAIN_FUNCTIONS);
}
