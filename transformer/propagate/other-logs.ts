/** Log statements beside those that are carried: versions look less alike than they are because of those that only one of them has. */
import type ts from "typescript";
import { effectsOf } from "./observe/observer.ts";
import { onlyLooks } from "./observe/only-looks.ts";
import { readCarried } from "./expression/wrapper.ts";
import { Scopes } from "./names/scope.ts";
import type { Texts } from "./text/texts.ts";
import type { Range } from "./text/tokens.ts";
import type { NewestStatement, OlderVersion } from "./types.ts";

/** A statement, and what counts as not there: ranges of its file, and statements of older files that log by the same calls and stand nowhere in its own. */
export interface CarriedStatement extends NewestStatement {
  readonly hidden?: readonly Range[];
  readonly logCallees?: ReadonlySet<string>;
}

/** The statements, without the other log statements that one of the versions has and the other has nowhere; null where there are none. */
export function withoutOtherLogs(texts: Texts, newest: readonly NewestStatement[], { older, olderTree }: OlderVersion): readonly CarriedStatement[] | null {
  const isThere = (text: string): boolean => [older.text, ...(olderTree?.values() ?? [])].some((one) => one.includes(text));
  const carried = newest.map((statement) => ({
    ...statement,
    hidden: otherLogs(texts, newest, statement).filter((range) => !isThere(textAt(statement, range))),
    logCallees: logCalleesOf(texts, statement),
  }));
  const isEqual =
    carried.every(({ hidden }) => hidden.length === 0) && logsOnlyThere(texts.compiler, texts.older(older.path, older.text), carried).length === 0;
  return isEqual ? null : carried;
}

/** Log statements of an older file that only look at what they log and stand nowhere in the newest one. */
export function logsOnlyThere(compiler: typeof ts, file: ts.SourceFile, carried: readonly CarriedStatement[]): ts.Statement[] {
  const callees = new Set(carried.flatMap(({ logCallees = [] }) => [...logCallees]));
  if (callees.size === 0) return [];
  const newest = new Set(carried.map(({ text }) => text));
  const scopes = new Scopes(compiler);
  const isHidden = (node: ts.Node): node is ts.ExpressionStatement => {
    if (!compiler.isExpressionStatement(node) || !compiler.isCallExpression(node.expression)) return false;
    const { expression, arguments: given } = node.expression;
    const isKept = [...newest].some((text) => text.includes(node.expression.getText(file)));
    if (!callees.has(expression.getText(file)) || isKept) return false;
    return effectsOf(compiler, node, file).length === 0 && given.every((one) => onlyLooks(compiler, one, scopes));
  };
  const found: ts.Statement[] = [];
  const visit = (node: ts.Node): void => {
    if (isHidden(node)) found.push(node);
    else compiler.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** What the log statements of a file call; nothing where the caller does not say which they are. */
function logCalleesOf(texts: Texts, { path, text, start, end, beside }: NewestStatement): Set<string> {
  if (beside === undefined) return new Set();
  const { compiler } = texts;
  const file = texts.newest(path, text);
  const calls = [{ start, end }, ...beside].flatMap((range) => {
    const found = readCarried(compiler, file, range);
    return "statements" in found ? found.statements.filter((one) => compiler.isExpressionStatement(one)).map((one) => one.expression) : [];
  });
  return new Set(calls.filter((call) => compiler.isCallExpression(call)).map((call) => call.expression.getText(file)));
}

function otherLogs(texts: Texts, all: readonly NewestStatement[], { path, text, beside = [] }: NewestStatement): Range[] {
  const isCarried = (range: Range): boolean => all.some((one) => one.path === path && one.start < range.end && range.start < one.end);
  const { compiler } = texts;
  return beside.flatMap((range) => {
    if (isCarried(range)) return [];
    const file = texts.newest(path, text);
    const found = readCarried(compiler, file, range);
    const statements = "statements" in found ? found.statements : [];
    // One that declares something, or is all that an `if` holds, is more than a log statement.
    const isPlain = statements.length === 1 && compiler.isExpressionStatement(statements[0]!) && "statements" in statements[0]!.parent;
    return isPlain ? [{ start: statements[0]!.getStart(file), end: statements[0]!.end }] : [];
  });
}

function textAt({ text }: NewestStatement, { start, end }: Range): string {
  return text.slice(start, end).replace(/;$/, "");
}
