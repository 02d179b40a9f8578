/**
 * Generator functions as a whole: how they are registered, and what stands around their statements (generators.ts).
 *
 * in                                out
 * function* g() { B }               hl.generators(hl_m, [[g, 0, true]]) at the top of the module; function* g() { prologue; B }
 * class C { *items() { B } }        class C { static { hl.generators(hl_m, [[this.prototype.items, 1, true]]); } *items() { prologue; B } }
 *
 * Others are closures: they are registered where they are tagged (closures.ts).
 */
import type ts from "typescript";
import type { ClosureInfo } from "../analyse/closures.ts";
import { isAtTop } from "../analyse/remaking.ts";
import type { GeneratorFunction, GeneratorInfo } from "../analyse/generators.ts";
import { symbolName } from "../analyse/names.ts";
import { directives, hasModifier } from "../analyse/nodes.ts";
import type { Emitter } from "./emit.ts";
import { pointNames, type GeneratorBody } from "./generators.ts";
import { isFunctionScope } from "../analyse/functions.ts";
import type { LoopHost } from "./loop-parts.ts";
import { instrumentLeft, isFollowed } from "./loops.ts";
import { beginStrand, resumeClauses, withBody } from "./strands.ts";

/** What the module's visitor lends to this construct. */
export interface GeneratorHost extends LoopHost {
  readonly generators: ReadonlyMap<ts.Node, GeneratorInfo>;
  readonly closures: ReadonlyMap<ts.Node, ClosureInfo>;
  /** Whether a loop is a context, whatever was inserted. */
  readonly isFollowed: (loop: ts.IterationStatement) => boolean;
}

/** `hl.generators(...)` for the functions that are declared at the top of the module (`owner` is null), or for the methods of a class. */
export function generatorFunctions({ emit, generators, sites }: GeneratorHost, owner: ts.ClassLikeDeclaration | null): ts.Statement[] {
  const ts_ = emit.ts;
  const truth = (is: boolean): ts.Expression => (is ? emit.factory.createTrue() : emit.factory.createFalse());
  const list = [...generators.values()].flatMap(({ id, node }) => {
    if (owner === null) {
      if (node.parent !== sites.file || node.name === undefined) return [];
      return [emit.array([emit.like(node.name as ts.Identifier), emit.number(id), truth(true)])];
    }
    const method = node.parent === owner && ts_.isMethodDeclaration(node) ? methodOf(emit, node) : null;
    return method === null ? [] : [emit.array([method, emit.number(id), truth(isAtTop(ts_, owner))])];
  });
  return list.length === 0 ? [] : [emit.statement(emit.call("generators", emit.id(emit.module), emit.array(list)))];
}

/** `this.prototype.name` within its class; null where it has no name that can be said again. */
function methodOf(emit: Emitter, node: ts.MethodDeclaration): ts.Expression | null {
  const { ts: ts_, factory } = emit;
  const isStatic = hasModifier(ts_, node, ts_.SyntaxKind.StaticKeyword);
  const object = isStatic ? factory.createThis() : emit.member(factory.createThis(), "prototype");
  if (ts_.isIdentifier(node.name)) return emit.member(object, node.name.text);
  if (ts_.isStringLiteral(node.name)) return factory.createElementAccessExpression(object, emit.text(node.name.text));
  const symbol = symbolName(ts_, node.name);
  return symbol === null ? null : factory.createElementAccessExpression(object, emit.member(emit.id("Symbol"), symbol));
}

/** What the runtime is told of a generator function: `ModuleDetails.generators`. */
export function generatorDetails({ sites, closures, isFollowed }: GeneratorHost, info: GeneratorInfo): unknown[] {
  const { name, why, start, yields, node } = info;
  const points = why === null ? [start, ...yields.values()].map((point) => [pointNames(sites, info, point, isFollowed), point.why ?? 0]) : [];
  const place = closures.get(node)?.id;
  return [name, why ?? 0, node.parameters.length, points, ...(place === undefined ? [] : [place])];
}

/** A visited generator with what makes it resumable around its statements. @param strand - where it is followed. */
export function resumable(emit: Emitter, generator: GeneratorBody, visited: GeneratorFunction, strand: string | null): ts.Node {
  const body = visited.body!;
  const at = directives(emit.ts, body.statements);
  const [first, statements] = [body.statements.slice(0, at), body.statements.slice(at)];
  const whole = withBody(emit, visited, emit.blockFor(body, generator.whole(statements, strand)));
  const followed = strand === null ? whole : beginStrand(emit, whole, strand, generator.begun());
  return withBody(emit, followed, emit.blockFor(body, [...first, ...generator.prologue(), ...(followed.body as ts.Block).statements]));
}

/** A visited statement of a generator that a jump may lead into. */
export function onTheWay(host: LoopHost, node: ts.Node, visited: ts.Node): ts.Node {
  const { emit, generator } = host;
  const ts_ = emit.ts;
  if (ts_.isIfStatement(node) && generator !== null) {
    const { expression, thenStatement, elseStatement } = visited as ts.IfStatement;
    return emit.factory.updateIfStatement(visited as ts.IfStatement, generator.branches(node, expression), thenStatement, elseStatement);
  }
  return ts_.isIterationStatement(node, false) ? instrumentLeft(host, node, visited as ts.IterationStatement) : visited;
}

/** A visited `try` statement: `catch` and `finally` follow the strand, and see nothing of a jump. */
export function tried({ emit, strand, generator }: LoopHost, node: ts.TryStatement, visited: ts.TryStatement): ts.Node {
  const followed = strand === null ? visited : resumeClauses(emit, visited, strand);
  return generator?.holds(node) === true ? generator.clauses(followed) : followed;
}

/** Whether a loop of a generator is instrumented. */
export function hasFollowedLoop(host: LoopHost, generator: ts.Node): boolean {
  const ts_ = host.emit.ts;
  const look = (node: ts.Node): boolean => {
    const loop = host.sites.loops.get(node);
    if (loop !== undefined && isFollowed(host, loop)) return true;
    return !isFunctionScope(ts_, node) && (ts_.forEachChild(node, look) ?? false);
  };
  return ts_.forEachChild(generator, look) ?? false;
}
