/** What of a file the types at a place can depend on. */
import type ts from "typescript";
import { applyEdits } from "../edit/edits.ts";
import { complaintsOf } from "../edit/verify.ts";
import { isJavaScript } from "../edit/drop-types.ts";
import { Excerpt, offsetWithout } from "../text/excerpt.ts";
import type { Range } from "../text/tokens.ts";
import type { PropagationEdit } from "../types.ts";
import { unreached } from "./unreached.ts";

/** An edited file, not parsed, without what the types at the edits cannot depend on. */
export interface Outline {
  readonly text: string;
  /** Where an offset of the edited file is. */
  readonly at: (offset: number) => number;
}

/**
 * The edited text with `{}` for the bodies of functions that say what they give, but for those around edits: two files of one outline have the same types there, and so does the
 * outline itself. Of JavaScript, where no function says it, for the bodies of all: its names are the same there, though not its types.
 */
export function outlineOf(compiler: typeof ts, file: ts.SourceFile, edits: readonly PropagationEdit[]): Outline {
  const cuts = complaintsOf(file).length > 0 ? [] : leftOut(compiler, file, edits);
  // No edit is in what is left out, so all of the text need not be put together with them.
  const before = new Excerpt(file.text, cuts);
  const text = applyEdits(
    before.text,
    edits.map((edit) => ({ ...edit, offset: before.at(edit.offset) })),
  );
  const left = cuts.map((range) => shifted(range, edits));
  return { text, at: (offset) => offsetWithout(left, offset) };
}

/** What is left out, in order. */
function leftOut(compiler: typeof ts, file: ts.SourceFile, edits: readonly PropagationEdit[]): Range[] {
  const isJs = isJavaScript(file.fileName);
  const assigned = isJs ? [] : letsIn(compiler, file.statements);
  const mayGo = ({ start, end }: Range): boolean => {
    const text = file.text.slice(start, end);
    return start < end && !edits.some(({ offset }) => start <= offset && offset <= end) && !assigned.some((name) => text.includes(name));
  };
  const bodies = bodiesIn(compiler, file, (type) => isJs || type !== undefined).filter(mayGo);
  const others = unreached(compiler, file, bodies, edits).filter(mayGo);
  const alone = bodies.filter((body) => !others.some(({ start, end }) => start <= body.start && body.end <= end));
  return [...alone, ...others].sort((a, b) => a.start - b.start);
}

/** What stands in the braces of functions and of methods, in order. */
function bodiesIn(compiler: typeof ts, file: ts.SourceFile, isWanted: (type: ts.TypeNode | undefined) => boolean): Range[] {
  const found: Range[] = [];
  const visit = (node: ts.Node): void => {
    if (compiler.isFunctionLike(node)) {
      const { body, type } = node as ts.FunctionLikeDeclaration;
      if (body && isWanted(type)) found.push({ start: body.getStart(file) + 1, end: body.end - 1 });
    } else if (compiler.isClassDeclaration(node) || compiler.isModuleDeclaration(node) || compiler.isModuleBlock(node)) compiler.forEachChild(node, visit);
  };
  file.statements.forEach(visit);
  return found;
}

/** Names of variables outside of functions that may be assigned again: whether a function does so counts for what is known of them in others. */
function letsIn(compiler: typeof ts, statements: readonly ts.Statement[]): string[] {
  return statements.flatMap((statement) => {
    if (compiler.isModuleDeclaration(statement))
      return statement.body && compiler.isModuleBlock(statement.body) ? letsIn(compiler, statement.body.statements) : [];
    if (!compiler.isVariableStatement(statement) || (statement.declarationList.flags & compiler.NodeFlags.Let) === 0) return [];
    // Of a pattern "", which stands in every body.
    return statement.declarationList.declarations.map(({ name }) => (compiler.isIdentifier(name) ? name.text : ""));
  });
}

function shifted({ start, end }: Range, edits: readonly PropagationEdit[]): Range {
  const by = edits.reduce((sum, edit) => (edit.offset <= start ? sum + edit.text.length : sum), 0);
  return { start: start + by, end: end + by };
}
