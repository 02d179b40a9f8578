/**
 * What statements read and write, as paths of a name and at most one property: `total`, `this.rate`.
 *
 * A statement that prints what its neighbour writes belongs behind that neighbour.
 */
import type ts from "typescript";
import { isAssignment, isCounting, isWrapping } from "../../analyse/nodes.ts";
import { MUTATORS } from "./observer.ts";
import type { References } from "../names/references.ts";

/** The paths that a statement declares, assigns or changes; not those within functions that it makes. */
export function writtenBy(compiler: typeof ts, statement: ts.Statement): ReadonlySet<string> {
  const paths = new Set<string>();
  const target = (node: ts.Node): void => {
    const path = pathOf(compiler, node);
    if (path !== undefined) paths.add(path);
    else if (compiler.isArrayLiteralExpression(node) || compiler.isObjectLiteralExpression(node)) compiler.forEachChild(node, target);
  };
  const visit = (node: ts.Node): void => {
    if (compiler.isFunctionLike(node)) return;
    if (isAssignment(compiler, node)) target(node.left);
    else if (isCounting(compiler, node)) target(node.operand);
    else if (compiler.isVariableDeclaration(node) && compiler.isIdentifier(node.name)) paths.add(node.name.text);
    else if (compiler.isCallExpression(node) && compiler.isPropertyAccessExpression(node.expression) && MUTATORS.has(node.expression.name.text))
      target(node.expression.expression);
    compiler.forEachChild(node, visit);
  };
  visit(statement);
  return paths;
}

/** The paths that statements read from around themselves. */
export function readBy(compiler: typeof ts, references: References): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const free of references.free) {
    for (const node of free.nodes) paths.add(compiler.isPropertyAccessExpression(node.parent) ? `${free.name}.${node.parent.name.text}` : free.name);
  }
  for (const use of references.properties) if (use.onThis) paths.add(isCalled(compiler, use.node.parent) ? "this" : `this.${use.name}`);
  if (references.passesThis) paths.add("this");
  return paths;
}

/** A method may read all of its object. */
function isCalled(compiler: typeof ts, access: ts.Node): boolean {
  return compiler.isCallExpression(access.parent) && access.parent.expression === access;
}

/** Whether one of the written paths is, holds, or is part of one of the read ones. */
export function touches(written: ReadonlySet<string>, read: ReadonlySet<string>): boolean {
  for (const path of written) {
    if (read.has(path)) return true;
    for (const other of read) if (other.startsWith(`${path}.`) || path.startsWith(`${other}.`)) return true;
  }
  return false;
}

function pathOf(compiler: typeof ts, node: ts.Node): string | undefined {
  const properties: string[] = [];
  let at = node;
  for (;;) {
    if (compiler.isPropertyAccessExpression(at)) properties.unshift(at.name.text);
    else if (compiler.isElementAccessExpression(at)) properties.length = 0;
    else if (!isWrapping(compiler, at)) break;
    at = (at as ts.PropertyAccessExpression).expression;
  }
  const root = compiler.isIdentifier(at) ? at.text : at.kind === compiler.SyntaxKind.ThisKeyword ? "this" : undefined;
  return root === undefined ? undefined : [root, ...properties.slice(0, 1)].join(".");
}
