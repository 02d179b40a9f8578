/** The names that a statement uses from outside itself, and those it declares. */
import type ts from "typescript";
import { Scopes, type Binding } from "./scope.ts";

/** One name that a statement takes from around it. */
export interface FreeName {
  readonly name: string;
  readonly nodes: readonly ts.Identifier[];
  /** What it means in the newest text; undefined for a global. */
  readonly binding: Binding | undefined;
  /** Only used in type positions. */
  readonly typeOnly: boolean;
}

/** A property that is read from something, `this.rate` or `model.rate`. */
export interface PropertyUse {
  readonly name: string;
  readonly node: ts.Node;
  readonly onThis: boolean;
}

/** What a statement refers to. */
export interface References {
  readonly free: readonly FreeName[];
  readonly properties: readonly PropertyUse[];
  readonly usesThis: boolean;
  /** Whether `this` itself is used, not only a property of it. */
  readonly passesThis: boolean;
  readonly usesSuper: boolean;
}

/** Whether an identifier stands for a variable (not for a property, a label or a declaration). */
export function isReference(compiler: typeof ts, node: ts.Identifier): boolean {
  const parent = node.parent;
  if (!parent) return false;
  if (compiler.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (compiler.isQualifiedName(parent)) return parent.left === node;
  if (compiler.isShorthandPropertyAssignment(parent)) return true;
  if (compiler.isBindingElement(parent)) return parent.initializer === node;
  if (compiler.isVariableDeclaration(parent) || compiler.isParameter(parent) || compiler.isPropertyDeclaration(parent) || compiler.isEnumMember(parent))
    return parent.initializer === node;
  if (compiler.isPropertyAssignment(parent)) return parent.initializer === node;
  if (compiler.isExportSpecifier(parent)) return (parent.propertyName ?? parent.name) === node;
  if (compiler.isExportAssignment(parent)) return true;
  if (compiler.isLabeledStatement(parent) || compiler.isBreakOrContinueStatement(parent) || compiler.isMetaProperty(parent)) return false;
  if (compiler.isJsxAttribute(parent)) return false;
  if (compiler.isJsxOpeningLikeElement(parent) || compiler.isJsxClosingElement(parent)) return !/^[a-z]/.test(node.text);
  if (compiler.isImportClause(parent) || compiler.isImportSpecifier(parent) || compiler.isNamespaceImport(parent) || compiler.isImportEqualsDeclaration(parent))
    return false;
  return (parent as ts.NamedDeclaration).name !== node;
}

/** Collects what `statements` (siblings of one list) take from outside themselves. */
export function referencesOf(compiler: typeof ts, statements: readonly ts.Statement[], scopes: Scopes): References {
  const inner = new Scopes(compiler);
  const own = new Set(statements.flatMap((statement) => [...declaredBy(compiler, statement)]));
  const names = new Map<string, { nodes: ts.Identifier[]; typeOnly: boolean }>();
  const properties: PropertyUse[] = [];
  let usesThis = false;
  let passesThis = false;
  let usesSuper = false;
  const visit = (node: ts.Node, root: ts.Statement, thisIsOwn: boolean): void => {
    if (compiler.isIdentifier(node) && node.text !== "" && isReference(compiler, node)) {
      if (!inner.resolve(node.text, node.parent, root) && !own.has(node.text) && node.text !== "undefined") {
        const entry = names.get(node.text) ?? { nodes: [], typeOnly: true };
        entry.nodes.push(node);
        entry.typeOnly &&= inType(compiler, node);
        names.set(node.text, entry);
      }
    }
    if (compiler.isPropertyAccessExpression(node))
      properties.push({ name: node.name.text, node: node.name, onThis: node.expression.kind === compiler.SyntaxKind.ThisKeyword });
    if (!thisIsOwn && node.kind === compiler.SyntaxKind.ThisKeyword) {
      usesThis = true;
      passesThis ||= !compiler.isPropertyAccessExpression(node.parent);
    }
    if (!thisIsOwn && node.kind === compiler.SyntaxKind.SuperKeyword) usesSuper = true;
    const opensThis = (compiler.isFunctionLike(node) && !compiler.isArrowFunction(node)) || compiler.isClassLike(node);
    compiler.forEachChild(node, (child) => visit(child, root, thisIsOwn || opensThis));
  };
  for (const statement of statements) visit(statement, statement, false);
  const first = statements[0];
  const free = [...names].map(([name, { nodes, typeOnly }]) => ({ name, nodes, typeOnly, binding: first?.parent && scopes.resolve(name, first.parent) }));
  return { free, properties, usesThis, passesThis, usesSuper };
}

/** The names that a statement declares for its siblings. */
export function declaredBy(compiler: typeof ts, statement: ts.Statement): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (name: ts.Node | undefined): void => {
    if (!name) return;
    if (compiler.isIdentifier(name)) names.add(name.text);
    else if (compiler.isObjectBindingPattern(name) || compiler.isArrayBindingPattern(name))
      for (const element of name.elements) if (compiler.isBindingElement(element)) add(element.name);
  };
  if (compiler.isVariableStatement(statement)) for (const declaration of statement.declarationList.declarations) add(declaration.name);
  else if (
    compiler.isFunctionDeclaration(statement) ||
    compiler.isClassDeclaration(statement) ||
    compiler.isInterfaceDeclaration(statement) ||
    compiler.isTypeAliasDeclaration(statement)
  )
    add(statement.name);
  return names;
}

function inType(compiler: typeof ts, node: ts.Node): boolean {
  for (let at: ts.Node | undefined = node.parent; at && !compiler.isStatement(at); at = at.parent) {
    if (compiler.isTypeNode(at) && !compiler.isExpressionWithTypeArguments(at)) return true;
    if (compiler.isExpression(at)) return false;
  }
  return compiler.isInterfaceDeclaration(node.parent) || compiler.isTypeAliasDeclaration(node.parent);
}
