/**
 * Async functions and generators: the context follows the strand across each await and yield.
 *
 * in                          out
 * async function f() { B }    async function f() { const a = hl.begin(); try { B } finally { hl.end(a); } }
 * await E                     hl.resume(a, await hl.suspend(a, E))
 * await E, at a module's top  hl.resume(a, await hl.suspendTop(a, E))      // behind const a = hl.beginTop(hl_m); before hl.end(a);
 * catch (e) { B }             catch (e) { hl.resume(a); B }        // an await may have thrown
 * function* g() { B }         function* g() { const a = hl.generate(); try { B } finally { hl.end(a); } }   // where a loop in it is instrumented
 * yield E                     hl.resume(a, yield hl.away(a, E))
 * return E                    return hl.suspend(a, E)              // in an async generator, which awaits E
 */
import type ts from "typescript";
import { isFunctionScope } from "../analyse/functions.ts";
import type { Emitter } from "./emit.ts";

export type AsyncFunction = ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction | ts.MethodDeclaration;

/** Gives an already visited async function or generator its strand. @param begun - `hl.begin()` of an async one, `hl.generate()` of a generator. */
export function beginStrand(emit: Emitter, node: AsyncFunction, strand: string, begun: ts.Expression): AsyncFunction {
  const { ts: ts_, factory } = emit;
  const own = node.body!;
  const statements: readonly ts.Statement[] = ts_.isBlock(own) ? own.statements : [emit.standingFor(own, factory.createReturnStatement(own))];
  const body = emit.blockFor(own, [emit.constant(strand, begun), emit.tryFinally(statements, [emit.statement(emit.call("end", emit.id(strand)))])]);
  return withBody(emit, node, body);
}

/** The function with another body. */
export function withBody<T extends AsyncFunction>(emit: Emitter, node: T, body: ts.Block): T;
export function withBody(emit: Emitter, node: AsyncFunction, body: ts.Block): AsyncFunction {
  const { ts: ts_, factory } = emit;
  if (ts_.isArrowFunction(node))
    return factory.updateArrowFunction(node, node.modifiers, node.typeParameters, node.parameters, node.type, node.equalsGreaterThanToken, body);
  if (ts_.isFunctionExpression(node))
    return factory.updateFunctionExpression(node, node.modifiers, node.asteriskToken, node.name, node.typeParameters, node.parameters, node.type, body);
  if (ts_.isMethodDeclaration(node))
    return factory.updateMethodDeclaration(
      node,
      node.modifiers,
      node.asteriskToken,
      node.name,
      node.questionToken,
      node.typeParameters,
      node.parameters,
      node.type,
      body,
    );
  return factory.updateFunctionDeclaration(node, node.modifiers, node.asteriskToken, node.name, node.typeParameters, node.parameters, node.type, body);
}

/** Puts the strand right again at the start of catch and finally. */
export function resumeClauses(emit: Emitter, node: ts.TryStatement, strand: string): ts.TryStatement {
  const { factory } = emit;
  const resumed = (block: ts.Block): ts.Block => factory.updateBlock(block, [emit.statement(emit.call("resume", emit.id(strand))), ...block.statements]);
  const clause = node.catchClause && factory.updateCatchClause(node.catchClause, node.catchClause.variableDeclaration, resumed(node.catchClause.block));
  return factory.updateTryStatement(node, node.tryBlock, clause, node.finallyBlock && resumed(node.finallyBlock));
}

/** Whether a file awaits outside of every function. */
export function hasAwaitAtTop(ts_: typeof ts, file: ts.SourceFile): boolean {
  const look = (node: ts.Node): boolean => {
    if (isFunctionScope(ts_, node)) return false;
    if (ts_.isAwaitExpression(node) || (ts_.isForOfStatement(node) && node.awaitModifier !== undefined)) return true;
    return ts_.forEachChild(node, look) ?? false;
  };
  return look(file);
}
