/**
 * The plain copy of a loop: what runs while its activations are left out of a recording (docs/decisions/025).
 *
 * in                                    out
 * for (const x of xs) BODY              { const q = hl_s2 === void 0 || !hl_s2.isQuiet ? null : hl_s2.quiet.under !== null ? void 0 : hl.leavesOut(hl_s2);
 *                                         if (q === null) { ...the instrumented loop... }
 *                                         else { let n = 0; try { for (const x of xs) { n++; BODY } } finally { if (q !== void 0) hl.leftOut(q, n); } } }
 * the same, where BODY calls nothing    if (hl_s2 !== void 0 && hl_s2.due === 0 && hl_s2.quiet.under === null) { ...the instrumented loop... }
 *                                       else for (const x of xs) BODY
 *
 * The tests stand here in full, and ask a variable of the module: the engine spends what it may inline on the program's own functions then.
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
  const known = (): ts.Expression => emit.id(emit.site(site.id));
  const under = (): ts.Expression => emit.member(emit.member(known(), "quiet"), "under");
  const chosen = (isFollowed: ts.Expression, plain: readonly ts.Statement[]): ts.Statement =>
    factory.createIfStatement(isFollowed, instrumented, emit.block(plain));
  if (alone) {
    const isDue = factory.createStrictEquality(emit.member(known(), "due"), emit.number(0));
    const isKnown = factory.createStrictInequality(known(), emit.undefined());
    const isOutside = factory.createStrictEquality(under(), factory.createNull());
    return chosen(factory.createLogicalAnd(factory.createLogicalAnd(isKnown, isDue), isOutside), [relabelled(copy)]);
  }
  const isFollowed = factory.createLogicalOr(
    factory.createStrictEquality(known(), emit.undefined()),
    factory.createLogicalNot(emit.member(known(), "isQuiet")),
  );
  const isBelow = factory.createStrictInequality(under(), factory.createNull());
  const choose = (condition: ts.Expression, then: ts.Expression, otherwise: ts.Expression): ts.Expression =>
    factory.createConditionalExpression(condition, undefined, then, undefined, otherwise);
  const asked = choose(isFollowed, factory.createNull(), choose(isBelow, emit.undefined(), emit.call("leavesOut", known())));
  const left = emit.fresh("hl_q");
  const count = emit.fresh("hl_n");
  const counted = withStatement(emit, copy, emit.blockFor(copy.statement, [emit.statement(factory.createPostfixIncrement(emit.id(count))), copy.statement]));
  const isTold = factory.createStrictInequality(emit.id(left), emit.undefined());
  const over = emit.when(isTold, emit.statement(emit.call("leftOut", emit.id(left), emit.id(count))));
  return emit.block([
    emit.constant(left, asked),
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
