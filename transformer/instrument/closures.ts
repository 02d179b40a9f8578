/**
 * Functions that may end up in state carry accessors to what they capture, so that the walk goes through them.
 *
 * in                                   out
 * const next = () => seed++            const next = hl.tag({ next: () => seed++ }.next, "seed", (v) => v === undefined ? [seed] : ([seed] = v))
 * const f = (x) => x + 1               const f = hl.own({ f: (x) => x + 1 }.f)      // captures nothing that changes
 * function g() { seed++ }  (nested)    hl.tag(g, ...) at the start of its block
 * { next() { return seed++ } }         hl.methods({ ... }, ["next"], "seed", ...)
 *
 * The engine names a function by where it stands, in stacks, profiles and coverage: so a wrapped one stands in a property of that name
 * (which costs 5 ns a creation; setting `name` afterwards costs 600).
 *
 * Callbacks handed straight to array methods, promises and timers are left as they are: they are not state.
 */
import type ts from "typescript";
import { captures, type Slot } from "../analyse/state.ts";
import type { FileSites } from "../analyse/sites.ts";
import type { Emitter } from "./emit.ts";

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
]);

type Tagged = ts.FunctionExpression | ts.ArrowFunction | ts.ClassExpression;

/** Whether this function or class expression is to be tagged. */
export function isTaggable(ts_: typeof ts, node: ts.Node): node is Tagged {
  if (!ts_.isFunctionExpression(node) && !ts_.isArrowFunction(node) && !ts_.isClassExpression(node)) return false;
  let child: ts.Node = node;
  while (ts_.isParenthesizedExpression(child.parent)) child = child.parent;
  const parent = child.parent;
  if (ts_.isDecorator(parent)) return false;
  if (!ts_.isCallExpression(parent) && !ts_.isNewExpression(parent)) return true;
  if (parent.expression === child) return false;
  const callee = parent.expression;
  const name = ts_.isPropertyAccessExpression(callee) ? callee.name.text : ts_.isIdentifier(callee) ? callee.text : "";
  return !PASSING.has(name) && name !== "Promise";
}

/** Wraps an already visited function or class expression. @param original - the same node of the source. */
export function tagExpression(emit: Emitter, sites: FileSites, original: Tagged, visited: ts.Expression): ts.Expression {
  const name = nameGiven(emit.ts, original);
  const found = captures(emit.ts, sites, original);
  const named = name === null ? visited : inProperty(emit, name, visited);
  const untouched = found.slots.length === 0 && !found.usesThis;
  return emit.standingFor(original, untouched ? emit.call("own", named) : emit.call("tag", named, ...accessors(emit, found)));
}

/** `{ name: fn }.name` */
function inProperty(emit: Emitter, name: string, fn: ts.Expression): ts.Expression {
  const { factory } = emit;
  // A plain property of this name would be the object's prototype.
  const key = name === "__proto__" ? factory.createComputedPropertyName(emit.text(name)) : factory.createStringLiteral(name);
  const object = emit.standingFor(fn, factory.createObjectLiteralExpression([factory.createPropertyAssignment(key, fn)]));
  return emit.standingFor(fn, factory.createElementAccessExpression(object, emit.text(name)));
}

/** `hl.tag(g, ...)` for a function or class declared in a function or block; null at module level. */
export function tagDeclaration(emit: Emitter, sites: FileSites, node: ts.FunctionDeclaration | ts.ClassDeclaration): ts.Statement | null {
  if (node.name === undefined || emit.ts.isSourceFile(node.parent) || (emit.ts.isFunctionDeclaration(node) && node.body === undefined)) return null;
  const found = captures(emit.ts, sites, node);
  const name = emit.like(node.name);
  return emit.statement(found.slots.length === 0 ? emit.call("own", name) : emit.call("tag", name, ...accessors(emit, found)));
}

/** Wraps an object literal that has methods or accessors. */
export function tagMethods(emit: Emitter, sites: FileSites, original: ts.ObjectLiteralExpression, visited: ts.Expression): ts.Expression {
  const ts_ = emit.ts;
  const methods = original.properties.filter(
    (property) => (ts_.isMethodDeclaration(property) || ts_.isAccessor(property)) && (ts_.isIdentifier(property.name) || ts_.isStringLiteral(property.name)),
  );
  if (methods.length === 0) return visited;
  const found = captures(ts_, sites, original);
  const names = emit.array(methods.map((method) => emit.text((method.name as ts.Identifier | ts.StringLiteral).text)));
  return emit.standingFor(original, emit.call("methods", visited, names, ...(found.slots.length === 0 ? [] : accessors(emit, found))));
}

function accessors(emit: Emitter, { slots, usesThis }: { slots: readonly Slot[]; usesThis: boolean }): ts.Expression[] {
  const names = [...slots.map((slot) => slot.name), ...(usesThis ? ["this"] : [])].join(",");
  const read = emit.array([...slots.map((slot) => emit.like(slot.reference!)), ...(usesThis ? [emit.factory.createThis()] : [])]);
  if (!slots.some((slot) => slot.assignable)) return [emit.text(names), emit.arrow([], read)];
  const value = emit.fresh("hl_v");
  const write = emit.factory.createParenthesizedExpression(emit.assignSlots(slots, emit.id(value)));
  const unset = emit.factory.createStrictEquality(emit.id(value), emit.undefined());
  return [emit.text(names), emit.arrow([value], emit.factory.createConditionalExpression(unset, undefined, read, undefined, write))];
}

/** The name that an anonymous function would get from where it stands. */
function nameGiven(ts_: typeof ts, node: Tagged): string | null {
  if (node.name !== undefined) return null;
  let child: ts.Node = node;
  while (ts_.isParenthesizedExpression(child.parent)) child = child.parent;
  const parent = child.parent;
  const named = (name: ts.Node): string | null =>
    ts_.isIdentifier(name) || ts_.isStringLiteral(name) || ts_.isPrivateIdentifier(name) || ts_.isNumericLiteral(name) ? name.text : null;
  if (
    (ts_.isVariableDeclaration(parent) ||
      ts_.isBindingElement(parent) ||
      ts_.isParameter(parent) ||
      ts_.isPropertyAssignment(parent) ||
      ts_.isPropertyDeclaration(parent)) &&
    parent.initializer === child
  )
    return named(parent.name);
  if (
    ts_.isBinaryExpression(parent) &&
    parent.right === child &&
    parent.operatorToken.kind >= ts_.SyntaxKind.FirstAssignment &&
    parent.operatorToken.kind <= ts_.SyntaxKind.LastAssignment
  ) {
    return ts_.isIdentifier(parent.left) ? parent.left.text : null;
  }
  return ts_.isExportAssignment(parent) ? "default" : null;
}
