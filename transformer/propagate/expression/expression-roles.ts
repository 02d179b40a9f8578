/** The expressions of a statement, and what part each plays: what is called in it, what it is assigned to. */
import type ts from "typescript";
import { isAssignment } from "../../analyse/nodes.ts";
import { hasValue } from "./wrappable.ts";

/** The expressions of a statement that stand in no statement list of it; `deep`: those too, but of no other function. */
export function expressionsIn(compiler: typeof ts, root: ts.Statement, { deep }: { readonly deep: boolean }): ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (node !== root && !deep && (compiler.isBlock(node) || compiler.isModuleBlock(node))) return;
    if (node !== root && compiler.isStatement(node) && !compiler.isBlock(node) && !deep && !compiler.isIfStatement(node)) return;
    if (deep && node !== root && compiler.isFunctionLike(node) && !compiler.isArrowFunction(node)) return;
    if (!deep && (compiler.isCaseClause(node) || compiler.isDefaultClause(node))) {
      if (compiler.isCaseClause(node)) visit(node.expression);
      return;
    }
    if (hasValue(compiler, node)) found.push(node);
    compiler.forEachChild(node, visit);
  };
  visit(root);
  return found.filter((node) => node.getStart() < node.end);
}

/** What is called, where an expression is a call or an awaited one. */
export function calleeOf(compiler: typeof ts, node: ts.Node): ts.Expression | undefined {
  const inner = compiler.isAwaitExpression(node) ? node.expression : node;
  return compiler.isCallExpression(inner) ? inner.expression : undefined;
}

/** What an expression is assigned to as a whole: a declared name, the left side, the key. */
export function targetOf(compiler: typeof ts, node: ts.Node): ts.Node | undefined {
  const { parent } = node;
  if (
    (compiler.isVariableDeclaration(parent) || compiler.isPropertyAssignment(parent) || compiler.isPropertyDeclaration(parent)) &&
    parent.initializer === node
  )
    return parent.name;
  return isAssignment(compiler, parent) && parent.right === node ? parent.left : undefined;
}

/** Of several nodes with the same tokens the first. */
export function distinct(nodes: readonly ts.Expression[]): ts.Expression[] {
  return nodes.filter((node, index) => !nodes.slice(0, index).some((other) => other.getStart() === node.getStart() && other.end === node.end));
}
