/** The text of a carried statement: identifiers renamed, lines re-indented, closed so that it stays one statement where it lands. */
import type ts from "typescript";
import { indentAt, layoutOf, reindent, visibleEnd, type Layout } from "../text/layout.ts";
import { requoted } from "../text/quotes.ts";
import { isReference } from "../names/references.ts";
import { Scopes } from "../names/scope.ts";
import { pathKey } from "../names/path-fate.ts";
import { typesOf } from "./drop-types.ts";
import type { Range } from "../text/tokens.ts";

/** New names by old name, for variables and for properties. */
export interface Renames {
  readonly variables: ReadonlyMap<string, string>;
  readonly properties: ReadonlyMap<string, string>;
  /** What is written for `NAME.PROPERTY` and `this.PROPERTY`. */
  readonly paths: ReadonlyMap<string, string>;
  /** How strings are written in the newest and in the older text, where that differs. */
  readonly quotes?: { readonly from: string; readonly to: string } | undefined;
  /** Whether what only types need is left out: the older text is JavaScript. */
  readonly dropTypes?: boolean;
}

/** The text of `statement` with other names; everything else as it is written. */
export function renamedText(compiler: typeof ts, statement: ts.Statement, renames: Renames): { text: string; frozen: Range[] } {
  const file = statement.getSourceFile();
  const start = statement.getStart(file);
  const inner = new Scopes(compiler);
  const changes: { start: number; end: number; text: string }[] = [];
  const frozen: Range[] = [];
  const visit = (node: ts.Node): void => {
    if (renames.dropTypes === true) {
      if (compiler.isTypeNode(node) && !compiler.isExpressionWithTypeArguments(node)) return;
      for (const range of typesOf(compiler, node)) changes.push({ ...range, text: "" });
    }
    if (
      compiler.isNoSubstitutionTemplateLiteral(node) ||
      node.kind === compiler.SyntaxKind.TemplateHead ||
      node.kind === compiler.SyntaxKind.TemplateMiddle ||
      node.kind === compiler.SyntaxKind.TemplateTail ||
      compiler.isJsxText(node)
    ) {
      frozen.push({ start: node.getStart(file), end: node.end });
    }
    const instead = renames.paths.get(pathKey(compiler, node) ?? "");
    if (instead !== undefined && !isInner(node)) {
      changes.push({ start: node.getStart(file), end: node.end, text: instead });
      return;
    }
    const string = renames.quotes && requoted(compiler, node, renames.quotes);
    if (string !== undefined) changes.push({ start: node.getStart(file), end: node.end, text: string });
    if (compiler.isIdentifier(node)) {
      const to = newName(node);
      if (to !== undefined) changes.push({ start: node.getStart(file), end: node.end, text: to });
    }
    compiler.forEachChild(node, visit);
  };
  const isInner = (node: ts.Node): boolean => {
    const root = (node as ts.PropertyAccessExpression).expression;
    return compiler.isIdentifier(root) && inner.resolve(root.text, root.parent, statement) !== undefined;
  };
  const newName = (node: ts.Identifier): string | undefined => {
    if (compiler.isPropertyAccessExpression(node.parent) && node.parent.name === node) return renames.properties.get(node.text);
    if (!isReference(compiler, node) || inner.resolve(node.text, node.parent, statement)) return undefined;
    const to = renames.variables.get(node.text);
    if (to === undefined) return undefined;
    return compiler.isShorthandPropertyAssignment(node.parent) ? `${node.text}: ${to}` : to;
  };
  visit(statement);
  changes.sort((a, b) => a.start - b.start);
  let text = "";
  let at = start;
  const shifts: { at: number; by: number }[] = [];
  for (const change of changes) {
    text += file.text.slice(at, change.start) + change.text;
    shifts.push({ at: change.end, by: change.text.length - (change.end - change.start) });
    at = change.end;
  }
  text += file.text.slice(at, Math.max(at, visibleEnd(file.text, start, statement.end)));
  const moved = (offset: number): number => offset - start + shifts.filter((shift) => shift.at <= offset).reduce((sum, shift) => sum + shift.by, 0);
  return { text, frozen: frozen.map((range) => ({ start: moved(range.start), end: moved(range.end) })) };
}

/** Lays a statement out for its new surroundings. `olderText` says which line endings and indentation unit are in use there. */
export function layOut(
  piece: { text: string; frozen: readonly Range[] },
  origin: { text: string; start: number },
  target: { text: string; indent: string },
): string {
  const from = { indent: indentAt(origin.text, lineStart(origin.text, origin.start)), layout: layoutOf(origin.text) };
  const to: { indent: string; layout: Layout } = { indent: target.indent, layout: layoutOf(target.text) };
  return reindent(piece.text, from, to, piece.frozen);
}

/** Whether a statement's text must get a semicolon to end where it ends. */
export function needsSemicolon(compiler: typeof ts, statement: ts.Statement, text: string): boolean {
  if (/[;}]\s*$/.test(text) && !compiler.isExpressionStatement(statement) && !compiler.isVariableStatement(statement)) return false;
  if (text.endsWith(";")) return false;
  return (
    compiler.isExpressionStatement(statement) ||
    compiler.isVariableStatement(statement) ||
    compiler.isThrowStatement(statement) ||
    compiler.isReturnStatement(statement)
  );
}

function lineStart(text: string, offset: number): number {
  const line = text.lastIndexOf("\n", offset - 1) + 1;
  return line + /^[ \t\uFEFF]*/.exec(text.slice(line))![0].length;
}
