/** Functions as places: what counts as one, and how it is called. */
import type ts from "typescript";

/** Whether a node runs apart from what is around it: functions, class field initialisers, static blocks. */
export function isFunctionScope(ts_: typeof ts, node: ts.Node): boolean {
  return (ts_.isFunctionLike(node) && "body" in node) || ts_.isClassStaticBlockDeclaration(node) || ts_.isPropertyDeclaration(node);
}

/** The function, class field or static block that a node stands in; undefined at module level. */
export function enclosingFunction(ts_: typeof ts, node: ts.Node): ts.Node | undefined {
  return ts_.findAncestor(node.parent, (ancestor) => isFunctionScope(ts_, ancestor));
}

/** Dotted name of the function that a node stands in: `Trainer.fit`, `"?"` for one without a name, `""` at module level. */
export function functionName(ts_: typeof ts, node: ts.Node): string {
  const parts: string[] = [];
  for (let at = node.parent; at !== undefined && !ts_.isSourceFile(at); at = at.parent) {
    if (isFunctionScope(ts_, at)) parts.unshift(ownName(ts_, at) ?? "?");
    else if (ts_.isClassLike(at) && parts.length > 0) parts.unshift(at.name?.text ?? variableName(ts_, at) ?? "?");
  }
  return parts.join(".");
}

function ownName(ts_: typeof ts, node: ts.Node): string | null {
  if (ts_.isConstructorDeclaration(node)) return "constructor";
  if (ts_.isClassStaticBlockDeclaration(node)) return "static";
  const name = (node as ts.NamedDeclaration).name;
  if (name !== undefined) return name.getText();
  return variableName(ts_, node);
}

/** The variable or property that an anonymous function or class is assigned to. */
function variableName(ts_: typeof ts, node: ts.Node): string | null {
  const parent = node.parent;
  if ((ts_.isVariableDeclaration(parent) || ts_.isPropertyAssignment(parent)) && parent.initializer === node) return parent.name.getText();
  return null;
}
