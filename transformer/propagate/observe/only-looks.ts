/** Whether evaluating something runs nothing but what is known to change nothing: the language's own functions, and functions of the file that are so themselves. */
import type ts from "typescript";
import { effectsOf } from "./observer.ts";
import type { Scopes } from "../names/scope.ts";

const GLOBALS =
  /^(Math\.(?!random$)\w+|Number(\.\w+)?|String(\.\w+)?|Boolean|BigInt|parseInt|parseFloat|isNaN|isFinite|structuredClone|JSON\.(stringify|parse)|Object\.(keys|values|entries|fromEntries|is|hasOwn)|Array\.(from|of|isArray))$/;
const MADE = /^(Array|Map|Set|Date|Error|RegExp|((Big)?U?[Ii]nt(8|16|32|64)|Float(32|64)|Uint8Clamped)Array)$/;
/** Methods of arrays, typed arrays, strings, numbers, Maps and Sets that change nothing. Objects of the program may have others of these names: those with a body in the file are looked at. */
const METHODS = new Set(
  "map filter reduce reduceRight slice join some every find findIndex findLast findLastIndex includes indexOf lastIndexOf at concat flat flatMap entries keys values get has toFixed toPrecision toString toLowerCase toUpperCase trim split padStart padEnd startsWith endsWith charCodeAt codePointAt substring toSorted toReversed with subarray".split(
    " ",
  ),
);
const MOST_CALLS_DEEP = 4;

/** Looks at a node of the newest text and at the functions of its file that it calls. */
export function onlyLooks(compiler: typeof ts, node: ts.Node, scopes: Scopes, depth = 0): boolean {
  if (compiler.isNewExpression(node) && !MADE.test(node.expression.getText())) return false;
  if (compiler.isTaggedTemplateExpression(node) || compiler.isAwaitExpression(node)) return false;
  if (compiler.isCallExpression(node) && !isKnown(compiler, node, scopes, depth)) return false;
  let looks = true;
  compiler.forEachChild(node, (child) => {
    looks &&= onlyLooks(compiler, child, scopes, depth);
  });
  return looks;
}

function isKnown(compiler: typeof ts, { expression }: ts.CallExpression, scopes: Scopes, depth: number): boolean {
  if (compiler.isPropertyAccessExpression(expression)) {
    if (GLOBALS.test(expression.getText())) return true;
    const isOwn = expression.expression.kind === compiler.SyntaxKind.ThisKeyword;
    return METHODS.has(expression.name.text) && !isOwn && !definesMethod(compiler, expression.getSourceFile(), expression.name.text);
  }
  if (!compiler.isIdentifier(expression)) return false;
  const binding = scopes.resolve(expression.text, expression.parent);
  if (!binding) return GLOBALS.test(expression.text);
  const declaration = binding.node.parent;
  const isConst = compiler.isVariableDeclaration(declaration) && binding.kind === "const";
  const body = compiler.isFunctionDeclaration(declaration) ? declaration : isConst ? declaration.initializer : undefined;
  if (!body || depth >= MOST_CALLS_DEEP || !compiler.isFunctionLike(body)) return false;
  const effects = effectsOf(compiler, body as unknown as ts.Statement, body.getSourceFile());
  return effects.length === 0 && onlyLooks(compiler, body, scopes, depth + 1);
}

function definesMethod(compiler: typeof ts, file: ts.SourceFile, name: string): boolean {
  const defines = (node: ts.Node): boolean =>
    ((compiler.isMethodDeclaration(node) || compiler.isPropertyDeclaration(node) || compiler.isPropertyAssignment(node)) && node.name.getText() === name) ||
    (compiler.forEachChild(node, defines) ?? false);
  return defines(file);
}
