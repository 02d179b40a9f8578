/** Whether a type is known to the last member: what a version imports from elsewhere has type `any`, and may give a class or an interface more members than are seen. */
import type ts from "typescript";
import { isJavaScript } from "../edit/drop-types.ts";
import { isOfLibrary } from "./library.ts";

/** Whether nothing unseen can add a member to the type. */
export function isKnownType(compiler: typeof ts, checker: ts.TypeChecker, type: ts.Type): boolean {
  const flags = compiler.TypeFlags;
  const seen = new Set<ts.Type>();
  const isKnown = (one: ts.Type): boolean => {
    if (seen.has(one)) return true;
    seen.add(one);
    if (one.flags & (flags.Any | flags.Unknown | flags.Never)) return false;
    if (one.isUnionOrIntersection()) return one.types.every(isKnown);
    if (one.flags & flags.TypeParameter) {
      const constraint = checker.getBaseConstraintOfType(one);
      return constraint === undefined || (constraint.flags & flags.Unknown) !== 0 || isKnown(constraint);
    }
    return (one.symbol?.declarations ?? []).every(isWhole);
  };
  /** Whether all members that a declaration gives a type are written in it, or in what it extends. */
  const isWhole = (declaration: ts.Declaration): boolean => {
    const file = declaration.getSourceFile();
    // Programs add to what constructors of the language hold, and to import.meta.
    if (isOfLibrary(file.fileName)) return !/(Constructor|ImportMeta)$/.test(nameOf(declaration));
    if (compiler.isSourceFile(declaration)) return !isJavaScript(file.fileName) && !declaration.statements.some((one) => reexportsAll(compiler, one));
    if (compiler.isClassLike(declaration) || compiler.isInterfaceDeclaration(declaration)) {
      const bases = declaration.heritageClauses?.filter((clause) => clause.token === compiler.SyntaxKind.ExtendsKeyword) ?? [];
      if (!bases.every((clause) => clause.types.every((base) => isKnown(checker.getTypeAtLocation(base))))) return false;
    }
    // Other files add to what stands at the top level of a script.
    const isOpen = compiler.isInterfaceDeclaration(declaration) || compiler.isModuleDeclaration(declaration);
    return !(isOpen && declaration.parent === file && !compiler.isExternalModule(file));
  };
  return isKnown(type);
}

function reexportsAll(compiler: typeof ts, statement: ts.Statement): boolean {
  return compiler.isExportDeclaration(statement) && statement.exportClause === undefined;
}

function nameOf(declaration: ts.Declaration): string {
  const { name } = declaration as ts.NamedDeclaration;
  return name && "text" in name ? name.text : "";
}
