/**
 * The plain copy of a loop: what runs while its activations are left out of a recording (docs/decisions/025).
 *
 * in                                    out
 * for (const x of xs) BODY              if (!hl.leavesOut(hl_m, 3)) { ...the instrumented loop... }
 *                                       else { let n = 0; try { for (const x of xs) { n++; BODY } } finally { hl.leftOut(hl_m, 3, n); } }
 * the same, where BODY calls nothing    if (!hl.isLeftAlone(hl_m, 3)) { ...the instrumented loop... } else for (const x of xs) BODY
 *
 * Loops within BODY are no loops to the runtime there. The instrumented one comes first: that is where debuggers put their breakpoints.
 */
import type ts from "typescript";
import { mayBeLeftOut } from "../analyse/quiet.ts";
import type { LoopInfo } from "../analyse/sites.ts";
import type { Emitter } from "./emit.ts";
import type { LoopHost } from "./loop-parts.ts";

/** Whether a loop gets one: recordings only. */
export function hasPlainCopy({ emit, sites, restores, generator }: LoopHost, loop: LoopInfo): boolean {
  return !restores && generator === null && mayBeLeftOut(emit.ts, sites, loop);
}

/** The instrumented loop and its plain copy. @param relabelled - puts the labels of the loop before it. */
export function withPlainCopy(
  host: LoopHost,
  { site, node, alone }: LoopInfo,
  instrumented: ts.Block,
  relabelled: (loop: ts.Statement) => ts.Statement,
): ts.Statement {
  const { emit } = host;
  const { factory } = emit;
  const copy = host.plain(node);
  const chosen = (name: string, plain: ts.Statement): ts.Statement =>
    factory.createIfStatement(factory.createLogicalNot(emit.call(name, emit.id(emit.module), emit.number(site.id))), instrumented, plain);
  if (alone) return chosen("isLeftAlone", emit.block([relabelled(copy)]));
  const count = emit.fresh("hl_n");
  const counted = withStatement(emit, copy, emit.blockFor(copy.statement, [emit.statement(factory.createPostfixIncrement(emit.id(count))), copy.statement]));
  const over = emit.call("leftOut", emit.id(emit.module), emit.number(site.id), emit.id(count));
  return chosen(
    "leavesOut",
    emit.block([emit.constant(count, emit.number(0), emit.ts.NodeFlags.Let), emit.tryFinally([relabelled(counted)], [emit.statement(over)])]),
  );
}

function withStatement({ ts: ts_, factory }: Emitter, loop: ts.IterationStatement, statement: ts.Statement): ts.Statement {
  if (ts_.isForStatement(loop)) return factory.updateForStatement(loop, loop.initializer, loop.condition, loop.incrementor, statement);
  if (ts_.isForOfStatement(loop)) return factory.updateForOfStatement(loop, loop.awaitModifier, loop.initializer, loop.expression, statement);
  if (ts_.isForInStatement(loop)) return factory.updateForInStatement(loop, loop.initializer, loop.expression, statement);
  if (ts_.isWhileStatement(loop)) return factory.updateWhileStatement(loop, loop.expression, statement);
  return factory.updateDoStatement(loop as ts.DoStatement, statement, (loop as ts.DoStatement).expression);
}
