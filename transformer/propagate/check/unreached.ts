/** Declarations of a module that neither edits nor what is around them can depend on. */
import type ts from "typescript";
import { hasModifier } from "../../analyse/nodes.ts";
import { Excerpt } from "../text/excerpt.ts";
import type { Range } from "../text/tokens.ts";
import type { PropagationEdit } from "../types.ts";

const WORD = /[\p{ID_Start}$_][\p{ID_Continue}$]*/gu;

/**
 * The declarations at the top of a module whose names do not stand in what is reached. What is exported is, what is no declaration, what is edited, and what those name, and so on.
 *
 * @param cuts What is left out of the file in any case.
 * @returns None of a script: its declarations may add to those of the language.
 */
export function unreached(compiler: typeof ts, file: ts.SourceFile, cuts: readonly Range[], edits: readonly PropagationEdit[]): Range[] {
  if (!compiler.isExternalModule(file)) return [];
  const words = new Set(edits.flatMap((edit) => edit.text.match(WORD) ?? []));
  let unknown: { readonly statement: ts.Statement; readonly names: readonly string[] }[] = [];
  // What stands before the first statement is said of the file.
  file.statements.forEach((statement, index) => {
    const isEdited = edits.some(({ offset }) => statement.pos <= offset && offset <= statement.end);
    const names = isEdited || index === 0 ? undefined : ownNames(compiler, statement);
    if (names) unknown.push({ statement, names });
    else read(statement);
  });
  for (let known = -1; known !== unknown.length;) {
    known = unknown.length;
    const isReached = ({ names }: { readonly names: readonly string[] }): boolean => names.some((name) => words.has(name));
    const reached = unknown.filter(isReached);
    unknown = unknown.filter((one) => !reached.includes(one));
    for (const { statement } of reached) read(statement);
  }
  return unknown.map(({ statement: { pos, end } }) => ({ start: pos, end }));

  function read({ kind, pos, end }: ts.Statement): void {
    if (kind === compiler.SyntaxKind.ImportDeclaration) return;
    const inside = cuts.filter((cut) => pos <= cut.start && cut.end <= end).map((cut) => ({ start: cut.start - pos, end: cut.end - pos }));
    for (const word of new Excerpt(file.text.slice(pos, end), inside).text.match(WORD) ?? []) words.add(word);
  }
}

/** The names that a statement does nothing but declare, for its module alone; undefined where it does more. */
function ownNames(compiler: typeof ts, statement: ts.Statement): string[] | undefined {
  if (hasModifier(compiler, statement, compiler.SyntaxKind.ExportKeyword)) return undefined;
  if (compiler.isVariableStatement(statement)) {
    const names = statement.declarationList.declarations.map(({ name }) => (compiler.isIdentifier(name) ? name.text : undefined));
    return names.every((name) => name !== undefined) ? names : undefined;
  }
  const isDeclaration =
    compiler.isFunctionDeclaration(statement) ||
    compiler.isClassDeclaration(statement) ||
    compiler.isInterfaceDeclaration(statement) ||
    compiler.isTypeAliasDeclaration(statement) ||
    compiler.isEnumDeclaration(statement);
  return isDeclaration && statement.name ? [statement.name.text] : undefined;
}
