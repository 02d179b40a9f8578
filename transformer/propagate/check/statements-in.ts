/** The statements that an answer has put into a text, and whether the compiler could have anything to say about them. */
import type ts from "typescript";
import { isWrapping } from "../../analyse/nodes.ts";
import { isJavaScript } from "../edit/drop-types.ts";
import { Scopes } from "../names/scope.ts";
import type { Range } from "../text/tokens.ts";

/** The outermost statements in ranges; of a range within a statement the innermost one around it. */
export function statementsIn(compiler: typeof ts, file: ts.SourceFile, ranges: readonly Range[]): ts.Statement[] {
  const found = new Set<ts.Statement>();
  for (const range of ranges) {
    let around: ts.Statement | undefined;
    let inside = 0;
    const visit = (node: ts.Node): void => {
      if (node.end <= range.start || node.pos >= range.end) return;
      const isStatement = compiler.isStatement(node);
      if (isStatement && node.getStart(file) >= range.start && node.end <= range.end) {
        inside++;
        found.add(node);
        return;
      }
      if (isStatement && node.getStart(file) <= range.start && node.end >= range.end) around = node;
      compiler.forEachChild(node, visit);
    };
    compiler.forEachChild(file, visit);
    if (inside === 0 && around) found.add(around);
  }
  return [...found];
}

/** Whether the types of a version can say anything about a statement: logging a text and a name never fails. */
export function mayBeWrong(compiler: typeof ts, file: ts.SourceFile, statement: ts.Statement): boolean {
  const scopes = new Scopes(compiler);
  const isJs = isJavaScript(file.fileName);
  /** Whether an expression may have a type: not what comes from packages or the environment. */
  const mayHaveType = (node: ts.Expression): boolean => {
    let root: ts.Node = node;
    while (
      compiler.isPropertyAccessExpression(root) ||
      compiler.isElementAccessExpression(root) ||
      compiler.isCallExpression(root) ||
      isWrapping(compiler, root)
    )
      root = root.expression;
    if (!compiler.isIdentifier(root)) return true;
    const binding = scopes.resolve(root.text, node);
    if (binding?.kind !== "import") return binding !== undefined || !/^(console|process)$/.test(root.text);
    const declaration = importOf(compiler, binding.node);
    return !declaration || (compiler.isStringLiteral(declaration.moduleSpecifier) && declaration.moduleSpecifier.text.startsWith("."));
  };
  const visit = (node: ts.Node): boolean => {
    if (compiler.isPropertyAccessExpression(node) && (isJs ? isSureReceiver(compiler, scopes, node) : mayHaveType(node.expression))) return true;
    if (!isJs) {
      if ((compiler.isCallExpression(node) || compiler.isNewExpression(node)) && mayHaveType(node.expression)) return true;
      if (compiler.isElementAccessExpression(node) || compiler.isBinaryExpression(node) || compiler.isSpreadElement(node)) return true;
      if (compiler.isVariableDeclaration(node) || compiler.isPrefixUnaryExpression(node)) return true;
    }
    return compiler.forEachChild(node, visit) ?? false;
  };
  return visit(statement);
}

/**
 * Whether the receiver of a property is an object of a class for certain, whatever JavaScript may assign: `this`, a constant that holds a new object,
 * or one with a private name.
 */
export function isSureReceiver(compiler: typeof ts, scopes: Scopes, { expression, name }: ts.PropertyAccessExpression): boolean {
  if (expression.kind === compiler.SyntaxKind.ThisKeyword || compiler.isPrivateIdentifier(name)) return true;
  if (!compiler.isIdentifier(expression)) return false;
  const binding = scopes.resolve(expression.text, expression);
  const declaration = binding?.node.parent;
  if (binding?.kind !== "const" || !declaration || !compiler.isVariableDeclaration(declaration)) return false;
  return declaration.name === binding.node && declaration.initializer !== undefined && compiler.isNewExpression(declaration.initializer);
}

function importOf(compiler: typeof ts, node: ts.Node): ts.ImportDeclaration | undefined {
  for (let at: ts.Node | undefined = node; at; at = at.parent) if (compiler.isImportDeclaration(at)) return at;
  return undefined;
}
