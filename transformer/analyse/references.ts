/**
 * What the names of one source file refer to, by syntax alone (no type checker: every door must agree).
 *
 * Invariants
 * 1. A name that resolves to nothing is a global.
 */
import type ts from "typescript";
import { isAssignment, isCounting, isWrapping } from "./nodes.ts";
import { declareNames } from "./declarations.ts";
import { isTypeOnly, lookUp, type Binding, type Scope, type Scopes } from "./scope.ts";

/** Resolves all names of a source file. */
export function resolveScopes(ts_: typeof ts, file: ts.SourceFile): Scopes {
  const { module, opened, names } = declareNames(ts_, file);
  const found = { opened, references: new Map<ts.Identifier, Binding>(), dynamic: [] as ts.Node[], freeArguments: new Set<ts.Identifier>() };
  referTo(ts_, file, module, found);
  const { references, dynamic, freeArguments } = found;
  return { module, references, opened, names, dynamic, freeArguments, assignsArguments: [...freeArguments].some((node) => isWritten(ts_, node)) };
}

interface Resolution {
  readonly opened: ReadonlyMap<ts.Node, Scope>;
  readonly references: Map<ts.Identifier, Binding>;
  readonly dynamic: ts.Node[];
  readonly freeArguments: Set<ts.Identifier>;
}

function referTo(ts_: typeof ts, node: ts.Node, scope: Scope, resolution: Resolution): void {
  if (isTypeOnly(ts_, node)) return;
  const inner = resolution.opened.get(node) ?? scope;
  if (ts_.isIdentifier(node) && isReference(ts_, node)) {
    const binding = lookUp(scope, node.text);
    if (binding === null && node.text === "arguments") resolution.freeArguments.add(node);
    if (binding !== null) {
      resolution.references.set(node, binding);
      if (isWritten(ts_, node)) binding.assigned = true;
    }
  }
  if (ts_.isWithStatement(node) || isDirectEval(ts_, node, scope)) resolution.dynamic.push(node);
  ts_.forEachChild(node, (child) => referTo(ts_, child, inner, resolution));
}

function isDirectEval(ts_: typeof ts, node: ts.Node, scope: Scope): boolean {
  return ts_.isCallExpression(node) && ts_.isIdentifier(node.expression) && node.expression.text === "eval" && lookUp(scope, "eval") === null;
}

/** Whether an identifier is read or written as a variable, rather than being a property name, a label or a declaration. */
export function isReference(ts_: typeof ts, node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts_.isQualifiedName(parent)) return false;
  if (ts_.isPropertyAccessExpression(parent)) return parent.name !== node;
  if (ts_.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts_.isShorthandPropertyAssignment(parent)) return parent.name === node || parent.objectAssignmentInitializer === node;
  if (
    ts_.isBindingElement(parent) ||
    ts_.isVariableDeclaration(parent) ||
    ts_.isParameter(parent) ||
    ts_.isPropertyDeclaration(parent) ||
    ts_.isEnumMember(parent)
  )
    return parent.initializer === node;
  if (ts_.isExportSpecifier(parent))
    return (parent.propertyName ?? parent.name) === node && parent.parent.parent.moduleSpecifier === undefined && !parent.isTypeOnly;
  if (ts_.isFunctionLike(parent) || ts_.isClassLike(parent) || ts_.isEnumDeclaration(parent) || ts_.isModuleDeclaration(parent))
    return ts_.isArrowFunction(parent) && parent.body === node;
  if (
    ts_.isImportClause(parent) ||
    ts_.isImportSpecifier(parent) ||
    ts_.isNamespaceImport(parent) ||
    ts_.isImportEqualsDeclaration(parent) ||
    ts_.isNamespaceExport(parent)
  )
    return false;
  if (ts_.isLabeledStatement(parent) || ts_.isBreakOrContinueStatement(parent) || ts_.isMetaProperty(parent) || ts_.isJsxAttribute(parent)) return false;
  return true;
}

/** Whether this reference writes: assignment (patterns included), ++, --, the head of for-of and for-in. */
export function isWritten(ts_: typeof ts, node: ts.Node): boolean {
  let child: ts.Node = node;
  let parent: ts.Node = node.parent;
  while (isPatternPart(ts_, parent, child)) {
    child = parent;
    parent = parent.parent;
  }
  if (isAssignment(ts_, parent)) return parent.left === child;
  if (isCounting(ts_, parent)) return true;
  return (ts_.isForOfStatement(parent) || ts_.isForInStatement(parent)) && parent.initializer === child;
}

function isPatternPart(ts_: typeof ts, parent: ts.Node, child: ts.Node): boolean {
  if (ts_.isArrayLiteralExpression(parent) || ts_.isObjectLiteralExpression(parent) || isWrapping(ts_, parent)) return true;
  if (ts_.isSpreadElement(parent) || ts_.isSpreadAssignment(parent)) return true;
  if (ts_.isPropertyAssignment(parent)) return parent.initializer === child;
  if (ts_.isShorthandPropertyAssignment(parent)) return parent.name === child;
  return (
    ts_.isBinaryExpression(parent) &&
    parent.left === child &&
    parent.operatorToken.kind === ts_.SyntaxKind.EqualsToken &&
    ts_.isArrayLiteralExpression(parent.parent)
  );
}
