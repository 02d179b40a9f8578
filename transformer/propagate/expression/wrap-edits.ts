/** The edits that put a log call around an older expression, and the ranges they have in the edited text. */
import type ts from "typescript";
import { renamedText } from "../edit/carry.ts";
import type { ExpressionPlace } from "./find-expression.ts";
import { quotesFor, requoted } from "../text/quotes.ts";
import { SubtreeMemory } from "../text/subtree-memory.ts";
import { collectTokens, type Range } from "../text/tokens.ts";
import { parseText } from "../text/parse-text.ts";
import type { Tree } from "../text/tree.ts";
import type { AlreadyRange, InsertedRange, PropagationEdit } from "../types.ts";

/** What is put before and behind an expression. */
export interface WrapEdits {
  readonly before: PropagationEdit;
  readonly behind: PropagationEdit;
  readonly statement: number;
}

/** Edits for a place, or the range of the log call that stands there already. */
export function wrapEdits(compiler: typeof ts, trees: { newer: Tree; older: Tree }, found: ExpressionPlace): WrapEdits | AlreadyRange {
  const { older } = trees;
  const { expression, index } = found;
  const head = `${calleeText(compiler, found)}(${nameText(compiler, trees, found)}, `;
  const around = expression.parent;
  if (compiler.isCallExpression(around) && around.arguments.length === 2 && around.arguments[1] === expression) {
    const start = around.getStart(older.file);
    const there = older.text.slice(start, expression.getStart(older.file));
    if (sameTokens(compiler, there, head)) return { path: older.path, start, end: around.end, statement: index };
  }
  const isList = compiler.isBinaryExpression(expression) && expression.operatorToken.kind === compiler.SyntaxKind.CommaToken;
  return {
    before: { path: older.path, offset: expression.getStart(older.file), text: isList ? `${head}(` : head },
    behind: { path: older.path, offset: expression.end, text: isList ? "))" : ")" },
    statement: index,
  };
}

/** What of an inserted range was not there before: all of a statement, the two ends of a log call around an expression. */
export function addedRanges({ start, end, around }: InsertedRange): Range[] {
  if (!around) return [{ start, end }];
  return [
    { start, end: around.start },
    { start: around.end, end },
  ];
}

function calleeText(compiler: typeof ts, { wrapper, place }: ExpressionPlace): string {
  const callee = wrapper.call.expression;
  if (compiler.isIdentifier(callee)) return place.renames.get(callee.text) ?? callee.text;
  const text = callee.getText();
  const root = text.slice(0, text.indexOf("."));
  return `${place.renames.get(root) ?? root}.log`;
}

function nameText(compiler: typeof ts, { newer, older }: { newer: Tree; older: Tree }, { wrapper, place }: ExpressionPlace): string {
  const { name } = wrapper;
  const quotes = quotesFor(newer, older);
  if (compiler.isIdentifier(name)) return place.renames.get(name.text) ?? name.text;
  if (compiler.isStringLiteral(name)) return (quotes && requoted(compiler, name, quotes)) ?? name.getText(newer.file);
  const renames = { variables: place.renames, properties: place.propertyRenames, paths: place.paths, quotes };
  return renamedText(compiler, name as unknown as ts.Statement, renames).text;
}

function sameTokens(compiler: typeof ts, a: string, b: string): boolean {
  const memory = new SubtreeMemory();
  const ids = (text: string): string => collectTokens(compiler, parseText(compiler, "head.ts", `${text}0)`), memory, []).ids.join();
  return ids(a) === ids(b);
}
