/**
 * Calls that leave something for later: a boundary behind them cannot bring it back.
 *
 * in                         out
 * void p.then(f)             void hl.later(p.then(f))
 * queueMicrotask(f)          hl.later(queueMicrotask(f), true)
 * process.nextTick(f)        hl.later(process.nextTick(f), true)
 *
 * Of a chain the last call stands for all. What is awaited at once is left alone: nothing goes on before it has run. Timers are counted where they matter.
 */
import type ts from "typescript";
import type { FileSites } from "../analyse/sites.ts";
import { outermost } from "../analyse/nodes.ts";
import type { Emitter } from "./emit.ts";

const REACTIONS = new Set(["then", "catch", "finally"]);

/** Wraps such a call; null for others. @param children - visits what is in the node */
export function laterCall(emit: Emitter, sites: FileSites, node: ts.Node, children: () => ts.Expression): ts.Expression | null {
  const { ts: ts_, factory } = emit;
  if (!ts_.isCallExpression(node) || node.arguments.length === 0 || isGoneOnWith(ts_, node)) return null;
  const callee = node.expression;
  const isJob = ts_.isIdentifier(callee)
    ? callee.text === "queueMicrotask" && !sites.scopes.references.has(callee)
    : ts_.isPropertyAccessExpression(callee) && callee.name.text === "nextTick";
  const isReaction = ts_.isPropertyAccessExpression(callee) && REACTIONS.has(callee.name.text);
  if (!isJob && !isReaction) return null;
  return emit.around(node, emit.call("later", children(), ...(isJob ? [factory.createTrue()] : [])));
}

/** Whether a chain of calls goes on with what the call gives, or it is awaited. */
function isGoneOnWith(ts_: typeof ts, node: ts.Node): boolean {
  const child = outermost(ts_, node);
  const { parent } = child;
  if (ts_.isAwaitExpression(parent)) return true;
  return (ts_.isPropertyAccessExpression(parent) || ts_.isElementAccessExpression(parent) || ts_.isCallExpression(parent)) && parent.expression === child;
}
