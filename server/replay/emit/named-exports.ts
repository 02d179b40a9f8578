/**
 * Names that a CommonJS module exports, said in a way that Node's scanner understands. It reads `module.exports = { a, b }` in
 * the text of a file, and would not find the literal behind what instrumentation puts around it.
 *
 * in:  module.exports = { a, b() {} };
 * out: 0 && (module.exports = { a, b });      never executed
 */
import type ts from "typescript";

/** The line to append to an emitted CommonJS module; "" where it assigns no literal. @param text - the original. */
export function namedExportsHint(ts_: typeof ts, text: string): string {
  if (!/module\s*\.\s*exports\s*=\s*\{/.test(text)) return "";
  const file = ts_.createSourceFile("module.js", text, ts_.ScriptTarget.Latest, true);
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts_.isBinaryExpression(node) && ts_.isObjectLiteralExpression(node.right) && isModuleExports(ts_, node.left)) {
      for (const { name } of node.right.properties) if (name !== undefined && ts_.isIdentifier(name)) names.add(name.text);
    }
    ts_.forEachChild(node, visit);
  };
  visit(file);
  const sayable = [...names].filter((name) => ts_.identifierToKeywordKind(ts_.factory.createIdentifier(name)) === undefined);
  return sayable.length === 0 ? "" : `\n0 && (module.exports = { ${sayable.join(", ")} });\n`;
}

function isModuleExports(ts_: typeof ts, node: ts.Node): boolean {
  return ts_.isPropertyAccessExpression(node) && node.name.text === "exports" && ts_.isIdentifier(node.expression) && node.expression.text === "module";
}
