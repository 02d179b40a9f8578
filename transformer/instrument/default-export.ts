/** `export default EXPRESSION`: the module keeps what it exports, since no name of it says what that is. */
import type ts from "typescript";
import { innermost } from "../analyse/nodes.ts";
import type { Emitter } from "./emit.ts";

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
