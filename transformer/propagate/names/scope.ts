/** What a name means at a place, by syntax alone. */
import type ts from "typescript";

/** How a name came into being. */
export type BindingKind = "import" | "function" | "class" | "type" | "param" | "var" | "let" | "const" | "catch" | "arguments";

/** One declaration. */
export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  /** The declared identifier (for `arguments`: the function). */
  readonly node: ts.Node;
  /** The node whose scope it is in. */
  readonly scope: ts.Node;
}

/** Resolves names in one parsed text; remembers what each scope declares. */
export class Scopes {
  private readonly compiler: typeof ts;
  private readonly cache = new Map<ts.Node, ReadonlyMap<string, Binding>>();
  private readonly ignored: ReadonlySet<ts.Node>;

  /**
   * @param compiler The caller's TypeScript.
   * @param ignored Statements whose declarations do not count.
   */
  constructor(compiler: typeof ts, ignored: readonly ts.Node[] = []) {
    this.compiler = compiler;
    this.ignored = new Set(ignored);
  }

  /** The binding that `name` has within `place`, walking outwards; undefined for a global. `until`: the last node to look into. */
  resolve(name: string, place: ts.Node, until?: ts.Node): Binding | undefined {
    for (let at: ts.Node | undefined = place; at; at = at.parent) {
      const found = this.declared(at).get(name);
      if (found) return found;
      if (at === until) return undefined;
    }
    return undefined;
  }

  /** The names a node declares for what is inside it. */
  declared(scope: ts.Node): ReadonlyMap<string, Binding> {
    const known = this.cache.get(scope);
    if (known) return known;
    const found = new Map<string, Binding>();
    const add = (node: ts.Node | undefined, kind: BindingKind): void => {
      if (!node) return;
      if (this.compiler.isIdentifier(node)) {
        if (!found.has(node.text) || kind !== "var") found.set(node.text, { name: node.text, kind, node, scope });
      } else if (this.compiler.isObjectBindingPattern(node) || this.compiler.isArrayBindingPattern(node)) {
        for (const element of node.elements) if (this.compiler.isBindingElement(element)) add(element.name, kind);
      }
    };
    this.collect(scope, add);
    if (this.compiler.isFunctionLike(scope) && !this.compiler.isArrowFunction(scope) && !found.has("arguments")) {
      found.set("arguments", { name: "arguments", kind: "arguments", node: scope, scope });
    }
    this.cache.set(scope, found);
    return found;
  }

  private collect(scope: ts.Node, add: Add): void {
    const c = this.compiler;
    if (c.isSourceFile(scope) || c.isBlock(scope) || c.isModuleBlock(scope)) this.lexical(scope.statements, add);
    if (c.isSourceFile(scope) || c.isModuleBlock(scope)) this.hoisted(scope, add);
    if (c.isCaseBlock(scope)) for (const clause of scope.clauses) this.lexical(clause.statements, add);
    if (c.isForStatement(scope) || c.isForOfStatement(scope) || c.isForInStatement(scope)) {
      if (scope.initializer && c.isVariableDeclarationList(scope.initializer)) this.declarations(scope.initializer, add);
    }
    if (c.isCatchClause(scope)) add(scope.variableDeclaration?.name, "catch");
    if (c.isClassLike(scope)) add(scope.name, "class");
    if (c.isClassLike(scope) || c.isFunctionLike(scope))
      for (const parameter of (scope as ts.ClassLikeDeclaration).typeParameters ?? []) add(parameter.name, "type");
    if (c.isFunctionLike(scope)) {
      for (const parameter of scope.parameters) add(parameter.name, "param");
      const body = (scope as ts.FunctionLikeDeclaration).body;
      if (body) this.hoisted(body, add);
      if (c.isFunctionExpression(scope)) add(scope.name, "function");
    }
  }

  private lexical(statements: readonly ts.Statement[], add: Add): void {
    const c = this.compiler;
    for (const statement of statements) {
      if (this.ignored.has(statement)) continue;
      if (c.isVariableStatement(statement)) this.declarations(statement.declarationList, add);
      else if (c.isFunctionDeclaration(statement)) add(statement.name, "function");
      else if (c.isClassDeclaration(statement)) add(statement.name, "class");
      else if (c.isEnumDeclaration(statement) || c.isModuleDeclaration(statement)) add(statement.name, "const");
      else if (c.isInterfaceDeclaration(statement) || c.isTypeAliasDeclaration(statement)) add(statement.name, "type");
      else if (c.isImportEqualsDeclaration(statement)) add(statement.name, "import");
      else if (c.isImportDeclaration(statement)) this.imported(statement, add);
    }
  }

  private imported(statement: ts.ImportDeclaration, add: Add): void {
    const clause = statement.importClause;
    add(clause?.name, "import");
    const bindings = clause?.namedBindings;
    if (!bindings) return;
    if (this.compiler.isNamespaceImport(bindings)) add(bindings.name, "import");
    else for (const element of bindings.elements) add(element.name, "import");
  }

  private declarations(list: ts.VariableDeclarationList, add: Add): void {
    const flags = this.compiler.NodeFlags;
    const kind = list.flags & flags.Let ? "let" : list.flags & flags.BlockScoped ? "const" : "var";
    for (const declaration of list.declarations) add(declaration.name, kind);
  }

  /** `var` and, inside blocks of sloppy code, function declarations. */
  private hoisted(root: ts.Node, add: Add): void {
    const c = this.compiler;
    const visit = (node: ts.Node): void => {
      // Expressions hold statements only in functions and classes: large tables need not be walked.
      if (this.ignored.has(node) || c.isFunctionLike(node) || c.isClassLike(node) || c.isExpressionStatement(node)) return;
      if (!c.isVariableDeclarationList(node)) c.forEachChild(node, visit);
      else if (!(node.flags & c.NodeFlags.BlockScoped)) this.declarations(node, add);
    };
    c.forEachChild(root, visit);
  }
}

type Add = (node: ts.Node | undefined, kind: BindingKind) => void;
