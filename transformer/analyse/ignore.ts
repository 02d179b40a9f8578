/**
 * Comments that leave code alone, spelt as other tools spell theirs (`prettier-ignore`, `deno-lint-ignore-file`). A reason may follow.
 *
 * | comment | leaves alone |
 * |---|---|
 * | `// hindlog-ignore` before a loop | that loop and those in it: no checkpoints, and no cost unless it logs |
 * | the same before a function, a class, a method or another statement | all loops in it |
 * | `// hindlog-ignore-file` at the top of a file | the whole module, its log calls too |
 */
import type ts from "typescript";

const IGNORE = /^\/[/*]+\s*hindlog-ignore(?![\w-])/;
const IGNORE_FILE = /^\/[/*]+\s*hindlog-ignore-file(?![\w-])/;

/** Why an ignored loop has no boundaries. */
export const IGNORED = "`hindlog-ignore`";

/** Whether a file asks to be left alone. */
export function ignoresFile(ts_: typeof ts, file: ts.SourceFile): boolean {
  return file.text.includes("hindlog-ignore-file") && hasComment(ts_, file, { at: 0, pattern: IGNORE_FILE });
}

/** Whether a file may have such comments: most have none, and looking for them before every node takes longer than all the rest. */
export function mayIgnore({ text }: ts.SourceFile): boolean {
  return text.includes("hindlog-ignore");
}

/** Whether a comment before a node (a statement, a class member, a property) asks to leave its loops alone. */
export function isIgnored(ts_: typeof ts, file: ts.SourceFile, node: ts.Node): boolean {
  if (!ts_.isStatement(node) && !ts_.isClassElement(node) && !ts_.isPropertyAssignment(node)) return false;
  return hasComment(ts_, file, { at: node.getFullStart(), pattern: IGNORE });
}

function hasComment(ts_: typeof ts, { text }: ts.SourceFile, { at, pattern }: { readonly at: number; readonly pattern: RegExp }): boolean {
  const start = at === 0 ? (ts_.getShebang(text)?.length ?? 0) : at;
  return (ts_.getLeadingCommentRanges(text, start) ?? []).some((comment) => pattern.test(text.slice(comment.pos, comment.end)));
}
