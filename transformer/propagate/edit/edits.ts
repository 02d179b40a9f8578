/** Where exactly, and with which white space, a statement is inserted into a list of the older text. */
import type ts from "typescript";
import { indentAt, layoutOf, startsLine, visibleEnd, type Layout } from "../text/layout.ts";
import type { StatementList, Tree } from "../text/tree.ts";
import type { PropagationEdit } from "../types.ts";

/** An insertion whose middle is the statement itself. */
export interface Insertion {
  readonly offset: number;
  readonly before: string;
  readonly after: string;
  /** Indentation of the statement's own lines. */
  readonly indent: string;
  /** Further insertions that make room: braces around a bare statement. */
  readonly braces: readonly PropagationEdit[];
}

/** Computes the insertion before the statement `index` of `list` (or behind its last). */
export function insertionAt(compiler: typeof ts, tree: Tree, list: StatementList, index: number): Insertion {
  const { text, file } = tree;
  const layout = layoutOf(text);
  const previous = list.statements[index - 1];
  if (list.bare) return aroundBare(tree, list, index);
  if (previous) {
    const stops = visibleEnd(text, previous.getStart(file), previous.end);
    const end = lineEnd(compiler, text, stops);
    const indent = startsLine(text, previous.getStart(file)) ? indentAt(text, previous.getStart(file)) : innerIndent(tree, list, layout);
    if (end.atEol) return { offset: end.offset, before: layout.eol + indent, after: "", indent, braces: [] };
    const stop = /[;}]$/.test(text.slice(previous.pos, stops)) ? "" : ";";
    return { offset: stops, before: `${stop} `, after: "", indent, braces: [] };
  }
  if (list.role === "file") {
    const next = list.statements[0];
    if (next)
      return {
        offset: next.getStart(file),
        before: "",
        after: layout.eol + indentAt(text, next.getStart(file)),
        indent: indentAt(text, next.getStart(file)),
        braces: [],
      };
    const glue = text.length === 0 || text.endsWith("\n") || text === "\uFEFF" ? "" : layout.eol;
    return { offset: text.length, before: glue, after: layout.eol, indent: "", braces: [] };
  }
  return behindOpening(compiler, tree, list, layout);
}

function behindOpening(compiler: typeof ts, tree: Tree, list: StatementList, layout: Layout): Insertion {
  const { text, file } = tree;
  const isClause = list.role === "case" || list.role === "default";
  const open = isClause ? (list.node as ts.CaseClause).statements.pos : list.node.getStart(file) + 1;
  const next = list.statements[0];
  const end = lineEnd(compiler, text, open);
  const indent = next && startsLine(text, next.getStart(file)) ? indentAt(text, next.getStart(file)) : innerIndent(tree, list, layout);
  if (end.atEol) return { offset: end.offset, before: layout.eol + indent, after: "", indent, braces: [] };
  if (next) return { offset: next.getStart(file), before: "", after: " ", indent, braces: [] };
  if (isClause) return { offset: open, before: " ", after: "", indent, braces: [] };
  return { offset: end.offset, before: layout.eol + indent, after: layout.eol + indentAt(text, firstOfLine(text, list.node.end - 1)), indent, braces: [] };
}

function aroundBare(tree: Tree, list: StatementList, index: number): Insertion {
  const start = list.node.getStart(tree.file);
  const end = list.node.end;
  const path = tree.path;
  const indent = indentAt(tree.text, firstOfLine(tree.text, start));
  const stop = /[;}]$/.test(tree.text.slice(start, end)) ? "" : ";";
  if (index === 0) return { offset: start, before: "{ ", after: " ", indent, braces: [{ path, offset: end, text: `${stop} }` }] };
  return { offset: end, before: `${stop} `, after: " }", indent, braces: [{ path, offset: start, text: "{ " }] };
}

/** The end of the line behind `offset` where nothing but comments stands before it. */
function lineEnd(compiler: typeof ts, text: string, offset: number): { offset: number; atEol: boolean } {
  const comments = compiler.getTrailingCommentRanges(text, offset);
  let end = comments?.[comments.length - 1]?.end ?? offset;
  if (comments?.some((comment) => text.slice(comment.pos, comment.end).includes("\n"))) end = offset;
  let at = end;
  while (text[at] === " " || text[at] === "\t") at++;
  const atEol = at >= text.length || text[at] === "\n" || text[at] === "\r";
  return { offset: atEol ? end : end, atEol };
}

function innerIndent(tree: Tree, list: StatementList, layout: Layout): string {
  const start = list.role === "case" || list.role === "default" ? list.node.getStart(tree.file) : list.node.end - 1;
  return indentAt(tree.text, firstOfLine(tree.text, start)) + layout.unit;
}

/** Offset of the first non-blank character of a line. */
function firstOfLine(text: string, offset: number): number {
  const line = text.lastIndexOf("\n", offset - 1) + 1;
  return line + /^[ \t\uFEFF]*/.exec(text.slice(line))![0].length;
}

/** Applies insertions to a text; those at the same offset in their order. */
export function applyEdits(text: string, edits: readonly { readonly offset: number; readonly text: string }[]): string {
  let out = "";
  let at = 0;
  for (const edit of edits.map((edit, index) => ({ edit, index })).sort((a, b) => a.edit.offset - b.edit.offset || a.index - b.index)) {
    out += text.slice(at, edit.edit.offset) + edit.edit.text;
    at = edit.edit.offset;
  }
  return out + text.slice(at);
}
