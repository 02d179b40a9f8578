/**
 * `forEach` of what may be a Map or Set: where it stands is in no variable, and a loop that is called meanwhile may change what it goes over.
 *
 * in                              out
 * map.forEach(f);                 { const h = hl.during(map); try { map.forEach(f); } finally { hl.release(h); } }
 * this.maps.get(k)!.forEach(f);   { const h = hl.during(this, "maps", [k]); ... }
 * make().forEach(f);              { const h = hl.duringAny(); ... }
 *
 * Left alone: what is an array by its syntax, functions that call nothing and have no loop.
 */
import type ts from "typescript";
import { isFunctionScope } from "../analyse/functions.ts";
import { innermost } from "../analyse/nodes.ts";
import type { Emitter } from "./emit.ts";
import { stepsOf, wayTo } from "./iterators.ts";

/** Methods that give arrays, of whatever else they are methods. */
const GIVE_ARRAYS = new Set(["map", "filter", "slice", "splice", "concat", "sort", "toSorted", "reverse", "flat", "flatMap", "split", "from", "of"]);
/** Those of `Object`. */
const OF_OBJECT = new Set(["keys", "values", "entries", "getOwnPropertyNames"]);

/** The instrumented statement; null for all others. @param children - visits what is in the node */
export function passingStatement(emit: Emitter, node: ts.Node, children: () => ts.Statement): ts.Statement | null {
  const { ts: ts_ } = emit;
  if (!ts_.isExpressionStatement(node)) return null;
  const receiver = receiverOf(ts_, node.expression);
  if (receiver === null || isArray(ts_, receiver)) return null;
  const way = wayTo(ts_, receiver);
  const name = emit.fresh("hl_h");
  const began = way === null ? emit.call("duringAny") : emit.call("during", ...stepsOf(emit, way));
  const passed = emit.tryFinally([children()], [emit.statement(emit.call("release", emit.id(name)))]);
  return emit.standingFor(node, emit.block([emit.constant(name, began), passed]));
}

/** What a call of `forEach` goes over; null for all others. */
function receiverOf(ts_: typeof ts, expression: ts.Expression): ts.Expression | null {
  const call = innermost(ts_, expression);
  if (!ts_.isCallExpression(call) || !ts_.isPropertyAccessExpression(call.expression) || call.expression.name.text !== "forEach") return null;
  const [fn] = call.arguments;
  return fn === undefined || suspends(ts_, call) || isIdle(ts_, fn) ? null : call.expression.expression;
}

function isArray(ts_: typeof ts, receiver: ts.Expression): boolean {
  const of = innermost(ts_, receiver);
  if (ts_.isArrayLiteralExpression(of)) return true;
  if (!ts_.isCallExpression(of) || !ts_.isPropertyAccessExpression(of.expression)) return false;
  const { expression, name } = of.expression;
  return GIVE_ARRAYS.has(name.text) || (ts_.isIdentifier(expression) && expression.text === "Object" && OF_OBJECT.has(name.text));
}

/** Whether a call waits for something, or hands something out, while it is evaluated. */
function suspends(ts_: typeof ts, node: ts.Node): boolean {
  if (isFunctionScope(ts_, node)) return false;
  return ts_.isAwaitExpression(node) || ts_.isYieldExpression(node) || (ts_.forEachChild(node, (child) => suspends(ts_, child)) ?? false);
}

/** Whether a function that is written here calls nothing and has no loop. */
function isIdle(ts_: typeof ts, fn: ts.Expression): boolean {
  const written = innermost(ts_, fn);
  if (!ts_.isArrowFunction(written) && !ts_.isFunctionExpression(written)) return false;
  const works = (node: ts.Node): boolean =>
    ts_.isCallExpression(node) ||
    ts_.isNewExpression(node) ||
    ts_.isTaggedTemplateExpression(node) ||
    ts_.isIterationStatement(node, false) ||
    (ts_.forEachChild(node, works) ?? false);
  return !works(written.body);
}
