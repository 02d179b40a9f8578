/**
 * Proxies and bound functions: afterwards nothing tells how they were made, so it is noted when they are.
 *
 * in                        out
 * new Proxy(t, h)           hl.proxy(Proxy, t, h)
 * Proxy.revocable(t, h)     hl.revocable(Proxy, t, h)
 * f.bind(x, 1)              hl.bindable(f, "f").bind(x, 1)
 * f?.bind(x, 1)             hl.bindable(f, "f?")?.bind(x, 1)
 * g["a" + k].bind(x)       hl.bindable(g["a" + k], "g[(\"a\" + k)]").bind(x)
 */
import type ts from "typescript";
import { innermost } from "../analyse/nodes.ts";
import type { FileSites } from "../analyse/sites.ts";
import type { Emitter } from "./emit.ts";
import { callee, NAMELESS } from "./spelling.ts";

/** The instrumented expression; null for what makes none of them. @param visit - the module's visitor, for children. */
export function notingOrigin(emit: Emitter, sites: FileSites, node: ts.Node, visit: <T extends ts.Node>(node: T) => T): ts.Expression | null {
  const { ts: ts_ } = emit;
  if (ts_.isNewExpression(node) && isProxy(emit, sites, node.expression) && hasBoth(emit, node.arguments))
    return emit.around(node, emit.call("proxy", visit(node.expression), ...node.arguments!.map(visit)));
  if (!ts_.isCallExpression(node) || node.questionDotToken !== undefined || !ts_.isPropertyAccessExpression(node.expression)) return null;
  const { expression, name, questionDotToken } = node.expression;
  if (name.text === "revocable" && questionDotToken === undefined && isProxy(emit, sites, expression) && hasBoth(emit, node.arguments))
    return emit.around(node, emit.call("revocable", visit(expression), ...node.arguments.map(visit)));
  return name.text === "bind" ? bound(emit, node, visit) : null;
}

function isProxy({ ts: ts_ }: Emitter, sites: FileSites, node: ts.Expression): boolean {
  return (
    ts_.isIdentifier(node) && node.text === "Proxy" && !sites.scopes.references.has(node) && !sites.scopes.dynamic.some((other) => ts_.isWithStatement(other))
  );
}

function hasBoth({ ts: ts_ }: Emitter, given: readonly ts.Expression[] | undefined): boolean {
  return given?.length === 2 && !given.some((argument) => ts_.isSpreadElement(argument));
}

function bound(emit: Emitter, node: ts.CallExpression, visit: <T extends ts.Node>(node: T) => T): ts.Expression | null {
  const { ts: ts_, factory } = emit;
  const access = node.expression as ts.PropertyAccessExpression;
  const { expression, name, questionDotToken } = access;
  if (expression.kind === ts_.SyntaxKind.SuperKeyword || (ts_.isOptionalChain(node) && questionDotToken === undefined)) return null;
  const text = callee(ts_, expression) ?? (isChoice(ts_, expression) ? CHOSEN : null);
  if (text === null && !isFunction(ts_, expression)) return null;
  const spelled = text === null ? [] : [emit.text(questionDotToken === undefined ? text : `${text}?`)];
  const target = emit.standingFor(expression, emit.call("bindable", visit(expression), ...spelled));
  // What the language throws for a missing target has the place of the member.
  emit.standingFor(name, (target.expression as ts.PropertyAccessExpression).name);
  const given = node.arguments.map(visit);
  const args = factory.createNodeArray(given);
  return ts_.isCallChain(node)
    ? factory.updateCallChain(
        node,
        factory.updatePropertyAccessChain(access as ts.PropertyAccessChain, target, questionDotToken, name),
        undefined,
        undefined,
        args,
      )
    : factory.updateCallExpression(node, factory.updatePropertyAccessExpression(access, target, name), undefined, args);
}

/** `(a ? f : g)`, as the engine spells it in its errors. */
const CHOSEN = NAMELESS.repeat(3);

function isChoice(ts_: typeof ts, node: ts.Expression): boolean {
  return ts_.isConditionalExpression(innermost(ts_, node));
}

function isFunction(ts_: typeof ts, node: ts.Expression): boolean {
  const inner = innermost(ts_, node);
  return ts_.isFunctionExpression(inner) || ts_.isArrowFunction(inner);
}
