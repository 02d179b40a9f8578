/** Lexical scopes: what they hold, and what a name means in one. */
import type ts from "typescript";
import { hasModifier } from "./nodes.ts";

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

/** The binding that `name` means in `scope`; null for a global. */
export function lookUp(scope: Scope, name: string): Binding | null {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const binding = at.bindings.get(name);
    if (binding !== undefined) return binding;
  }
  return null;
}

/** Subtrees without values: types, ambient declarations. */
export function isTypeOnly(ts_: typeof ts, node: ts.Node): boolean {
  if (ts_.isTypeNode(node) && !ts_.isExpressionWithTypeArguments(node)) return true;
  if (ts_.isInterfaceDeclaration(node) || ts_.isTypeAliasDeclaration(node) || ts_.isTypeParameterDeclaration(node)) return true;
  return hasModifier(ts_, node, ts_.SyntaxKind.DeclareKeyword);
}

/** The identifiers that a binding name or pattern declares. */
export function patternNames(ts_: typeof ts, name: ts.BindingName): ts.Identifier[] {
  if (ts_.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) => (ts_.isOmittedExpression(element) ? [] : patternNames(ts_, element.name)));
}
