/** What decides whether a part of a program is evaluated, as far as its text shows. */
import type ts from "typescript";

/**
 * What decides whether `child`, a part of `parent`, is evaluated. Behind what throws in a `try`, nothing is; where there are loops in it, they end by
 * that, and it is not looked at.
 */
export function conditionOf(ts_: typeof ts, parent: ts.Node, child: ts.Node): ts.Node | null {
  if (ts_.isIfStatement(parent) || ts_.isWhileStatement(parent) || ts_.isDoStatement(parent) || ts_.isSwitchStatement(parent))
    return child === parent.expression ? null : parent.expression;
  if (ts_.isTryStatement(parent))
    return parent.catchClause === undefined || child === parent.finallyBlock || holdsLoop(ts_, parent.tryBlock) ? null : parent.tryBlock;
  if (ts_.isCaseClause(parent)) return parent.expression;
  if (ts_.isForOfStatement(parent) || ts_.isForInStatement(parent)) return child === parent.statement ? parent.expression : null;
  if (ts_.isForStatement(parent)) return child === parent.statement || child === parent.incrementor ? (parent.condition ?? null) : null;
  if (ts_.isConditionalExpression(parent)) return child === parent.condition ? null : parent.condition;
  if (!ts_.isBinaryExpression(parent) || child !== parent.right) return null;
  const { AmpersandAmpersandToken, BarBarToken, QuestionQuestionToken } = ts_.SyntaxKind;
  return [AmpersandAmpersandToken, BarBarToken, QuestionQuestionToken].includes(parent.operatorToken.kind) ? parent.left : null;
}

function holdsLoop(ts_: typeof ts, node: ts.Node): boolean {
  return !ts_.isFunctionLike(node) && (ts_.isIterationStatement(node, false) || ts_.forEachChild(node, (child) => holdsLoop(ts_, child) || undefined) === true);
}

/** Statements of a function or file by which something behind them is left out. */
export function exitsIn(ts_: typeof ts, node: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (at: ts.Node): void => {
    if (at !== node && ts_.isFunctionLike(at)) return;
    if (ts_.isBreakOrContinueStatement(at) || ts_.isReturnStatement(at) || ts_.isThrowStatement(at)) found.push(at);
    ts_.forEachChild(at, visit);
  };
  visit(node);
  return found;
}

/** What is given to calls in a function or file so that it ends them: they throw then. */
export function signalsIn(ts_: typeof ts, node: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (at: ts.Node): void => {
    if (at !== node && ts_.isFunctionLike(at)) return;
    if (ts_.isPropertyAssignment(at) && at.name.getText() === "signal") found.push(at.initializer);
    else if (ts_.isShorthandPropertyAssignment(at) && at.name.text === "signal") found.push(at.name);
    ts_.forEachChild(at, visit);
  };
  visit(node);
  return found;
}
