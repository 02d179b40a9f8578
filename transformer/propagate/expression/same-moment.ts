/**
 * Whether a name that an older statement reads is evaluated when, and as often as, the one that the newest log call stands around.
 *
 * A call or a larger expression tells by itself what it is. A name stands everywhere: in a branch that is seldom taken, in a callback that runs later, or behind an
 * assignment in the same statement, where it has another value.
 */
import type ts from "typescript";
import { isAssignment, isCounting } from "../../analyse/nodes.ts";
import { isReference } from "../names/references.ts";
import type { Scopes } from "../names/scope.ts";

/** An expression within a statement of one version. */
export interface InStatement {
  readonly node: ts.Expression;
  readonly statement: ts.Node;
  readonly scopes: Scopes;
}

/** Whether two expressions are evaluated at the same moment of their statements, of names that are declared alike: outside of them, or within. */
export function isSameMoment(compiler: typeof ts, newest: InStatement, older: InStatement): boolean {
  return [conditionsOf, declaredWithin, assignedBefore].every((of) => of(compiler, newest).join() === of(compiler, older).join());
}

/** For each name of an expression whether the statement declares it. */
export function declaredWithin(compiler: typeof ts, { node, statement, scopes }: InStatement): boolean[] {
  return namesIn(compiler, node).map((name) => {
    const binding = scopes.resolve(name.text, name.parent);
    return binding !== undefined && statement.pos <= binding.node.pos && binding.node.end <= statement.end;
  });
}

/** What decides within the statement whether, and how often, an expression is evaluated; innermost first. */
function conditionsOf(compiler: typeof ts, { node, statement }: InStatement): string[] {
  const found: string[] = [];
  for (let at: ts.Node = node; at !== statement && at.parent; at = at.parent) {
    const { parent } = at;
    if (compiler.isFunctionLike(parent) || compiler.isPropertyDeclaration(parent)) found.push("function");
    else if (compiler.isConditionalExpression(parent) && parent.condition !== at) found.push(parent.whenTrue === at ? "then" : "else");
    else if (compiler.isIfStatement(parent) && parent.expression !== at) found.push(parent.thenStatement === at ? "then" : "else");
    else if (compiler.isBinaryExpression(parent) && parent.right === at && isShortCircuit(compiler, parent)) found.push("right");
    else if (compiler.isIterationStatement(parent, false) && !isOnce(compiler, parent, at)) found.push("loop");
    else if (compiler.isCaseOrDefaultClause(parent) || compiler.isCatchClause(parent)) found.push("clause");
    else if (compiler.isCallChain(parent) && parent.expression !== at) found.push("chain");
    else if (compiler.isBindingElement(parent) && parent.initializer === at) found.push("default");
  }
  return found;
}

/** What a loop evaluates once: the initialiser, and what for-of and for-in go over. */
function isOnce(compiler: typeof ts, loop: ts.IterationStatement, part: ts.Node): boolean {
  if (compiler.isForStatement(loop)) return loop.initializer === part;
  return (compiler.isForOfStatement(loop) || compiler.isForInStatement(loop)) && loop.expression === part;
}

function isShortCircuit(compiler: typeof ts, { operatorToken }: ts.BinaryExpression): boolean {
  const kinds = compiler.SyntaxKind;
  const lazy: ts.SyntaxKind[] = [kinds.AmpersandAmpersandToken, kinds.BarBarToken, kinds.QuestionQuestionToken];
  const assigning: ts.SyntaxKind[] = [kinds.AmpersandAmpersandEqualsToken, kinds.BarBarEqualsToken, kinds.QuestionQuestionEqualsToken];
  return [...lazy, ...assigning].includes(operatorToken.kind);
}

/** The names that the statement assigns before an expression is evaluated, of those in it. */
function assignedBefore(compiler: typeof ts, { node, statement }: InStatement): boolean[] {
  const assigned = new Set<string>();
  const visit = (at: ts.Node): void => {
    if (at.pos >= node.pos) return;
    const target = isAssignment(compiler, at) ? at.left : isCounting(compiler, at) ? at.operand : undefined;
    if (target && at.end <= node.pos) for (const name of namesIn(compiler, target)) assigned.add(name.text);
    compiler.forEachChild(at, visit);
  };
  visit(statement);
  return namesIn(compiler, node).map((name) => assigned.has(name.text));
}

function namesIn(compiler: typeof ts, node: ts.Node): ts.Identifier[] {
  if (compiler.isIdentifier(node)) return isReference(compiler, node) ? [node] : [];
  const found: ts.Identifier[] = [];
  compiler.forEachChild(node, (child) => void found.push(...namesIn(compiler, child)));
  return found;
}
