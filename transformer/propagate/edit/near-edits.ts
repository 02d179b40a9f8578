/**
 * What of a text has to be parsed to know whether edits in it do harm: the elements of lists (statements, members of classes) that they are in or beside, with what is around them.
 *
 * The elements of a list are parsed one after the other, and each from the same state: an element leaves nothing behind but where it ended. (The compiler's own
 * incremental parser takes elements over by the same rule.) So those that are left out here are parsed as before wherever those that stay end where they ended, and those that stay
 * are parsed alike with and without the others. Invariants:
 * 1. Of the list that an edit is put into, both elements beside it stay, whole.
 * 2. The last element that stays before a gap ends by itself: with a semicolon or the brace of a block. Whatever is behind it cannot continue it.
 * 3. A module stays one: at its top `await` is an operator.
 */
import type ts from "typescript";
import type { Range } from "../text/tokens.ts";
import type { PropagationEdit } from "../types.ts";

/** The stretches of a file, in order, that edits leave alone. */
export function farFrom(compiler: typeof ts, file: ts.SourceFile, edits: readonly PropagationEdit[]): Range[] {
  const offsets = edits.map((edit) => edit.offset);
  const far: Range[] = [];
  const visit = (node: ts.Node): void => {
    const list = listOf(compiler, node);
    const isNear = list && elementsNear(compiler, file, list, offsets);
    list?.forEach(({ pos, end }, index) => {
      if (!isNear![index]) far.push({ start: pos, end });
    });
    compiler.forEachChild(node, (child) => {
      if (offsets.some((offset) => child.pos < offset && offset < child.end)) visit(child);
    });
  };
  visit(file);
  return far.sort((a, b) => a.start - b.start);
}

function listOf(compiler: typeof ts, node: ts.Node): readonly ts.Node[] | undefined {
  if (compiler.isClassLike(node)) return node.members;
  const isList = compiler.isSourceFile(node) || compiler.isBlock(node) || compiler.isModuleBlock(node) || compiler.isCaseOrDefaultClause(node);
  return isList ? node.statements : undefined;
}

/** Which elements of a list have to stay. */
function elementsNear(compiler: typeof ts, file: ts.SourceFile, list: readonly ts.Node[], offsets: readonly number[]): boolean[] {
  const isNear = list.map(() => false);
  for (const offset of offsets) {
    const first = list.findIndex((element) => offset < element.end);
    const behind = first < 0 ? list.length : first;
    if (first >= 0) isNear[first] = true;
    if (behind > 0 && (first < 0 || offset <= list[first]!.getStart(file))) isNear[behind - 1] = true;
  }
  for (let i = 0; i + 1 < list.length; i++) if (isNear[i] && !isNear[i + 1]) isNear[i + 1] = !endsByItself(compiler, file, list[i]!);
  return isNear;
}

/** Whether whatever is behind an element of a list that it could be followed by is not read as a part of it. */
function endsByItself(compiler: typeof ts, file: ts.SourceFile, element: ts.Node): boolean {
  if (file.text[element.end - 1] === ";") return true;
  let last: ts.Node | undefined = element;
  while (last && last.end === element.end) {
    if (compiler.isBlock(last) || compiler.isCaseBlock(last) || compiler.isModuleBlock(last) || compiler.isClassDeclaration(last)) return true;
    last = lastPart(compiler, last);
  }
  return false;
}

/** The last child of an element, where it is a statement, a body or a clause; not an expression. */
function lastPart(compiler: typeof ts, node: ts.Node): ts.Node | undefined {
  let last: ts.Node | undefined;
  compiler.forEachChild(node, (child) => {
    last = child;
  });
  if (!last || compiler.isBlock(last) || compiler.isCaseBlock(last) || compiler.isModuleBlock(last) || compiler.isCatchClause(last)) return last;
  return compiler.isStatement(last) ? last : undefined;
}
