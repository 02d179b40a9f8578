/** What of a file the types at a place can depend on. */
import type ts from "typescript";
import { isJavaScript } from "../edit/drop-types.ts";
import type { Range } from "../text/tokens.ts";

/** The text of a file without the bodies of functions that say what they give, but for those around some ranges: two files of one outline have the same types there. */
export function outlineOf(compiler: typeof ts, file: ts.SourceFile, ranges: readonly Range[]): string {
  if (isJavaScript(file.fileName)) return file.text;
  let outline = "";
  let at = 0;
  const visit = (node: ts.Node): void => {
    const { body, type } = node as ts.FunctionLikeDeclaration;
    if (compiler.isFunctionLike(node) && body && type) {
      if (ranges.some(({ start, end }) => body.pos <= start && end <= body.end)) return;
      outline += file.text.slice(at, body.pos);
      at = body.end;
    } else if (compiler.isClassDeclaration(node) || compiler.isModuleDeclaration(node) || compiler.isModuleBlock(node)) compiler.forEachChild(node, visit);
  };
  file.statements.forEach(visit);
  return outline + file.text.slice(at);
}
