/**
 * What variables are called where values are followed (value-flow.ts): those of functions and blocks are told apart by their declarations, all others by their
 * names alone, for other modules may mean them.
 */
import type ts from "typescript";
import { isAssignment, isWrapping } from "../../../transformer/analyse/nodes.ts";
import { resolveScopes } from "../../../transformer/analyse/references.ts";
import { lookUp, type Binding, type Scope, type Scopes } from "../../../transformer/analyse/scope.ts";

/** Bindings that other parts know by their names. */
const BY_NAME = new Set(["function", "class", "import", "enum", "namespace"]);

const known = new WeakMap<ts.SourceFile, FileNames>();

/** What a variable is called, where it stands: `x@120`, and `x` at the top of a module. */
export function variableName(ts_: typeof ts, node: ts.Identifier): string {
  const binding = namesOf(ts_, node).bindingOf(node);
  return binding === null || BY_NAME.has(binding.kind) || binding.scope.parent === null ? node.text : `${node.text}@${binding.declaration.getStart()}`;
}

/** What an assignment to something changes, without what leads there: `a` for `a` and `a[0]`, `.b` for `a.b`. */
export function changedBy(ts_: typeof ts, target: ts.Node): string[] {
  if (ts_.isIdentifier(target)) return [variableName(ts_, target)];
  if (ts_.isPropertyAccessExpression(target)) return [`.${target.name.text}`];
  if (ts_.isElementAccessExpression(target) && ts_.isStringLiteralLike(target.argumentExpression))
    return [...changedBy(ts_, target.expression), `.${target.argumentExpression.text}`];
  return ts_.isElementAccessExpression(target) || isWrapping(ts_, target) ? changedBy(ts_, target.expression) : [];
}

/** The name that stands in the source. */
export function plainName(name: string): string {
  return name.replace(/@\d+$/, "");
}

const OBJECTS = new Set(["Array", "Object", "Reflect", "Math", "JSON", "Promise", "Number", "String", "console"]);
const OUTPUT = /^process\.std(?:out|err)\.write$/;

/** Whether a node names an object of the language whose functions keep nothing of what they are given, or output that is written to. */
export function isLanguageObject(ts_: typeof ts, node: ts.Node): boolean {
  if (ts_.isIdentifier(node)) return OBJECTS.has(node.text) && namesOf(ts_, node).isGlobal(node);
  return (
    ts_.isPropertyAccessExpression(node) &&
    ts_.isIdentifier(node.expression) &&
    OUTPUT.test(node.parent.getText()) &&
    namesOf(ts_, node).isGlobal(node.expression)
  );
}

/** Whether a variable never holds anything but numbers, texts and the like: a call that is given it cannot change it. */
export function isPrimitive(ts_: typeof ts, node: ts.Identifier): boolean {
  const names = namesOf(ts_, node);
  const binding = names.bindingOf(node);
  return binding !== null && names.isPrimitive(binding);
}

function namesOf(ts_: typeof ts, node: ts.Node): FileNames {
  const file = node.getSourceFile();
  const found = known.get(file) ?? new FileNames(ts_, file);
  known.set(file, found);
  return found;
}

/** The variables of a file. */
class FileNames {
  readonly #ts: typeof ts;
  readonly #scopes: Scopes;
  /** What is assigned to a variable; null for what is not known. */
  readonly #values: Map<Binding, (ts.Expression | null)[]> = new Map();

  constructor(ts_: typeof ts, file: ts.SourceFile) {
    this.#ts = ts_;
    this.#scopes = resolveScopes(ts_, file);
    this.collect(file);
  }

  /** Null for globals, and where code that only a run knows may mean anything. */
  bindingOf(node: ts.Identifier): Binding | null {
    if (this.#scopes.dynamic.length > 0) return null;
    const found = this.#scopes.references.get(node);
    if (found !== undefined) return found;
    let scope: Scope | undefined;
    for (let at: ts.Node = node; scope === undefined; at = at.parent)
      scope = this.#scopes.opened.get(at) ?? (at.parent === undefined ? this.#scopes.module : undefined);
    return lookUp(scope, node.text);
  }

  isGlobal(node: ts.Identifier): boolean {
    return this.#scopes.dynamic.length === 0 && this.bindingOf(node) === null;
  }

  isPrimitive(binding: Binding, asked: ReadonlySet<Binding> = new Set()): boolean {
    if (binding.kind !== "let" && binding.kind !== "const" && binding.kind !== "var") return false;
    if (asked.has(binding)) return true;
    const under = new Set([...asked, binding]);
    return (this.#values.get(binding) ?? [null]).every((value) => value !== null && this.holdsPrimitive(value, under));
  }

  private collect(node: ts.Node): void {
    const ts_ = this.#ts;
    if (ts_.isVariableDeclaration(node)) {
      const isHead = ts_.isForOfStatement(node.parent.parent) || ts_.isForInStatement(node.parent.parent);
      if (!isHead && ts_.isIdentifier(node.name)) {
        if (node.initializer !== undefined) this.assigned(node.name, node.initializer);
      } else this.unknown(node.name);
    } else if ((ts_.isForOfStatement(node) || ts_.isForInStatement(node)) && !ts_.isVariableDeclarationList(node.initializer)) this.unknown(node.initializer);
    else if (isAssignment(ts_, node)) {
      const isValue = [ts_.SyntaxKind.EqualsToken, ts_.SyntaxKind.BarBarEqualsToken, ts_.SyntaxKind.AmpersandAmpersandEqualsToken].includes(
        node.operatorToken.kind,
      );
      const keeps = isValue || node.operatorToken.kind === ts_.SyntaxKind.QuestionQuestionEqualsToken;
      if (!ts_.isIdentifier(node.left)) this.unknown(node.left);
      else if (keeps) this.assigned(node.left, node.right);
    }
    ts_.forEachChild(node, (child) => this.collect(child));
  }

  private assigned(target: ts.Identifier, value: ts.Expression | null): void {
    const binding = this.bindingOf(target);
    if (binding === null) return;
    this.#values.set(binding, [...(this.#values.get(binding) ?? []), value]);
  }

  /** Everything that a pattern may name. */
  private unknown(node: ts.Node): void {
    if (this.#ts.isIdentifier(node)) this.assigned(node, null);
    else if (!this.#ts.isPropertyAccessExpression(node) && !this.#ts.isElementAccessExpression(node))
      this.#ts.forEachChild(node, (child) => this.unknown(child));
  }

  private holdsPrimitive(node: ts.Expression, asked: ReadonlySet<Binding>): boolean {
    const ts_ = this.#ts;
    const both = (...parts: readonly ts.Expression[]): boolean => parts.every((part) => this.holdsPrimitive(part, asked));
    if (isWrapping(ts_, node)) return both(node.expression);
    if (ts_.isConditionalExpression(node)) return both(node.whenTrue, node.whenFalse);
    if (ts_.isIdentifier(node)) {
      const binding = this.bindingOf(node);
      return binding !== null && this.isPrimitive(binding, asked);
    }
    if (ts_.isBinaryExpression(node)) return this.isOfPrimitives(node, both);
    if (ts_.isCallExpression(node)) return this.givesPrimitive(node.expression);
    if (ts_.isPrefixUnaryExpression(node) || ts_.isPostfixUnaryExpression(node) || ts_.isTypeOfExpression(node)) return true;
    const { TrueKeyword, FalseKeyword, NullKeyword } = ts_.SyntaxKind;
    if ([TrueKeyword, FalseKeyword, NullKeyword].some((kind) => kind === node.kind)) return true;
    return ts_.isTemplateExpression(node) || (ts_.isLiteralExpression(node) && !ts_.isRegularExpressionLiteral(node));
  }

  private isOfPrimitives(node: ts.BinaryExpression, both: (...parts: ts.Expression[]) => boolean): boolean {
    const { left, operatorToken, right } = node;
    const { CommaToken, BarBarToken, AmpersandAmpersandToken, QuestionQuestionToken } = this.#ts.SyntaxKind;
    if (operatorToken.kind === CommaToken || operatorToken.kind === this.#ts.SyntaxKind.EqualsToken) return both(right);
    const isChoice = [BarBarToken, AmpersandAmpersandToken, QuestionQuestionToken].some((kind) => kind === operatorToken.kind);
    return isChoice || isAssignment(this.#ts, node) ? both(left, right) : true;
  }

  /** `Number(x)`, `Math.floor(x)`. */
  private givesPrimitive(callee: ts.Expression): boolean {
    const ts_ = this.#ts;
    const isGlobal = (node: ts.Expression, names: readonly string[]): boolean => ts_.isIdentifier(node) && names.includes(node.text) && this.isGlobal(node);
    return (
      isGlobal(callee, ["Number", "String", "Boolean", "BigInt", "parseInt", "parseFloat"]) ||
      (ts_.isPropertyAccessExpression(callee) && isGlobal(callee.expression, ["Math"]))
    );
  }
}
