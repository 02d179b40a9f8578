/**
 * Declares the names of one source file in their scopes, by syntax alone.
 *
 * Invariants
 * 1. `var` and parameters belong to their function, the rest to its block; a `for` head has a scope of its own.
 * 2. Types, `declare`d things and type-only imports bind nothing.
 * 3. In sloppy-mode JavaScript a function that is declared in a block is a variable of its function too (ECMAScript, annex B.3.3).
 */
import type ts from "typescript";
import { hasModuleSyntax, isWrapping } from "./nodes.ts";
import { isTypeOnly, patternNames, type Binding, type BindingKind, type Scope } from "./scope.ts";

/** The scopes of a file with their bindings. */
export interface Declarations {
  readonly module: Scope;
  /** The innermost scope that a node opens, if it opens one. */
  readonly opened: ReadonlyMap<ts.Node, Scope>;
  /** Every identifier of the file. */
  readonly names: ReadonlySet<string>;
}

/** Finds all scopes of a source file and what is declared in them. */
export function declareNames(ts_: typeof ts, file: ts.SourceFile): Declarations {
  const opened = new Map<ts.Node, Scope>();
  const module = open(file, null, opened);
  const names = new Set<string>();
  const inBlocks: DeclaredInBlock[] = [];
  declareIn(ts_, file, module, { opened, names, inBlocks: mayBeSloppy(ts_, file) ? inBlocks : null });
  for (const { name, scope } of inBlocks) hoistFromBlock(name, scope);
  return { module, opened, names };
}

/** JavaScript that is not a module and does not ask for strict mode. */
function mayBeSloppy(ts_: typeof ts, file: ts.SourceFile): boolean {
  const [first] = file.statements;
  const isStrict = first !== undefined && ts_.isExpressionStatement(first) && ts_.isStringLiteral(first.expression) && first.expression.text === "use strict";
  return /\.c?js$/.test(file.fileName) && !hasModuleSyntax(file) && !isStrict;
}

interface DeclaredInBlock {
  readonly name: ts.Identifier;
  readonly scope: Scope;
}

/** Makes a function of a block a variable of its function, unless that would clash with a name of a block around. */
function hoistFromBlock(name: ts.Identifier, scope: Scope): void {
  for (let at = scope.parent; at !== null && at !== scope.owner; at = at.parent) if (at.bindings.has(name.text)) return;
  bind(scope.owner, name, "var");
  scope.owner.bindings.get(name.text)!.assigned = true;
  scope.bindings.get(name.text)!.assigned = true;
}

function open(node: ts.Node, parent: Scope | null, opened: Map<ts.Node, Scope>, isOwner = parent === null): Scope {
  const scope = { node, parent, bindings: new Map<string, Binding>() } as Omit<Scope, "owner"> as Scope & { owner: Scope };
  scope.owner = isOwner ? scope : parent!.owner;
  opened.set(node, scope);
  return scope;
}

/** Whether a node opens a scope: functions, blocks, loop heads, switch bodies, catch clauses, classes (their own name), namespaces. */
function opensScope(ts_: typeof ts, node: ts.Node): "owner" | "block" | null {
  if (ts_.isFunctionLike(node) && "body" in node) return "owner";
  if (ts_.isClassStaticBlockDeclaration(node) || ts_.isPropertyDeclaration(node) || ts_.isModuleBlock(node)) return "owner";
  if (ts_.isBlock(node)) return ts_.isFunctionLike(node.parent) || ts_.isClassStaticBlockDeclaration(node.parent) ? null : "block";
  if (ts_.isForStatement(node) || ts_.isForOfStatement(node) || ts_.isForInStatement(node)) return "block";
  if (ts_.isCaseBlock(node) || ts_.isCatchClause(node) || ts_.isClassLike(node)) return "block";
  return null;
}

interface Declared {
  readonly opened: Map<ts.Node, Scope>;
  readonly names: Set<string>;
  /** Functions declared in blocks; null where the language is strict. */
  readonly inBlocks: DeclaredInBlock[] | null;
}

function declareIn(ts_: typeof ts, node: ts.Node, scope: Scope, found: Declared): void {
  if (ts_.isIdentifier(node)) found.names.add(node.text);
  if (isTypeOnly(ts_, node)) return;
  declare(ts_, node, scope);
  if (ts_.isFunctionDeclaration(node) && node.name && scope !== scope.owner) found.inBlocks?.push({ name: node.name, scope });
  const opens = node === scope.node ? null : opensScope(ts_, node);
  const inner = opens === null ? scope : open(node, scope, found.opened, opens === "owner");
  if (opens !== null) declareOwnName(ts_, node, inner);
  ts_.forEachChild(node, (child) => declareIn(ts_, child, inner, found));
}

/** The name of a class or function expression is bound inside it. */
function declareOwnName(ts_: typeof ts, node: ts.Node, inner: Scope): void {
  if (ts_.isFunctionExpression(node) && node.name) bind(inner, node.name, "function");
  if (ts_.isClassExpression(node) && node.name) bind(inner, node.name, "class");
}

function declare(ts_: typeof ts, node: ts.Node, scope: Scope): void {
  if (ts_.isVariableDeclaration(node)) declareVariable(ts_, node, scope);
  else if (ts_.isParameter(node)) bindPattern(ts_, node.name, { kind: "param", scope: scopeOfParameter(ts_, node, scope) });
  else if (ts_.isFunctionDeclaration(node) && node.name && node.body) bind(scope, node.name, "function");
  else if (ts_.isClassDeclaration(node) && node.name) bind(scope, node.name, "class");
  else if (ts_.isEnumDeclaration(node)) bind(scope, node.name, "enum");
  else if (ts_.isModuleDeclaration(node) && ts_.isIdentifier(node.name)) bind(scope, node.name, "namespace");
  else if (ts_.isImportEqualsDeclaration(node)) bind(scope, node.name, "import");
  else if (ts_.isImportDeclaration(node)) declareImports(ts_, node, scope);
}

function scopeOfParameter(ts_: typeof ts, node: ts.ParameterDeclaration, scope: Scope): Scope {
  return ts_.isFunctionLike(node.parent) ? scope : scope.owner;
}

function declareVariable(ts_: typeof ts, node: ts.VariableDeclaration, scope: Scope): void {
  if (ts_.isCatchClause(node.parent)) return bindPattern(ts_, node.name, { kind: "catch", scope });
  const flags = node.parent.flags;
  const kind = flags & ts_.NodeFlags.Let ? "let" : flags & ts_.NodeFlags.BlockScoped ? "const" : "var";
  const target = kind === "var" ? scope.owner : scope;
  const imported = requiredFrom(ts_, node.initializer);
  if (imported !== null && ts_.isObjectBindingPattern(node.name)) {
    for (const element of node.name.elements) {
      const name =
        element.propertyName && ts_.isIdentifier(element.propertyName) ? element.propertyName.text : ts_.isIdentifier(element.name) ? element.name.text : null;
      if (name !== null && ts_.isIdentifier(element.name)) bind(target, element.name, kind, { imported: { module: imported, name } });
    }
    return;
  }
  const constantPrimitive = kind === "const" && node.initializer !== undefined && isPrimitiveLiteral(ts_, node.initializer);
  bindPattern(ts_, node.name, { kind, scope: target }, { constantPrimitive, imported: imported === null ? null : { module: imported, name: "*" } });
  if (kind === "var" && isGivenValue(ts_, node)) for (const name of patternNames(ts_, node.name)) target.bindings.get(name.text)!.assigned = true;
}

/** Whether a value is assigned where the variable is declared: by its initializer, or by the loop that it is the head of. */
function isGivenValue(ts_: typeof ts, node: ts.VariableDeclaration): boolean {
  const loop = node.parent.parent;
  return node.initializer !== undefined || ((ts_.isForOfStatement(loop) || ts_.isForInStatement(loop)) && loop.initializer === node.parent);
}

/** `require("x")`: the module it names. */
function requiredFrom(ts_: typeof ts, node: ts.Expression | undefined): string | null {
  if (node === undefined || !ts_.isCallExpression(node) || !ts_.isIdentifier(node.expression) || node.expression.text !== "require") return null;
  const [argument] = node.arguments;
  return argument !== undefined && ts_.isStringLiteralLike(argument) ? argument.text : null;
}

function isPrimitiveLiteral(ts_: typeof ts, node: ts.Expression): boolean {
  if (ts_.isPrefixUnaryExpression(node)) return isPrimitiveLiteral(ts_, node.operand);
  if (isWrapping(ts_, node)) return isPrimitiveLiteral(ts_, node.expression);
  const { SyntaxKind } = ts_;
  return (
    ts_.isNumericLiteral(node) ||
    ts_.isStringLiteralLike(node) ||
    ts_.isBigIntLiteral(node) ||
    ts_.isTemplateExpression(node) ||
    node.kind === SyntaxKind.TrueKeyword ||
    node.kind === SyntaxKind.FalseKeyword ||
    node.kind === SyntaxKind.NullKeyword
  );
}

function declareImports(ts_: typeof ts, node: ts.ImportDeclaration, scope: Scope): void {
  const clause = node.importClause;
  if (clause === undefined || clause.isTypeOnly || !ts_.isStringLiteral(node.moduleSpecifier)) return;
  const module = node.moduleSpecifier.text;
  if (clause.name) bind(scope, clause.name, "import", { imported: { module, name: "default" } });
  const named = clause.namedBindings;
  if (named === undefined) return;
  if (ts_.isNamespaceImport(named)) return void bind(scope, named.name, "import", { imported: { module, name: "*" } });
  for (const element of named.elements) {
    if (!element.isTypeOnly) bind(scope, element.name, "import", { imported: { module, name: (element.propertyName ?? element.name).text } });
  }
}

type BindingFacts = Partial<Pick<Binding, "imported" | "constantPrimitive">>;

function bind(scope: Scope, declaration: ts.Identifier, kind: BindingKind, facts: BindingFacts = {}): void {
  if (scope.bindings.has(declaration.text)) {
    // A namespace adds to the function or class of its name; it does not replace it.
    if (kind !== "namespace") scope.bindings.get(declaration.text)!.assigned = true;
    return;
  }
  scope.bindings.set(declaration.text, {
    name: declaration.text,
    kind,
    scope,
    declaration,
    imported: null,
    constantPrimitive: false,
    assigned: false,
    ...facts,
  });
}

function bindPattern(ts_: typeof ts, name: ts.BindingName, { kind, scope }: { kind: BindingKind; scope: Scope }, facts: BindingFacts = {}): void {
  if (ts_.isIdentifier(name)) return bind(scope, name, kind, facts);
  for (const identifier of patternNames(ts_, name)) bind(scope, identifier, kind);
}
