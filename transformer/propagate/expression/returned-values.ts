/**
 * What is given back at once, `return score(row);`, where the newest text names it first: `const result = score(row); log("result", result); return result;`.
 *
 * The older text is looked at as if it named the value too. What is put into it leaves its tokens where they are, and does the same:
 * `let result; return result = score(row), log("result", result), result;`.
 */
import type ts from "typescript";
import { applyEdits } from "../edit/edits.ts";
import { editedRanges } from "../edit/verify.ts";
import { tokensOfPiece } from "../text/piece.ts";
import type { Range } from "../text/tokens.ts";
import type { InsertedRange, PropagationEdit, PropagationResult } from "../types.ts";

/** Offsets of a `return` and of what it gives back. */
export interface Return {
  readonly whole: Range;
  readonly value: Range;
}

/** A value with a name: its tokens. */
export interface NamedValue {
  readonly name: string;
  readonly tokens: readonly string[];
}

/** What the statement at an offset stands between: `const NAME = VALUE` before it and `return NAME` at the end of its list. */
export function valueNamedAround(compiler: typeof ts, file: ts.SourceFile, start: number): NamedValue | undefined {
  let list: readonly ts.Statement[] = [];
  const visit = (node: ts.Node): void => {
    if (node.pos > start || node.end <= start) return;
    if (compiler.isBlock(node) || compiler.isCaseOrDefaultClause(node)) list = node.statements;
    compiler.forEachChild(node, visit);
  };
  visit(file);
  const last = list.at(-1);
  if (!last || !compiler.isReturnStatement(last) || !last.expression || !compiler.isIdentifier(last.expression)) return undefined;
  const name = last.expression.text;
  for (const statement of list) {
    if (!compiler.isVariableStatement(statement) || statement.end > start || statement.declarationList.declarations.length !== 1) continue;
    const [{ name: declared, initializer }] = statement.declarationList.declarations as unknown as [ts.VariableDeclaration];
    if (compiler.isIdentifier(declared) && declared.text === name && initializer)
      return { name, tokens: tokensOfPiece(compiler, file.fileName, initializer.getText(file)) };
  }
  return undefined;
}

/** The statements of a text that give such a value back. Not functions and classes, which are named after what they are assigned to. */
export function returnsOf(compiler: typeof ts, file: ts.SourceFile, { tokens }: NamedValue): Return[] {
  const found: Return[] = [];
  const isSame = (text: string): boolean => {
    const own = tokensOfPiece(compiler, file.fileName, text);
    return own.length === tokens.length && own.every((token, index) => token === tokens[index]);
  };
  const visit = (node: ts.Node): void => {
    if (compiler.isReturnStatement(node) && node.expression && "statements" in node.parent && isAssignable(compiler, node.expression)) {
      const value = { start: node.expression.getStart(file), end: node.expression.end };
      if (isSame(file.text.slice(value.start, value.end))) found.push({ whole: { start: node.getStart(file), end: node.end }, value });
    }
    compiler.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isAssignable(compiler: typeof ts, node: ts.Expression): boolean {
  if (compiler.isParenthesizedExpression(node)) return isAssignable(compiler, node.expression);
  if (compiler.isBinaryExpression(node) && node.operatorToken.kind === compiler.SyntaxKind.CommaToken) return false;
  return !compiler.isFunctionLike(node) && !compiler.isClassExpression(node);
}

/** The text with a name for what it gives back, and how long the parts of each statement are that are other ones. */
export function withNames(text: string, returns: readonly Return[], name: string): string {
  let out = "";
  let at = 0;
  for (const { whole, value } of returns) {
    out += `${text.slice(at, whole.start)}const ${name} = ${text.slice(value.start, value.end)}; return ${name};`;
    at = whole.end;
  }
  return out + text.slice(at);
}

/** An answer for the text with names as one for the text without; undefined where nothing was put behind a value, or twice behind one. */
export function withoutNames(
  text: string,
  returns: readonly Return[],
  { name, answer }: { readonly name: string; readonly answer: PropagationResult },
): Pick<PropagationResult, "edits" | "inserted"> | undefined {
  const named = applyEdits(withNames(text, returns, name), answer.edits);
  const ranges = editedRanges(answer.edits);
  const own = (index: number): InsertedRange[] => answer.inserted.filter(({ start, end }) => ranges[index]!.start <= start && end <= ranges[index]!.end);
  const planned: { edit: PropagationEdit; inserted: InsertedRange[] }[] = [];
  const used = new Set<Return>();
  // `editedRanges` is in the order of the offsets.
  const ordered = answer.edits.map((edit, index) => ({ edit, index })).toSorted((a, b) => a.edit.offset - b.edit.offset || a.index - b.index);
  for (const [index, { edit }] of ordered.entries()) {
    const { inside, offset } = origin(returns, name, edit.offset);
    if (inside === undefined) {
      planned.push({ edit: { ...edit, offset }, inserted: own(index).map((range) => moved(range, -ranges[index]!.start)) });
      continue;
    }
    const calls = own(index).map((range) => ({ range, call: named.slice(range.start, range.end).replace(/;$/, "") }));
    if (calls.length === 0 || used.has(inside)) return undefined;
    used.add(inside);
    let tail = "";
    const inserted = calls.map(({ range, call }) => {
      tail += ", ";
      const start = tail.length;
      tail += call;
      return { ...range, start, end: tail.length };
    });
    const { path } = edit;
    planned.push({ edit: { path, offset: inside.whole.start, text: `let ${name}; ` }, inserted: [] });
    planned.push({ edit: { path, offset: inside.value.start, text: `${name} = ` }, inserted: [] });
    planned.push({ edit: { path, offset: inside.value.end, text: `${tail}, ${name}` }, inserted });
  }
  if (used.size === 0) return undefined;
  const edits = planned.map(({ edit }) => edit);
  const final = editedRanges(edits);
  return { edits, inserted: planned.flatMap(({ inserted }, index) => inserted.map((range) => moved(range, final[index]!.start))) };
}

function moved(range: InsertedRange, by: number): InsertedRange {
  const around = range.around === undefined ? {} : { around: { start: range.around.start + by, end: range.around.end + by } };
  return { ...range, start: range.start + by, end: range.end + by, ...around };
}

/** Where an offset in the text with names is in the text without; within a statement that names its value, which one. */
function origin(returns: readonly Return[], name: string, offset: number): { readonly inside?: Return; readonly offset: number } {
  let shift = 0;
  for (const one of returns) {
    const start = one.whole.start + shift;
    const length = `const ${name} = ; return ${name};`.length + one.value.end - one.value.start;
    if (offset <= start) break;
    if (offset < start + length) return { inside: one, offset: one.value.end };
    shift += length - (one.whole.end - one.whole.start);
  }
  return { offset: offset - shift };
}
