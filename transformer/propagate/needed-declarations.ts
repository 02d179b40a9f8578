/**
 * Declarations that carried statements need and an older version does not have: `const norm = Math.hypot(...weights)` before `log("norm", norm)`, or a function.
 *
 * They come along only where they do nothing but look, log nothing themselves, and are no exports. A variable that the newest program computes with is none of them:
 * where an older version has no `momentum`, there is none to log.
 */
import type ts from "typescript";
import { effectsOf, PRINTS } from "./observe/observer.ts";
import { onlyLooks } from "./observe/only-looks.ts";
import { isReference } from "./names/references.ts";
import { Scopes, type Binding } from "./names/scope.ts";
import type { Texts } from "./text/texts.ts";
import type { Range } from "./text/tokens.ts";
import type { NewestStatement } from "./types.ts";

/** A declaration, and the index of the carried statement that needs it. */
export interface Helper {
  readonly statement: NewestStatement;
  readonly neededBy: number;
}

/** The declarations of names in the newest texts; undefined where one of them has none that may come along. */
export function helpersOf(texts: Texts, carried: readonly NewestStatement[], names: readonly string[]): Helper[] | undefined {
  const found = new Map<string, Helper>();
  for (const name of names) {
    const declarations = carried.map((one) => declarationOf(texts, carried, { one, name }));
    const neededBy = declarations.findIndex((one) => one !== undefined);
    const statement = declarations[neededBy];
    if (!statement || carried.some((one) => one.path === statement.path && one.start === statement.start)) return undefined;
    found.set(`${statement.path}:${statement.start}`, { statement, neededBy });
  }
  return [...found.values()];
}

function declarationOf(texts: Texts, carried: readonly NewestStatement[], { one, name }: { one: NewestStatement; name: string }): NewestStatement | undefined {
  const { compiler } = texts;
  const file = texts.newest(one.path, one.text);
  const scopes = new Scopes(compiler);
  const binding = scopes.resolve(name, nodeAt(compiler, file, one.start));
  const declaration = binding?.node.parent;
  if (!declaration) return undefined;
  const statement = compiler.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  if (!isHelper(compiler, statement) || effectsOf(compiler, statement, file).length > 0 || logs(compiler, statement)) return undefined;
  // A function is run by the carried statement, which says so; a variable is computed by itself.
  if (compiler.isVariableStatement(statement)) {
    const ranges = carried.filter((other) => other.path === one.path);
    if (!onlyLooks(compiler, statement, scopes) || !isOnlyLogged(compiler, { binding: binding!, scopes, ranges }, file)) return undefined;
  }
  return { path: one.path, text: one.text, start: statement.getStart(file), end: statement.end };
}

/** A `const` of one variable that is not exported, or a function. */
function isHelper(compiler: typeof ts, node: ts.Node): node is ts.Statement {
  if (compiler.isFunctionDeclaration(node)) return node.body !== undefined && (compiler.getModifiers(node) ?? []).length === 0 && !node.asteriskToken;
  if (!compiler.isVariableStatement(node) || (compiler.getModifiers(node) ?? []).length > 0) return false;
  const [only, second] = node.declarationList.declarations;
  const isConst = isConstList(compiler, node.declarationList);
  return isConst && second === undefined && only?.initializer !== undefined && compiler.isIdentifier(only.name);
}

/** Whether a variable is used by carried and by other log statements only. */
function isOnlyLogged(compiler: typeof ts, known: { binding: Binding; scopes: Scopes; ranges: readonly Range[] }, node: ts.Node): boolean {
  const { binding, scopes, ranges } = known;
  if (node.kind !== compiler.SyntaxKind.SourceFile) {
    const start = node.getStart();
    if (ranges.some((range) => range.start <= start && node.end <= range.end)) return true;
    if (compiler.isExpressionStatement(node) && compiler.isCallExpression(node.expression) && isLogCall(node.expression)) return true;
  }
  if (compiler.isIdentifier(node) && node.text === binding.name && node !== binding.node && isReference(compiler, node))
    return scopes.resolve(node.text, node.parent)?.node !== binding.node;
  return !(compiler.forEachChild(node, (child) => !isOnlyLogged(compiler, known, child)) ?? false);
}

function isConstList(compiler: typeof ts, { flags }: ts.VariableDeclarationList): boolean {
  const { Const, Let } = compiler.NodeFlags;
  return (flags & Const) !== 0 && (flags & Let) === 0;
}

/** Whether there is a call in it that may be a log statement: its records would be no one's. */
function logs(compiler: typeof ts, node: ts.Node): boolean {
  if (compiler.isCallExpression(node) && isLogCall(node)) return true;
  return compiler.forEachChild(node, (child) => logs(compiler, child)) ?? false;
}

function isLogCall({ expression }: ts.CallExpression): boolean {
  const text = expression.getText();
  return /(^|\.)(log|info|warn|error|debug|trace)$/.test(text) || PRINTS.test(text);
}

function nodeAt(compiler: typeof ts, file: ts.SourceFile, offset: number): ts.Node {
  let found: ts.Node = file;
  const visit = (node: ts.Node): void => {
    if (node.pos > offset || node.end <= offset) return;
    found = node;
    compiler.forEachChild(node, visit);
  };
  compiler.forEachChild(file, visit);
  return found;
}
