/**
 * Functions that may end up in state carry accessors to what they capture, so that the walk goes through them.
 *
 * in                                   out
 * const next = () => seed++            const next = hl.tag({ "next": () => seed++ }.next, hl_m, 3, (v) => v === undefined ? [seed] : ([seed] = v))
 * const f = (x) => x + 1               const f = hl.tag({ "f": (x) => x + 1 }.f, hl_m, 4)      // captures nothing
 *   (seed is shared with others)       hl.share(..., e, 3), see environments.ts
 * function g() { seed++ }  (nested)    hl.tag(g, hl_m, 5, ...) at the start of its block
 * o.m = () => seed++                   (hl.tag)(o.m = () => seed++, hl_m, 4, ...)
 * class A { ... }        (nested)    hl.type(hl.tag(A, hl_m, 6, ...)) behind it: its members are known too
 * { next() { return seed++ } }         hl.methods({ ... }, hl_m, [["next", "value", 6, ...]])
 *
 * A wrapped function keeps its name (given-names.ts); of an assignment to a member the whole is wrapped, for the engine names the function by it in stacks.
 * In a replay build, what captures nothing that is ever
 * reassigned has a factory, which a restore calls to make such a function anew:
 *
 * (const n = ..., f = () => n * 2)     hl.factories(hl_m, { 7: function () { let n; return hl.tag({ "f": () => n * 2 }.f, hl_m, 7, ...); } })
 *
 * Callbacks handed straight to array methods, promises and timers are left as they are: they are not state.
 */
import type ts from "typescript";
import { hasModifier, innermost, isAssignment } from "../analyse/nodes.ts";
import { usesMore, type ClosureInfo } from "../analyse/closures.ts";
import { isWritten } from "../analyse/references.ts";
import type { FileSites } from "../analyse/sites.ts";
import type { Slot } from "../analyse/state.ts";
import type { Emitter } from "./emit.ts";
import { memberKey, type GivenNames } from "./given-names.ts";

/** What writes functions of a module. */
export interface ClosureHost {
  readonly emit: Emitter;
  readonly names: GivenNames;
}

/** Wraps an already visited function or class expression. */
export function tagExpression({ emit, names }: ClosureHost, closure: ClosureInfo, visited: ts.Expression): ts.Expression {
  return emit.around(closure.node as ts.Expression, tagged(emit, closure, names.keep(closure.node, visited)));
}

/** The function or class that an assignment to a member hands over, `f` of `o.m = f`; null for other nodes. */
export function assignedFunction(ts_: typeof ts, node: ts.Node): ts.Node | null {
  if (!isAssignment(ts_, node) || node.operatorToken.kind !== ts_.SyntaxKind.EqualsToken || isWritten(ts_, node)) return null;
  const target = innermost(ts_, node.left);
  return ts_.isPropertyAccessExpression(target) || ts_.isElementAccessExpression(target) ? innermost(ts_, node.right) : null;
}

/** `hl.tag(fn, hl_m, 3, ...)` @param made - it stands in a factory. */
export function tagged(emit: Emitter, closure: ClosureInfo, fn: ts.Expression, made = false): ts.CallExpression {
  const by = closure.environment === null ? emit.id(emit.module) : emit.id(emit.environment(closure.environment.id));
  const all = emit.call(closure.environment === null ? "tag" : "share", fn, by, emit.number(closure.id), ...accessors(emit, closure, made));
  return emit.ts.isClassLike(closure.node) ? emit.call("type", all) : all;
}

/** `(hl.tag)(o.m = f, ...)`: without the parentheses the engine would call it `hl.tag.o.m` in stacks. */
export function taggedAssignment(emit: Emitter, closure: ClosureInfo, assignment: ts.Expression): ts.Expression {
  const call = tagged(emit, closure, assignment);
  return emit.factory.updateCallExpression(call, emit.factory.createParenthesizedExpression(call.expression), call.typeArguments, call.arguments);
}

/** `hl.tag(g, ...)` for a function or class declared in a function or block. */
export function tagDeclaration(emit: Emitter, closure: ClosureInfo): ts.Statement {
  return emit.statement(tagged(emit, closure, emit.like((closure.node as ts.FunctionDeclaration).name!)));
}

/** Wraps an object literal that has methods or accessors. @param closures - those of its members. */
export function tagMethods(emit: Emitter, closures: readonly ClosureInfo[], visited: ts.Expression): ts.Expression {
  if (closures.length === 0) return visited;
  const places = closures.map((closure) => emit.array([...methodPlace(emit, closure), emit.number(closure.id), ...carriedBy(emit, closure)]));
  return emit.standingFor(visited, emit.call("methods", visited, emit.id(emit.module), emit.array(places)));
}

function carriedBy(emit: Emitter, closure: ClosureInfo): ts.Expression[] {
  const own = accessors(emit, closure, false);
  return closure.environment === null ? own : [own[0] ?? emit.undefined(), emit.id(emit.environment(closure.environment.id))];
}

function methodPlace(emit: Emitter, { node }: ClosureInfo): ts.Expression[] {
  const part = emit.ts.isGetAccessor(node) ? "get" : emit.ts.isSetAccessor(node) ? "set" : "value";
  return [memberKey(emit, node.name as ts.PropertyName), emit.text(part)];
}

/** Whether a function can be made anew in this build. */
export function isMakeable(emit: Emitter, sites: FileSites, closure: ClosureInfo): boolean {
  return closure.why === null && !usesMore(emit.ts, sites, closure);
}

/** `7: function () { ... }` @param visit - visits the node of the source once more. */
export function functionFactory(host: ClosureHost, closure: ClosureInfo, visit: (node: ts.Node) => ts.Node): ts.ObjectLiteralElementLike {
  return host.emit.factory.createPropertyAssignment(host.emit.number(closure.id) as ts.NumericLiteral, factoryOf(host, closure, visit));
}

function factoryOf(host: ClosureHost, closure: ClosureInfo, visit: (node: ts.Node) => ts.Node): ts.Expression {
  const { emit } = host;
  const { factory, ts: ts_ } = emit;
  const variables = closure.slots.map((slot) => factory.createVariableDeclaration(slot.reference!.text));
  const declared = factory.createVariableStatement(undefined, factory.createVariableDeclarationList(variables, ts_.NodeFlags.Let));
  const base = ts_.isClassLike(closure.node) ? emit.fresh("hl_b") : null;
  const node = base === null ? visit(closure.node) : classAgain(emit, visit(closure.node) as ts.ClassLikeDeclaration, base);
  const made = factory.createReturnStatement(tagged(emit, closure, again(host, closure, node), true));
  return factory.createFunctionExpression(
    undefined,
    undefined,
    undefined,
    undefined,
    base === null ? [] : [factory.createParameterDeclaration(undefined, undefined, base)],
    undefined,
    emit.block(variables.length > 0 ? [declared, made] : [made]),
  );
}

/** A class as an expression that extends what it is given and evaluates none of its static fields: they are state. */
function classAgain(emit: Emitter, visited: ts.ClassLikeDeclaration, base: string): ts.Expression {
  const { factory, ts: ts_ } = emit;
  const members = visited.members.flatMap((member): ts.ClassElement[] => {
    if (!ts_.isPropertyDeclaration(member) || !hasModifier(ts_, member, ts_.SyntaxKind.StaticKeyword)) return [member];
    if (!ts_.isPrivateIdentifier(member.name)) return [];
    return [factory.updatePropertyDeclaration(member, member.modifiers, member.name, undefined, member.type, undefined)];
  });
  const clauses = visited.heritageClauses?.map((clause) =>
    clause.token === ts_.SyntaxKind.ExtendsKeyword
      ? factory.updateHeritageClause(clause, [factory.createExpressionWithTypeArguments(emit.id(base), undefined)])
      : clause,
  );
  return factory.createClassExpression(undefined, visited.name, visited.typeParameters, clauses, members);
}

/** The function as an expression, from its node visited once more. */
function again({ emit, names }: ClosureHost, closure: ClosureInfo, visited: ts.Node): ts.Expression {
  const { factory, ts: ts_ } = emit;
  if (ts_.isFunctionDeclaration(visited)) {
    const modifiers = visited.modifiers?.filter((modifier) => modifier.kind === ts_.SyntaxKind.AsyncKeyword) as ts.Modifier[] | undefined;
    const { asteriskToken, name, typeParameters, parameters, type, body } = visited;
    return factory.createFunctionExpression(modifiers, asteriskToken, name, typeParameters, parameters, type, body!);
  }
  if (ts_.isMethodDeclaration(visited) || ts_.isAccessor(visited))
    return emit.call("method", factory.createObjectLiteralExpression([visited]), ...methodPlace(emit, closure));
  return names.keep(closure.node, visited as ts.Expression);
}

/** `(v) => v === undefined ? [a] : ([a] = v)`; [] where there is nothing to read. @param made - the variables are those of a factory. */
export function accessors(emit: Emitter, { slots, usesThis }: Pick<ClosureInfo, "slots" | "usesThis">, made: boolean): ts.Expression[] {
  if (slots.length === 0 && !usesThis) return [];
  const read = emit.array([...slots.map((slot) => readSlot(emit, slot, made)), ...(usesThis ? [emit.factory.createThis()] : [])]);
  const written = made ? slots.map((slot): Slot => ({ ...slot, assignable: true, guarded: false })) : slots;
  if (!written.some((slot) => slot.assignable)) return [emit.arrow([], read)];
  const value = emit.fresh("hl_v");
  const targets = written.map((slot) => (slot.assignable ? target(emit, slot) : emit.factory.createOmittedExpression()));
  const write = emit.factory.createParenthesizedExpression(emit.assign(emit.array(targets), emit.id(value)));
  const unset = emit.factory.createStrictEquality(emit.id(value), emit.undefined());
  return [emit.arrow([value], emit.factory.createConditionalExpression(unset, undefined, read, undefined, write))];
}

function readSlot(emit: Emitter, slot: Slot, made: boolean): ts.Expression {
  if (slot.reference === null) return emit.id(slot.name);
  const read = emit.like(slot.reference);
  return slot.guarded && !made ? emit.call("guarded", emit.arrow([], read)) : read;
}

/** What is assigned to; a variable that may not be initialised is left alone where nothing was saved for it. */
function target(emit: Emitter, slot: Slot): ts.Expression {
  if (!slot.guarded) return emit.like(slot.reference!);
  const value = emit.fresh("hl_v");
  const set = emit.arrow([value], emit.block([emit.statement(emit.assign(emit.like(slot.reference!), emit.id(value)))]));
  return emit.member(emit.call("setter", set), "value");
}
