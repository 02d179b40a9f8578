/**
 * The plain copy of a loop: what runs while its activations are left out of a recording (docs/decisions/025).
 *
 * in                                    out
 * for (const x of xs) BODY              { const q = hl.leavesOut(hl_m, 3); if (q === null) { ...the instrumented loop... }
 *                                         else { let n = 0; try { for (const x of xs) { n++; BODY } } finally { hl.leftOut(q, n); } } }
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
  const asked = (name: string): ts.Expression => emit.call(name, emit.id(emit.module), emit.number(site.id));
  const chosen = (isFollowed: ts.Expression, plain: readonly ts.Statement[]): ts.Statement =>
    factory.createIfStatement(isFollowed, instrumented, emit.block(plain));
  if (alone) return chosen(factory.createLogicalNot(asked("isLeftAlone")), [relabelled(copy)]);
  const left = emit.fresh("hl_q");
  const count = emit.fresh("hl_n");
  const counted = withStatement(emit, copy, emit.blockFor(copy.statement, [emit.statement(factory.createPostfixIncrement(emit.id(count))), copy.statement]));
  const over = emit.statement(emit.call("leftOut", emit.id(left), emit.id(count)));
  return emit.block([
    emit.constant(left, asked("leavesOut")),
    chosen(factory.createStrictEquality(emit.id(left), factory.createNull()), [
      emit.constant(count, emit.number(0), emit.ts.NodeFlags.Let),
      emit.tryFinally([relabelled(counted)], [over]),
    ]),
  ]);
}

function withStatement({ ts: ts_, factory }: Emitter, loop: ts.IterationStatement, statement: ts.Statement): ts.Statement {
  if (ts_.isForStatement(loop)) return factory.updateForStatement(loop, loop.initializer, loop.condition, loop.incrementor, statement);
  if (ts_.isForOfStatement(loop)) return factory.updateForOfStatement(loop, loop.awaitModifier, loop.initializer, loop.expression, statement);
  if (ts_.isForInStatement(loop)) return factory.updateForInStatement(loop, loop.initializer, loop.expression, statement);
  if (ts_.isWhileStatement(loop)) return factory.updateWhileStatement(loop, loop.expression, statement);
  return factory.updateDoStatement(loop as ts.DoStatement, statement, (loop as ts.DoStatement).expression);
}
