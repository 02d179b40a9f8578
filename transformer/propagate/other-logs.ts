/** Log statements beside those that are carried: an older version that was recorded before they were added looks unlike the newest one because of them. */
import { readCarried } from "./expression/wrapper.ts";
import type { Texts } from "./text/texts.ts";
import type { Range } from "./text/tokens.ts";
import type { NewestStatement, OlderVersion } from "./types.ts";

/** A statement with the ranges of its file that count as not there. */
export interface CarriedStatement extends NewestStatement {
  readonly hidden?: readonly Range[];
}

/** The statements, without the other log statements whose text the older version has nowhere; null where there are none. */
export function withoutOtherLogs(texts: Texts, newest: readonly NewestStatement[], { older, olderTree }: OlderVersion): readonly CarriedStatement[] | null {
  const isThere = (text: string): boolean => [older.text, ...(olderTree?.values() ?? [])].some((one) => one.includes(text));
  const carried = newest.map((statement) => ({
    ...statement,
    hidden: otherLogs(texts, newest, statement).filter((range) => !isThere(textAt(statement, range))),
  }));
  return carried.every(({ hidden }) => hidden.length === 0) ? null : carried;
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
