/** Around which expressions of a program a log call may be put without changing what the program does. */
import type ts from "typescript";
import { hasModifier, innermost, isAssignment, isCounting, isWrapping } from "../../analyse/nodes.ts";
import { isReference } from "../names/references.ts";

/** Whether a node is an expression with a value of its own: no name, no target of an assignment, no part of a type. */
export function hasValue(compiler: typeof ts, node: ts.Node): node is ts.Expression {
  if (!compiler.isExpression(node) || compiler.isTypeNode(node) || compiler.isOmittedExpression(node) || compiler.isSpreadElement(node)) return false;
  const { parent } = node;
  if (compiler.isIdentifier(node) && (!isReference(compiler, node) || compiler.isShorthandPropertyAssignment(parent))) return false;
  if (node.kind === compiler.SyntaxKind.SuperKeyword || node.kind === compiler.SyntaxKind.ImportKeyword) return false;
  if (compiler.isPropertyAccessExpression(parent) && parent.name === node) return false;
  if (compiler.isImportDeclaration(parent) || compiler.isExportDeclaration(parent) || compiler.isExternalModuleReference(parent)) return false;
  if (compiler.isLiteralTypeNode(parent) || compiler.isExpressionWithTypeArguments(node)) return false;
  const named = parent as ts.NamedDeclaration;
  if (named.name === node && !("expression" in parent)) return false;
  return !isTarget(compiler, node);
}

/** Why a log call around an expression would change the program; undefined where it would not. */
export function whyNotWrapped(compiler: typeof ts, node: ts.Expression): string | undefined {
  const { parent } = node;
  const inner = innermost(compiler, node);
  if (compiler.isFunctionExpression(inner) || compiler.isArrowFunction(inner) || compiler.isClassExpression(inner))
    return "a function or class that is passed through a log call is not what it was: it loses its name";
  if (isLiteral(compiler, inner)) return "it is written out there, so there is nothing to find out";
  if ((compiler.isCallExpression(parent) || compiler.isNewExpression(parent)) && parent.expression === node) {
    if (compiler.isNewExpression(parent) || !compiler.isIdentifier(node) || node.text === "require" || node.text === "eval")
      return "it is called on the object before it, which it would lose";
  }
  if (compiler.isTaggedTemplateExpression(parent) && parent.tag === node) return "it is called on the object before it, which it would lose";
  if (compiler.isTypeOfExpression(parent) || compiler.isDeleteExpression(parent) || compiler.isDecorator(parent) || compiler.isJsxAttribute(parent))
    return "a log call cannot stand there";
  if (compiler.isExpressionWithTypeArguments(parent) || compiler.isEnumMember(parent)) return "a log call cannot stand there";
  if (continuesChain(compiler, node)) return "`?.` in it skips what follows, which a log call around it would not";
  if (isConstantContext(compiler, parent)) return "`as const` needs it written out";
  return setUpOnly(compiler, node) ?? suspends(compiler, node) ?? iterates(compiler, node);
}

function isTarget(compiler: typeof ts, node: ts.Node): boolean {
  let at = node;
  let { parent } = at;
  while (
    isWrapping(compiler, parent) ||
    compiler.isArrayLiteralExpression(parent) ||
    compiler.isObjectLiteralExpression(parent) ||
    compiler.isSpreadElement(parent) ||
    compiler.isSpreadAssignment(parent) ||
    compiler.isPropertyAssignment(parent) ||
    compiler.isShorthandPropertyAssignment(parent)
  )
    [at, parent] = [parent, parent.parent];
  if (isAssignment(compiler, parent)) return parent.left === at;
  if (isCounting(compiler, parent)) return true;
  return (compiler.isForOfStatement(parent) || compiler.isForInStatement(parent)) && parent.initializer === at;
}

function isLiteral(compiler: typeof ts, node: ts.Node): boolean {
  const kinds = compiler.SyntaxKind;
  if (compiler.isPrefixUnaryExpression(node)) return isLiteral(compiler, node.operand);
  if (isWrapping(compiler, node)) return isLiteral(compiler, node.expression);
  // What a `const` holds is no state where it is written as a template.
  if (compiler.isTemplateExpression(node)) return compiler.isVariableDeclaration(node.parent);
  return compiler.isLiteralExpression(node) || [kinds.TrueKeyword, kinds.FalseKeyword, kinds.NullKeyword].includes(node.kind);
}

function continuesChain(compiler: typeof ts, node: ts.Expression): boolean {
  const { parent } = node;
  const goesOn = compiler.isPropertyAccessExpression(parent) || compiler.isElementAccessExpression(parent) || compiler.isCallExpression(parent);
  return goesOn && parent.expression === node && compiler.isOptionalChain(node) && compiler.isOptionalChain(parent);
}

function isConstantContext(compiler: typeof ts, parent: ts.Node): boolean {
  return compiler.isAsExpression(parent) && parent.type.getText() === "const";
}

/** Static fields and what modules are loaded by: hindlog reads them off the source. */
function setUpOnly(compiler: typeof ts, node: ts.Expression): string | undefined {
  for (let at: ts.Node = node; !compiler.isStatement(at) || compiler.isClassDeclaration(at); at = at.parent) {
    if (compiler.isSourceFile(at)) break;
    const isStatic = compiler.isPropertyDeclaration(at) && hasModifier(compiler, at, compiler.SyntaxKind.StaticKeyword);
    if (isStatic) return "it is computed while the class is defined";
    if (compiler.isFunctionLike(at)) break;
  }
  const call = compiler.isCallExpression(node)
    ? node
    : compiler.isCallExpression(node.parent) && node.parent.arguments.includes(node)
      ? node.parent
      : undefined;
  if (!call) return undefined;
  const loads = call.expression.kind === compiler.SyntaxKind.ImportKeyword || (compiler.isIdentifier(call.expression) && call.expression.text === "require");
  return loads ? "it says which module is loaded" : undefined;
}

function suspends(compiler: typeof ts, node: ts.Expression): string | undefined {
  const yields = (at: ts.Node): boolean => !compiler.isFunctionLike(at) && (compiler.isYieldExpression(at) || (compiler.forEachChild(at, yields) ?? false));
  if (yields(node)) return "it pauses the generator: log what it gave on a line of its own";
  if (!compiler.isAwaitExpression(node.parent) || !compiler.isCallExpression(node) || !compiler.isPropertyAccessExpression(node.expression)) return undefined;
  return ["then", "catch", "finally"].includes(node.expression.name.text) ? "it is a promise that is awaited at once: log what `await` gives" : undefined;
}

/** `xs.values()` and the like: where such an iterator stands is part of what a checkpoint knows of it. */
function iterates(compiler: typeof ts, node: ts.Expression): string | undefined {
  if (!compiler.isCallExpression(node)) return undefined;
  const callee = node.expression;
  const named = compiler.isPropertyAccessExpression(callee) && ["keys", "values", "entries"].includes(callee.name.text) && node.arguments.length === 0;
  const bySymbol = compiler.isElementAccessExpression(callee);
  const isHead = compiler.isForOfStatement(node.parent) && compiler.isIdentifier(callee) && callee.text === "loop";
  return named || bySymbol || isHead ? "it makes an iterator: log what it goes over on a line of its own" : undefined;
}
