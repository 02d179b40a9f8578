/**
 * What several async activities of a program may share and change, by names alone (as value-flow.ts knows them): its value depends on the order in which they went on.
 *
 * Invariants
 * 1. It errs towards "shared": a variable that a function changes and does not declare itself, a member that anything but a constructor assigns.
 *    What a module changes outside of functions counts if it awaits there: callbacks come in between.
 * 2. Chance and clocks are shared: their values are numbered in the order in which the program asks.
 */
import type ts from "typescript";
import { hasAwaitAtTop } from "../../transformer/instrument/strands.ts";
import { isAssignment, isCounting } from "../../transformer/analyse/nodes.ts";
import { isPureBuiltin } from "./known-calls.ts";

const NUMBERED = [".random", ".now", ".hrtime", ".randomUUID", ".randomBytes", ".getRandomValues", "randomUUID", "randomBytes"];

/** @returns names of variables, and of members with a dot before them. */
export function sharedNames(ts_: typeof ts, files: Iterable<ts.SourceFile>): Set<string> {
  const found = new Set(NUMBERED);
  const own = new Map<ts.Node, ReadonlySet<string>>();
  /** Variables of modules that await at their top. */
  const atTop = new Map<ts.SourceFile, ReadonlySet<string>>();
  const change = (target: ts.Node): void => {
    const around = ts_.findAncestor(target, ts_.isFunctionLike);
    if (around === undefined) return changeAtTop(target);
    for (const name of changedBy(ts_, target)) {
      const declared = own.get(around) ?? declaredIn(ts_, around);
      own.set(around, declared);
      if (name.startsWith(".") ? !ts_.isConstructorDeclaration(around) : !declared.has(name)) found.add(name);
    }
  };
  const changeAtTop = (target: ts.Node): void => {
    const file = target.getSourceFile();
    const names = atTop.get(file) ?? (hasAwaitAtTop(ts_, file) ? variablesOf(ts_, file) : new Set());
    atTop.set(file, names);
    for (const name of changedBy(ts_, target)) if (name.startsWith(".") ? names.size > 0 : names.has(name)) found.add(name);
  };
  const visit = (node: ts.Node): void => {
    if (isAssignment(ts_, node)) change(node.left);
    else if (isCounting(ts_, node)) change((node as ts.PrefixUnaryExpression).operand);
    else if (ts_.isCallExpression(node) && ts_.isPropertyAccessExpression(node.expression) && mayChange(node.expression.name.text))
      change(node.expression.expression);
    ts_.forEachChild(node, visit);
  };
  for (const file of files) visit(file);
  return found;
}

const CHANGES = new Set("push pop shift unshift splice reverse fill copyWithin sort set add delete clear".split(" "));

/** Whether a method of this name may change what it is called on. */
function mayChange(name: string): boolean {
  return CHANGES.has(name) || !isPureBuiltin(name);
}

/** `a` for `a` and `a[0]`, `.b` for `a.b`; what a pattern names. */
function changedBy(ts_: typeof ts, target: ts.Node): string[] {
  if (ts_.isIdentifier(target)) return [target.text];
  if (ts_.isPropertyAccessExpression(target)) return [`.${target.name.text}`];
  if (ts_.isElementAccessExpression(target) || ts_.isNonNullExpression(target) || ts_.isParenthesizedExpression(target) || ts_.isAsExpression(target))
    return changedBy(ts_, target.expression);
  if (!ts_.isArrayLiteralExpression(target) && !ts_.isObjectLiteralExpression(target)) return [];
  const found: string[] = [];
  ts_.forEachChild(
    target,
    (child) =>
      void found.push(...changedBy(ts_, ts_.isPropertyAssignment(child) ? child.initializer : ts_.isShorthandPropertyAssignment(child) ? child.name : child)),
  );
  return found;
}

/** Names of the variables that a module declares outside of blocks. */
function variablesOf(ts_: typeof ts, file: ts.SourceFile): Set<string> {
  const found = new Set<string>();
  const add = (name: ts.BindingName): void => {
    if (ts_.isIdentifier(name)) found.add(name.text);
    else for (const element of name.elements) if (ts_.isBindingElement(element)) add(element.name);
  };
  for (const statement of file.statements) if (ts_.isVariableStatement(statement)) for (const { name } of statement.declarationList.declarations) add(name);
  return found;
}

/** Names of a function's own variables and parameters. */
function declaredIn(ts_: typeof ts, around: ts.Node): Set<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if ((ts_.isVariableDeclaration(node) || ts_.isParameter(node) || ts_.isBindingElement(node)) && ts_.isIdentifier(node.name)) found.add(node.name.text);
    if (node === around || !ts_.isFunctionLike(node)) ts_.forEachChild(node, visit);
  };
  visit(around);
  return found;
}
