/** `export default EXPRESSION`, `export default class {}`: the module keeps what it exports, since no name of it says what that is. */
import type ts from "typescript";
import { hasModifier, innermost } from "../analyse/nodes.ts";
import type { Emitter } from "./emit.ts";
import type { Output } from "./given-names.ts";

/** What is exported as default under no name. */
export interface Exported {
  /** The variable that holds it. */
  readonly variable: string;
  /** It is a declared class. */
  readonly isClass: boolean;
}

/** Whether what is exported has no name and may hide state: functions and classes written there are tagged, literals hide nothing. */
export function hidesExported(ts_: typeof ts, node: ts.ExportAssignment): boolean {
  const inner = innermost(ts_, node.expression);
  if (node.isExportEquals === true || ts_.isFunctionExpression(inner) || ts_.isArrowFunction(inner) || ts_.isClassExpression(inner)) return false;
  return !ts_.isIdentifier(inner) && !ts_.isLiteralExpression(inner);
}

/** `export default EXPRESSION` -> `export default (hl_d = EXPRESSION)` */
export function keepingExported(emit: Emitter, node: ts.ExportAssignment, variable: string): ts.Node {
  const kept = emit.factory.createParenthesizedExpression(emit.assign(emit.id(variable), node.expression));
  return emit.factory.updateExportAssignment(node, node.modifiers, kept);
}

/** `export default class {}`, where a static block does not change its name: where the compiler has to write one out, it names the class. */
export function hidesClass(ts_: typeof ts, node: ts.ClassLikeDeclaration, { format, hasPrivate }: Output): boolean {
  const isNameless = ts_.isClassDeclaration(node) && node.name === undefined && hasModifier(ts_, node, ts_.SyntaxKind.DefaultKeyword);
  return isNameless && (hasPrivate || format === "cjs" || node.members.some((member) => hasStaticPart(ts_, member)));
}

function hasStaticPart(ts_: typeof ts, member: ts.ClassElement): boolean {
  return ts_.isClassStaticBlockDeclaration(member) || (ts_.isPropertyDeclaration(member) && hasModifier(ts_, member, ts_.SyntaxKind.StaticKeyword));
}

/** `static { hl_d = this; }` */
export function keepingClass(emit: Emitter, variable: string): ts.ClassStaticBlockDeclaration {
  const { factory } = emit;
  return factory.createClassStaticBlockDeclaration(emit.block([emit.statement(emit.assign(emit.id(variable), factory.createThis()))]));
}
