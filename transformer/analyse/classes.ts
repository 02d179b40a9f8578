/** Classes that are declared in functions: whether a restore can make them anew. */
import type ts from "typescript";
import { hasModifier } from "./nodes.ts";
import { isFixedName } from "./names.ts";
import type { Scopes } from "./scope.ts";

/** Why a class cannot be evaluated once more; null where it can. Static fields count for nothing: they are state, and not evaluated again. */
export function whyNotClass(ts_: typeof ts, scopes: Scopes, node: ts.ClassLikeDeclaration): string | null {
  if (isDecorated(ts_, node) || node.members.some((member) => isDecorated(ts_, member))) return "is a class with decorators";
  if (node.members.some((member) => ts_.isClassStaticBlockDeclaration(member))) return "is a class with a static block";
  const clause = node.heritageClauses?.find(({ token }) => token === ts_.SyntaxKind.ExtendsKeyword);
  if (clause?.types[0]?.expression.kind === ts_.SyntaxKind.NullKeyword) return "is a class that extends null";
  for (const member of node.members) {
    if (isAutoAccessor(ts_, member)) return "is a class with `accessor` fields";
    if (member.name !== undefined && ts_.isComputedPropertyName(member.name) && !isFixedName(ts_, scopes, member.name))
      return "is a class whose members have computed names";
  }
  return null;
}

function isDecorated(ts_: typeof ts, node: ts.Node): boolean {
  const parameters = ts_.isFunctionLike(node) ? [...node.parameters] : [];
  return [node, ...parameters].some((at) => ts_.canHaveDecorators(at) && (ts_.getDecorators(at)?.length ?? 0) > 0);
}

/** A field with the modifier `accessor`: its storage is hidden. */
export function isAutoAccessor(ts_: typeof ts, member: ts.ClassElement): boolean {
  return ts_.isPropertyDeclaration(member) && hasModifier(ts_, member, ts_.SyntaxKind.AccessorKeyword);
}

/** Whether a class runs code of its own while it is defined: static blocks, and static fields that call something. */
export function runsCode(ts_: typeof ts, node: ts.ClassLikeDeclaration): boolean {
  const calls = (at: ts.Node): boolean =>
    ts_.isCallExpression(at) || ts_.isNewExpression(at) || (!ts_.isFunctionLike(at) && (ts_.forEachChild(at, calls) ?? false));
  return node.members.some((member) => {
    if (ts_.isClassStaticBlockDeclaration(member)) return true;
    if (!ts_.isPropertyDeclaration(member) || member.initializer === undefined) return false;
    return hasModifier(ts_, member, ts_.SyntaxKind.StaticKeyword) && calls(member.initializer);
  });
}
