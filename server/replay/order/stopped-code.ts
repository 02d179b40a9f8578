/**
 * Code that runs until something stops it, called by timers or in async functions for whose end nobody waits: how often depends on how quick everything was. By names alone, as call-graph.ts knows who calls whom.
 *
 * Invariants
 * 1. It errs towards "may be stopped": a handle that goes anywhere but to a name, a call that stops what has no name.
 */
import type ts from "typescript";
import { isWrapping, outermost } from "../../../transformer/analyse/nodes.ts";
import type { CallGraph } from "../calls/call-graph.ts";
import type { RacingCode } from "./racing-code.ts";
import { isInside, reachOf, type Roots } from "../calls/reached-places.ts";
import { calledName } from "../values/value-calls.ts";

/** Timers that call something once. */
const ONCE = new Set(["setTimeout", "setImmediate"]);
const CLEARS = new Set(["clearTimeout", "clearInterval", "clearImmediate"]);
/** Methods of a timer behind which it may not come any more. */
const LETS_GO = new Set(["unref", "close"]);

/** The last name of what a handle is kept in; `any` where that is nothing with a name, null where it is not kept. */
type Handle = { readonly name: string } | "any" | null;

/** A call that sets a timer. */
export interface Timer {
  readonly call: ts.CallExpression;
  readonly callback: ts.Expression;
  readonly handle: Handle;
}

/** The timer that a call sets; null where it sets none. */
export function timerOf(ts_: typeof ts, call: ts.CallExpression): Timer | null {
  const name = calledName(ts_, call.expression);
  const [callback] = call.arguments;
  if (name === null || callback === undefined || !(ONCE.has(name) || name === "setInterval")) return null;
  return { call, callback, handle: handleOf(ts_, call) };
}

/** @returns whether a part of the program may be in such code */
export function stoppedCode(ts_: typeof ts, graph: CallGraph, { isLeftAlone }: Pick<RacingCode, "isLeftAlone">): (node: ts.Node) => boolean {
  const timers: Timer[] = [];
  const stops = new Set<string>();
  let stopsAny = false;
  let exits = false;
  let letsGo = false;
  const visit = (node: ts.Node): void => {
    if (ts_.isCallExpression(node)) called(node);
    else if (ts_.isPropertyAssignment(node) && node.name.getText() === "ref") letsGo = true;
    ts_.forEachChild(node, visit);
  };
  const called = (node: ts.CallExpression): void => {
    const name = calledName(ts_, node.expression);
    const [first] = node.arguments;
    if (name === null) return;
    const timer = timerOf(ts_, node);
    if (timer !== null) timers.push(timer);
    else if (CLEARS.has(name)) stop(first);
    else if (LETS_GO.has(name) && ts_.isPropertyAccessExpression(node.expression)) {
      letsGo ||= name === "unref";
      stop(node.expression.expression);
    } else exits ||= name === "exit" && !isFailure(ts_, first);
  };
  const stop = (handle: ts.Expression | undefined): void => {
    const name = handle === undefined ? null : lastName(ts_, handle);
    if (name === null) stopsAny = true;
    else stops.add(name);
  };
  for (const file of graph.files.values()) visit(file);
  const isStopped = ({ handle }: Timer): boolean => handle !== null && (stopsAny || (handle === "any" ? stops.size > 0 : stops.has(handle.name)));
  const isAgain = (timer: Timer): boolean =>
    !ONCE.has(calledName(ts_, timer.call.expression)!) || isInside(ts_, reachOf(graph, rootsOf(ts_, [timer])), timer.call);
  const reached = reachOf(
    graph,
    rootsOf(
      ts_,
      timers.filter((timer) => isStopped(timer) || (exits && (isAgain(timer) || isOnItsOwn(ts_, timer)))),
    ),
  );
  return (node) => isInside(ts_, reached, node) || ((exits || letsGo) && isLeftAlone(node));
}

/** Whether an exit has a status that says that something failed: a run that did not end with it did not come to it. */
export function isFailure(ts_: typeof ts, status: ts.Expression | undefined): boolean {
  return status !== undefined && ts_.isNumericLiteral(status) && status.text !== "0";
}

/** Whether nobody waits for what a timer calls, as far as its text shows: no promise is settled by it. */
function isOnItsOwn(ts_: typeof ts, { call, handle }: Timer): boolean {
  const around = ts_.findAncestor(call, (at) => ts_.isFunctionLike(at));
  return handle === null && !(around !== undefined && ts_.isNewExpression(outermost(ts_, around).parent));
}

function rootsOf(ts_: typeof ts, timers: readonly Timer[]): Roots {
  const roots: Roots = { names: new Set(), nodes: new Set() };
  for (const { callback } of timers) {
    const name = lastName(ts_, callback);
    if (name === null) roots.nodes.add(callback);
    else roots.names.add(name);
  }
  return roots;
}

function handleOf(ts_: typeof ts, call: ts.CallExpression): Handle {
  const outer = outermost(ts_, call);
  const { parent } = outer;
  if (ts_.isExpressionStatement(parent)) return null;
  const kept = (name: ts.Node): Handle => {
    const last = lastName(ts_, name);
    return last === null ? "any" : { name: last };
  };
  if (ts_.isVariableDeclaration(parent) || ts_.isPropertyAssignment(parent) || ts_.isPropertyDeclaration(parent)) return kept(parent.name);
  if (ts_.isBinaryExpression(parent) && parent.right === outer) return kept(parent.left);
  // The promise of `new Promise((done) => setTimeout(done, 5))` is given what that returns, and does nothing with it.
  const isExecutor = ts_.isArrowFunction(parent) && ts_.isNewExpression(outermost(ts_, parent).parent);
  return isExecutor ? null : "any";
}

/** `a` for `a` and `b.a`. */
function lastName(ts_: typeof ts, node: ts.Node): string | null {
  if (ts_.isIdentifier(node) || ts_.isPrivateIdentifier(node)) return node.text;
  if (ts_.isPropertyAccessExpression(node)) return node.name.text;
  return isWrapping(ts_, node) ? lastName(ts_, node.expression) : null;
}
