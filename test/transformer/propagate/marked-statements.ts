import ts from "typescript";
import type { NewestStatement } from "../../../transformer/propagate/index.ts";

/** The statements that start on lines ending in `// <<`, and the calls between marks that are comments with `<` and `>`. */
export function markedStatements(path: string, text: string): NewestStatement[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: NewestStatement[] = [];
  for (const mark of text.matchAll(/^([ \t]*)\S.*\/\/ <<\r?$/gm)) {
    const start = mark.index + mark[1]!.length;
    found.push({ path, text, start, end: statementEnd(file, start) });
  }
  return [...found, ...markedCalls(path, text)];
}

function markedCalls(path: string, text: string): NewestStatement[] {
  const open: number[] = [];
  const found: NewestStatement[] = [];
  for (const mark of text.matchAll(/\/\*([<>])\*\//g)) {
    if (mark[1] === "<") open.push(mark.index + mark[0].length);
    else found.push({ path, text, start: open.pop()!, end: mark.index });
  }
  return found;
}

function statementEnd(file: ts.SourceFile, start: number): number {
  let end = -1;
  const visit = (node: ts.Node): void => {
    if (end < 0 && ts.isStatement(node) && node.getStart(file) === start) end = node.end;
    else ts.forEachChild(node, visit);
  };
  visit(file);
  return end;
}
