/** What the objects and members are called that a node is, changes or belongs to, where values are followed (value-flow.ts). */
import type ts from "typescript";
import { isWrapping } from "../../../transformer/analyse/nodes.ts";
import { variableName } from "./variable-names.ts";

/** Objects whose members are names of their own. */
const GLOBALS = new Set(["globalThis", "global", "window", "self"]);

/** What `this` may be in a function that is no member of a class. */
export const ANY_THIS = "this of any";

/** What an assignment to it changes: variables, and members by name. */
export function targetsOf(ts_: typeof ts, node: ts.Node): string[] {
  if (ts_.isPropertyAccessExpression(node)) {
    const { expression, name } = node;
    return [...rootsOf(ts_, expression).map(inside), `.${name.text}`, ...(ts_.isIdentifier(expression) && GLOBALS.has(expression.text) ? [name.text] : [])];
  }
  if (ts_.isElementAccessExpression(node)) return rootsOf(ts_, node.expression);
  if (ts_.isIdentifier(node)) return [variableName(ts_, node)];
  const found: string[] = [];
  ts_.forEachChild(node, (child) => void found.push(...targetsOf(ts_, child)));
  return found;
}

/** The variable and members through which an object is reached. */
export function rootsOf(ts_: typeof ts, node: ts.Node): string[] {
  if (ts_.isIdentifier(node)) return [variableName(ts_, node)];
  if (ts_.isPropertyAccessExpression(node)) return [...rootsOf(ts_, node.expression), `.${node.name.text}`];
  const isAround = ts_.isElementAccessExpression(node) || ts_.isSpreadElement(node) || isWrapping(ts_, node);
  return isAround ? rootsOf(ts_, node.expression) : [];
}

/** A member of any object, by a name that stands in the source. */
export function memberNames(ts_: typeof ts, name: ts.PropertyName): string[] {
  return ts_.isIdentifier(name) || ts_.isStringLiteral(name) || ts_.isPrivateIdentifier(name) ? [`.${name.text}`] : [];
}

/** What `this` is at a node: instances of a class, an object that a variable holds, or any. */
export function namesOfThis(ts_: typeof ts, node: ts.Node): string[] {
  const around = ts_.findAncestor(node, (at) => ts_.isClassElement(at) || ts_.isSourceFile(at) || (ts_.isFunctionLike(at) && !ts_.isArrowFunction(at)));
  if (around === undefined || ts_.isSourceFile(around)) return [];
  if (ts_.isClassLike(around.parent)) return [thisOf(around.parent)];
  const literal = ts_.isObjectLiteralExpression(around.parent) ? around.parent : ts_.isPropertyAssignment(around.parent) ? around.parent.parent : null;
  const holder = literal?.parent;
  return [holder !== undefined && ts_.isVariableDeclaration(holder) && ts_.isIdentifier(holder.name) ? variableName(ts_, holder.name) : ANY_THIS];
}

/** Instances of a class, as its own code calls them. */
function thisOf(node: ts.ClassLikeDeclaration): string {
  return `this of ${node.name?.text ?? `class ${String(node.pos)}`}`;
}

/** What is assigned to members of what a name stands for: not asked for where another member is. */
export function inside(name: string): string {
  return `in ${name}`;
}
