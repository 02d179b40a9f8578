/** What of a statement only types need: it is left out where an older version is JavaScript. */
import type ts from "typescript";
import type { Range } from "../text/tokens.ts";

/** Whether a file is JavaScript by its name. */
export function isJavaScript(path: string): boolean {
  return /\.[mc]?jsx?$/i.test(path);
}

/** The ranges of a node itself, without those of its children, that mean nothing when the program runs. */
export function typesOf(compiler: typeof ts, node: ts.Node): Range[] {
  const file = node.getSourceFile();
  if (compiler.isNonNullExpression(node) || compiler.isAsExpression(node) || compiler.isSatisfiesExpression(node))
    return [{ start: node.expression.end, end: node.end }];
  if (compiler.isTypeAssertionExpression(node)) return [{ start: node.getStart(file), end: node.expression.getStart(file) }];
  const found: Range[] = [];
  const given = node as {
    typeArguments?: ts.NodeArray<ts.Node>;
    typeParameters?: ts.NodeArray<ts.Node>;
    type?: ts.TypeNode;
    questionToken?: ts.Node;
    exclamationToken?: ts.Node;
  };
  for (const list of [given.typeArguments, given.typeParameters]) if (list) found.push({ start: list.pos - 1, end: file.text.indexOf(">", list.end) + 1 });
  const isAnnotated =
    compiler.isVariableDeclaration(node) || compiler.isParameter(node) || compiler.isFunctionLike(node) || compiler.isPropertyDeclaration(node);
  if (!isAnnotated) return found;
  const mark = compiler.isVariableDeclaration(node) || compiler.isPropertyDeclaration(node) ? given.exclamationToken : given.questionToken;
  if (mark) found.push({ start: mark.getStart(file), end: mark.end });
  if (given.type) found.push({ start: file.text.lastIndexOf(":", given.type.getStart(file)), end: given.type.end });
  return found;
}
