/**
 * Lexical scopes of one source file, by syntax alone (no type checker: every door must agree).
 *
 * Invariants
 * 1. `var` and parameters belong to their function, the rest to its block; a `for` head has a scope of its own.
 * 2. Types, `declare`d things and type-only imports bind nothing.
 * 3. A name that resolves to nothing is a global.
 * 4. In sloppy-mode JavaScript a function that is declared in a block is a variable of its function too (ECMAScript, annex B.3.3).
 */
import type ts from "typescript";

export type BindingKind = "var" | "let" | "const" | "function" | "class" | "param" | "import" | "catch" | "enum" | "namespace";

/** One declared name. */
export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  readonly scope: Scope;
  /** The identifier that declares it; the first one where there are several. */
  readonly declaration: ts.Identifier;
  /** For an import: the module and the imported name (`*` for a namespace, `default`). */
  readonly imported: { readonly module: string; readonly name: string } | null;
  /** A `const` whose initialiser is a literal: it never changes and holds no object. */
  readonly constantPrimitive: boolean;
  /** Written to anywhere after its declaration (`var` with an initialiser counts). */
  assigned: boolean;
}

export interface Scope {
  readonly node: ts.Node;
  readonly parent: Scope | null;
  /** The scope of the function (or file) it belongs to. */
  readonly owner: Scope;
  readonly bindings: Map<string, Binding>;
}

/** What the names of a file mean. */
export interface Scopes {
  readonly module: Scope;
  /** Every reference in value position that resolves to a declaration of this file. */
  readonly references: ReadonlyMap<ts.Identifier, Binding>;
  /** The innermost scope that a node opens, if it opens one. */
  readonly opened: ReadonlyMap<ts.Node, Scope>;
  /** Every name bound or used anywhere: for choosing names that clash with none. */
  readonly names: ReadonlySet<string>;
  /** Direct `eval` calls and `with` statements: names around them mean what only a run can tell. */
  readonly dynamic: readonly ts.Node[];
  /** Every `arguments` that is a function's own, not a variable of that name. */
  readonly freeArguments: ReadonlySet<ts.Identifier>;
  /** Whether any of them is assigned. */
  readonly assignsArguments: boolean;
}

/** Resolves all names of a source file. */
export function resolveScopes(ts_: typeof ts, file: ts.SourceFile): Scopes {
  const opened = new Map<ts.Node, Scope>();
  const module = open(file, null, opened);
  const names = new Set<string>();
  const inBlocks: DeclaredInBlock[] = [];
  declareIn(ts_, file, module, { opened, names, inBlocks: mayBeSloppy(ts_, file) ? inBlocks : null });
  for (const { name, scope } of inBlocks) hoistFromBlock(name, scope);
  const found = { opened, references: new Map<ts.Identifier, Binding>(), dynamic: [] as ts.Node[], freeArguments: new Set<ts.Identifier>() };
  referTo(ts_, file, module, found);
  const { references, dynamic, freeArguments } = found;
  return { module, references, opened, names, dynamic, freeArguments, assignsArguments: [...freeArguments].some((node) => isWritten(ts_, node)) };
}

/** JavaScript that is not a module and does not ask for strict mode. */
function mayBeSloppy(ts_: typeof ts, file: ts.SourceFile): boolean {
  const [first] = file.statements;
  const isStrict = first !== undefined && ts_.isExpressionStatement(first) && ts_.isStringLiteral(first.expression) && first.expression.text === "use strict";
  return /\.c?js$/.test(file.fileName) && !ts_.isExternalModule(file) && !isStrict;
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

/** Subtrees without values: types, ambient declarations. */
export function isTypeOnly(ts_: typeof ts, node: ts.Node): boolean {
  if (ts_.isTypeNode(node) && !ts_.isExpressionWithTypeArguments(node)) return true;
  if (ts_.isInterfaceDeclaration(node) || ts_.isTypeAliasDeclaration(node) || ts_.isTypeParameterDeclaration(node)) return true;
  return ts_.canHaveModifiers(node) && (ts_.getModifiers(node)?.some((modifier) => modifier.kind === ts_.SyntaxKind.DeclareKeyword) ?? false);
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
  if (kind === "var" && node.initializer !== undefined) for (const name of patternNames(ts_, node.name)) target.bindings.get(name.text)!.assigned = true;
}

/** `require("x")`: the module it names. */
function requiredFrom(ts_: typeof ts, node: ts.Expression | undefined): string | null {
  if (node === undefined || !ts_.isCallExpression(node) || !ts_.isIdentifier(node.expression) || node.expression.text !== "require") return null;
  const [argument] = node.arguments;
  return argument !== undefined && ts_.isStringLiteralLike(argument) ? argument.text : null;
}

function isPrimitiveLiteral(ts_: typeof ts, node: ts.Expression): boolean {
  if (ts_.isPrefixUnaryExpression(node)) return isPrimitiveLiteral(ts_, node.operand);
  if (ts_.isParenthesizedExpression(node) || ts_.isAsExpression(node) || ts_.isSatisfiesExpression(node)) return isPrimitiveLiteral(ts_, node.expression);
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

/** The identifiers that a binding name or pattern declares. */
export function patternNames(ts_: typeof ts, name: ts.BindingName): ts.Identifier[] {
  if (ts_.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) => (ts_.isOmittedExpression(element) ? [] : patternNames(ts_, element.name)));
}

interface Resolution {
  readonly opened: ReadonlyMap<ts.Node, Scope>;
  readonly references: Map<ts.Identifier, Binding>;
  readonly dynamic: ts.Node[];
  readonly freeArguments: Set<ts.Identifier>;
}

function referTo(ts_: typeof ts, node: ts.Node, scope: Scope, resolution: Resolution): void {
  if (isTypeOnly(ts_, node)) return;
  const inner = resolution.opened.get(node) ?? scope;
  if (ts_.isIdentifier(node) && isReference(ts_, node)) {
    const binding = lookUp(scope, node.text);
    if (binding === null && node.text === "arguments") resolution.freeArguments.add(node);
    if (binding !== null) {
      resolution.references.set(node, binding);
      if (isWritten(ts_, node)) binding.assigned = true;
    }
  }
  if (ts_.isWithStatement(node) || isDirectEval(ts_, node, scope)) resolution.dynamic.push(node);
  ts_.forEachChild(node, (child) => referTo(ts_, child, inner, resolution));
}

function isDirectEval(ts_: typeof ts, node: ts.Node, scope: Scope): boolean {
  return ts_.isCallExpression(node) && ts_.isIdentifier(node.expression) && node.expression.text === "eval" && lookUp(scope, "eval") === null;
}

/** The binding that `name` means in `scope`; null for a global. */
export function lookUp(scope: Scope, name: string): Binding | null {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const binding = at.bindings.get(name);
    if (binding !== undefined) return binding;
  }
  return null;
}

/** Whether an identifier is read or written as a variable, rather than being a property name, a label or a declaration. */
function isReference(ts_: typeof ts, node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts_.isQualifiedName(parent)) return false;
  if (ts_.isPropertyAccessExpression(parent)) return parent.name !== node;
  if (ts_.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts_.isShorthandPropertyAssignment(parent)) return parent.name === node || parent.objectAssignmentInitializer === node;
  if (
    ts_.isBindingElement(parent) ||
    ts_.isVariableDeclaration(parent) ||
    ts_.isParameter(parent) ||
    ts_.isPropertyDeclaration(parent) ||
    ts_.isEnumMember(parent)
  )
    return parent.initializer === node;
  if (ts_.isExportSpecifier(parent))
    return (parent.propertyName ?? parent.name) === node && parent.parent.parent.moduleSpecifier === undefined && !parent.isTypeOnly;
  if (ts_.isFunctionLike(parent) || ts_.isClassLike(parent) || ts_.isEnumDeclaration(parent) || ts_.isModuleDeclaration(parent))
    return ts_.isArrowFunction(parent) && parent.body === node;
  if (
    ts_.isImportClause(parent) ||
    ts_.isImportSpecifier(parent) ||
    ts_.isNamespaceImport(parent) ||
    ts_.isImportEqualsDeclaration(parent) ||
    ts_.isNamespaceExport(parent)
  )
    return false;
  if (ts_.isLabeledStatement(parent) || ts_.isBreakOrContinueStatement(parent) || ts_.isMetaProperty(parent) || ts_.isJsxAttribute(parent)) return false;
  return true;
}

/** Whether this reference writes: assignment (patterns included), ++, --, the head of for-of and for-in. */
export function isWritten(ts_: typeof ts, node: ts.Identifier): boolean {
  let child: ts.Node = node;
  let parent: ts.Node = node.parent;
  while (isPatternPart(ts_, parent, child)) {
    child = parent;
    parent = parent.parent;
  }
  if (ts_.isBinaryExpression(parent))
    return parent.left === child && parent.operatorToken.kind >= ts_.SyntaxKind.FirstAssignment && parent.operatorToken.kind <= ts_.SyntaxKind.LastAssignment;
  if (ts_.isPrefixUnaryExpression(parent) || ts_.isPostfixUnaryExpression(parent))
    return parent.operator === ts_.SyntaxKind.PlusPlusToken || parent.operator === ts_.SyntaxKind.MinusMinusToken;
  return (ts_.isForOfStatement(parent) || ts_.isForInStatement(parent)) && parent.initializer === child;
}

function isPatternPart(ts_: typeof ts, parent: ts.Node, child: ts.Node): boolean {
  if (ts_.isArrayLiteralExpression(parent) || ts_.isObjectLiteralExpression(parent) || ts_.isParenthesizedExpression(parent)) return true;
  if (ts_.isSpreadElement(parent) || ts_.isSpreadAssignment(parent) || ts_.isNonNullExpression(parent) || ts_.isAsExpression(parent)) return true;
  if (ts_.isPropertyAssignment(parent)) return parent.initializer === child;
  if (ts_.isShorthandPropertyAssignment(parent)) return parent.name === child;
  return (
    ts_.isBinaryExpression(parent) &&
    parent.left === child &&
    parent.operatorToken.kind === ts_.SyntaxKind.EqualsToken &&
    ts_.isArrayLiteralExpression(parent.parent)
  );
}
