/**
 * The names that anonymous functions and classes get from where they stand.
 *
 * | source | named by |
 * |---|---|
 * | `const f = () => 1`, `f = () => 1`, `(f = () => 1) => f`, `({ f = () => 1 } = {})` | `f` |
 * | `{ f: () => 1 }`, `{ [KEY]: () => 1 }`, `class { f = () => 1 }` | the name of the member |
 * | `export default () => 1` | the statement |
 * | `o.f = () => 1`, `[() => 1]`, `namespace N { export const f = () => 1 }` (a member, in the end) | nothing |
 */
import type ts from "typescript";
import { isAutoAccessor } from "./classes.ts";
import { isFixedName } from "./names.ts";
import { hasModifier, isAssignment, outermost } from "./nodes.ts";
import type { Scopes } from "./scope.ts";

/** What gives a name; `default` is that of a statement. */
export type NameGiver = ts.PropertyName | ts.ExportAssignment;

/** What names a function or class; null where it has a name of its own or gets none. */
export function namedBy(ts_: typeof ts, node: ts.Node): NameGiver | null {
  if ((!ts_.isFunctionExpression(node) && !ts_.isArrowFunction(node) && !ts_.isClassExpression(node)) || node.name !== undefined) return null;
  const child = outermost(ts_, node);
  const { parent } = child;
  if (ts_.isPropertyAssignment(parent) || ts_.isPropertyDeclaration(parent)) return parent.initializer === child ? parent.name : null;
  if (ts_.isShorthandPropertyAssignment(parent)) return parent.objectAssignmentInitializer === child ? parent.name : null;
  if (ts_.isVariableDeclaration(parent) || ts_.isBindingElement(parent) || ts_.isParameter(parent)) {
    const isNamed = parent.initializer === child && ts_.isIdentifier(parent.name) && !isMemberOfNamespace(ts_, parent);
    return isNamed ? (parent.name as ts.Identifier) : null;
  }
  if (isAssignment(ts_, parent)) return parent.right === child && ts_.isIdentifier(parent.left) ? parent.left : null;
  return ts_.isExportAssignment(parent) && parent.isExportEquals !== true ? parent : null;
}

/** `namespace N { export const f = ... }`: the compiler writes `N.f = ...`. */
function isMemberOfNamespace(ts_: typeof ts, declared: ts.Node): boolean {
  const statement = exportOf(ts_, declared);
  return statement !== null && ts_.isModuleBlock(statement.parent);
}

/** The statement that exports a variable, of a module or a namespace; null where none does. */
export function exportOf(ts_: typeof ts, declared: ts.Node): ts.VariableStatement | null {
  const statement = ts_.findAncestor(declared, (at) => ts_.isFunctionLike(at) || ts_.isVariableStatement(at));
  return statement !== undefined && ts_.isVariableStatement(statement) && hasModifier(ts_, statement, ts_.SyntaxKind.ExportKeyword) ? statement : null;
}

/** The name of a member of an object literal that only the running program knows: `{ [a + b]: () => 1 }`; null for others. */
export function computedName(ts_: typeof ts, scopes: Scopes, node: ts.Node): ts.ComputedPropertyName | null {
  const giver = namedBy(ts_, node);
  if (giver === null || !ts_.isComputedPropertyName(giver)) return null;
  return ts_.isPropertyAssignment(giver.parent) && !isFixedName(ts_, scopes, giver) ? giver : null;
}

/** Whether a field names a function in a way that nothing can be written around it: `class { [a + b] = () => 1 }`, `class { accessor f = () => 1 }`. */
export function isNamedByOddField(ts_: typeof ts, scopes: Scopes, node: ts.Node): boolean {
  const field = namedBy(ts_, node)?.parent;
  return field !== undefined && ts_.isPropertyDeclaration(field) && (isAutoAccessor(ts_, field) || !isFixedName(ts_, scopes, field.name));
}
