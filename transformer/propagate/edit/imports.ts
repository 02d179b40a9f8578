/** Brings along the import that a carried statement needs, where the older text does not have it. */
import type ts from "typescript";
import { hasModifier } from "../../analyse/nodes.ts";
import { layoutOf } from "../text/layout.ts";
import { importOrigin } from "../names/rename.ts";
import type { Binding } from "../names/scope.ts";
import type { Tree } from "../text/tree.ts";
import type { PropagationEdit } from "../types.ts";

/** A name to import: `exported as local` from `module`. */
export interface NeededImport {
  readonly module: string;
  /** Name in the module; `*` for the namespace, `default`. */
  readonly exported: string;
  readonly local: string;
}

/** The import behind a binding of the newest text if it may be brought along: from hindlog itself or from a module built into Node. */
export function bringable(compiler: typeof ts, binding: Binding | undefined): NeededImport | undefined {
  if (!binding) return undefined;
  const origin = importOrigin(compiler, binding) ?? requireOrigin(compiler, binding);
  if (!origin) return undefined;
  const hash = origin.lastIndexOf("#");
  const module = origin.slice(0, hash);
  if (module !== "hindlog" && !module.startsWith("node:")) return undefined;
  return { module, exported: origin.slice(hash + 1), local: binding.name };
}

/** Edits that add the imports to the older text; merged into an import of the same module where one can take them. */
export function importEdits(compiler: typeof ts, tree: Tree, needed: readonly NeededImport[], newestIsEsm: boolean): PropagationEdit[] {
  const edits: PropagationEdit[] = [];
  for (const module of new Set(needed.map((one) => one.module))) {
    const wanted = needed.filter((one) => one.module === module);
    const named = wanted.filter((one) => one.exported !== "*" && one.exported !== "default");
    const host = named.length > 0 ? hostImport(compiler, tree.file, module) : undefined;
    if (host) {
      const last = host.elements[host.elements.length - 1];
      const names = named.map(specifier).join(", ");
      edits.push({ path: tree.path, offset: last ? last.end : host.getStart(tree.file) + 1, text: last ? `, ${names}` : ` ${names} ` });
    }
    const rest = host ? wanted.filter((one) => !named.includes(one)) : wanted;
    if (rest.length > 0) edits.push(ownLine(compiler, tree, rest, newestIsEsm));
  }
  return edits;
}

/** Whether a text is an ES module by its name or its own imports and exports; undefined where it does not say. */
export function isEsm(compiler: typeof ts, file: ts.SourceFile): boolean | undefined {
  if (/\.m[tj]s$/.test(file.fileName)) return true;
  if (/\.c[tj]s$/.test(file.fileName)) return false;
  const imports = file.statements.some((statement) => {
    if (compiler.isImportDeclaration(statement) || compiler.isExportDeclaration(statement) || compiler.isExportAssignment(statement)) return true;
    return hasModifier(compiler, statement, compiler.SyntaxKind.ExportKeyword);
  });
  if (imports) return true;
  return /\brequire\s*\(|\bmodule\.exports\b|^\s*exports\./m.test(file.text) ? false : undefined;
}

function requireOrigin(compiler: typeof ts, binding: Binding): string | undefined {
  let declaration: ts.Node = binding.node.parent;
  let exported = "*";
  if (compiler.isBindingElement(declaration)) {
    const element = declaration;
    exported = element.propertyName && compiler.isIdentifier(element.propertyName) ? element.propertyName.text : binding.name;
    declaration = element.parent.parent;
  }
  if (!compiler.isVariableDeclaration(declaration) || !declaration.initializer || !compiler.isCallExpression(declaration.initializer)) return undefined;
  const { expression, arguments: given } = declaration.initializer;
  const module = given[0];
  if (!compiler.isIdentifier(expression) || expression.text !== "require" || !module || !compiler.isStringLiteral(module)) return undefined;
  return `${module.text}#${exported}`;
}

function hostImport(compiler: typeof ts, file: ts.SourceFile, module: string): ts.NamedImports | undefined {
  for (const statement of file.statements) {
    if (!compiler.isImportDeclaration(statement) || !compiler.isStringLiteral(statement.moduleSpecifier) || statement.moduleSpecifier.text !== module) continue;
    const clause = statement.importClause;
    if (clause && !clause.isTypeOnly && clause.namedBindings && compiler.isNamedImports(clause.namedBindings)) return clause.namedBindings;
  }
  return undefined;
}

function specifier(one: NeededImport): string {
  return one.exported === one.local ? one.local : `${one.exported} as ${one.local}`;
}

function ownLine(compiler: typeof ts, tree: Tree, wanted: readonly NeededImport[], newestIsEsm: boolean): PropagationEdit {
  const { text, file } = tree;
  const { eol } = layoutOf(text);
  const esm = isEsm(compiler, file) ?? newestIsEsm;
  const quote = /(?:from|require\()\s*'/.test(text) ? "'" : '"';
  const semicolon =
    /(?:from\s*['"][^'"\n]*['"]|require\([^)\n]*\))[ \t]*\r?$/m.test(text) && !/(?:from\s*['"][^'"\n]*['"]|require\([^)\n]*\));/.test(text) ? "" : ";";
  const line = lines(wanted, esm, quote, semicolon).join(eol);
  const last = lastImport(compiler, file);
  if (last) {
    const comments = compiler.getTrailingCommentRanges(text, last.end);
    const end = comments?.[comments.length - 1]?.end ?? last.end;
    const rest = /^[ \t]*(\r?\n|$)/.test(text.slice(end));
    const stop = /[;}]$/.test(text.slice(last.pos, last.end)) ? "" : ";";
    return rest ? { path: tree.path, offset: end, text: eol + line } : { path: tree.path, offset: last.end, text: `${stop} ${line}` };
  }
  const first = file.statements.find((statement) => !isPrologue(compiler, statement));
  if (first) return { path: tree.path, offset: first.getStart(file), text: line + (semicolon === "" ? ";" : "") + eol };
  return { path: tree.path, offset: text.length, text: (text === "" || text.endsWith("\n") ? "" : eol) + line + eol };
}

function lines(wanted: readonly NeededImport[], esm: boolean, quote: string, semicolon: string): string[] {
  const module = `${quote}${wanted[0]!.module}${quote}`;
  const named = wanted.filter((one) => one.exported !== "*" && one.exported !== "default");
  const out: string[] = [];
  for (const one of wanted) {
    if (named.includes(one)) continue;
    if (!esm) out.push(`const ${one.local} = require(${module})${semicolon}`);
    else out.push(one.exported === "*" ? `import * as ${one.local} from ${module}${semicolon}` : `import ${one.local} from ${module}${semicolon}`);
  }
  const list = named.map((one) => (esm ? specifier(one) : one.exported === one.local ? one.local : `${one.exported}: ${one.local}`)).join(", ");
  if (list !== "") out.push(esm ? `import { ${list} } from ${module}${semicolon}` : `const { ${list} } = require(${module})${semicolon}`);
  return out;
}

function lastImport(compiler: typeof ts, file: ts.SourceFile): ts.Statement | undefined {
  let last: ts.Statement | undefined;
  for (const statement of file.statements) {
    if (compiler.isImportDeclaration(statement) || compiler.isImportEqualsDeclaration(statement)) last = statement;
  }
  if (last) return last;
  for (const statement of file.statements) {
    if (isPrologue(compiler, statement)) continue;
    if (!compiler.isVariableStatement(statement) || !/\brequire\s*\(/.test(statement.getText(file))) break;
    last = statement;
  }
  return last;
}

function isPrologue(compiler: typeof ts, statement: ts.Statement): boolean {
  return compiler.isExpressionStatement(statement) && compiler.isStringLiteral(statement.expression);
}
