/**
 * Which functions of a program a call may mean, by names alone: those of the callee's name, and where a variable, a member or an expression holds the
 * function, any.
 */
import type ts from "typescript";
import { innermost, isAssignment } from "../../../transformer/analyse/nodes.ts";
import { patternNames } from "../../../transformer/analyse/scope.ts";
import { variableName } from "./variable-names.ts";

/** Methods of functions that call them. */
export const OF_FUNCTIONS: ReadonlySet<string> = new Set(["call", "apply", "bind"]);

/** Before the name of a function: that it is called at all. */
export const CALLED = "call of ";

/** The functions of some files. */
export class Callables {
  /** Whether what a program assigns may be given to a function of it. */
  hasProxies = false;
  readonly #ts: typeof ts;
  /** By the name of a function: its parameters. */
  readonly #parameters: Map<string, ts.ParameterDeclaration[]> = new Map();
  /** Variables and members (`.name`) that may hold a function of another name. */
  readonly #holders: Set<string> = new Set();

  constructor(ts_: typeof ts, files: Iterable<ts.SourceFile> = []) {
    this.#ts = ts_;
    for (const file of files) this.collect(file);
  }

  /** Whether the program has a function of a name. */
  has(name: string): boolean {
    return this.#parameters.has(name);
  }

  /** Parameters of the functions that an expression names or is. */
  parametersOf(node: ts.Node): readonly ts.ParameterDeclaration[] {
    const bare = this.bare(node);
    if (this.#ts.isFunctionLike(bare)) return [...bare.parameters];
    const name = calledName(this.#ts, bare);
    return name === null ? [] : (this.#parameters.get(name) ?? []);
  }

  /** That the functions are called which somebody has who is given a value. */
  callsOf(value: ts.Node): string[] {
    const ts_ = this.#ts;
    const bare = this.bare(value);
    if (ts_.isFunctionLike(bare)) return callNames(ts_, bare);
    if (ts_.isObjectLiteralExpression(bare)) return bare.properties.flatMap((property) => this.callsOf(property));
    if (ts_.isArrayLiteralExpression(bare)) return bare.elements.flatMap((element) => this.callsOf(element));
    if (ts_.isPropertyAssignment(bare)) return this.callsOf(bare.initializer);
    if (ts_.isShorthandPropertyAssignment(bare)) return this.callsOf(bare.name);
    // `f.bind(x)`
    if (ts_.isCallExpression(bare) && ts_.isPropertyAccessExpression(bare.expression) && OF_FUNCTIONS.has(bare.expression.name.text))
      return this.callsOf(bare.expression.expression);
    if (ts_.isIdentifier(bare)) return [CALLED + variableName(ts_, bare)];
    const name = calledName(ts_, bare);
    return name === null ? [] : [CALLED + name];
  }

  /** Whether a call may mean functions that its callee does not name. */
  isIndirect(callee: ts.Node): boolean {
    const ts_ = this.#ts;
    const bare = this.bare(callee);
    if (ts_.isIdentifier(bare)) return this.#holders.has(bare.text);
    if (ts_.isPropertyAccessExpression(bare)) return OF_FUNCTIONS.has(bare.name.text) || this.#holders.has(`.${bare.name.text}`);
    return !ts_.isFunctionLike(bare) && bare.kind !== ts_.SyntaxKind.SuperKeyword && bare.kind !== ts_.SyntaxKind.ImportKeyword;
  }

  /** `(0, f)!` is `f`. */
  private bare(node: ts.Node): ts.Node {
    const ts_ = this.#ts;
    const inner = innermost(ts_, node);
    return ts_.isBinaryExpression(inner) && inner.operatorToken.kind === ts_.SyntaxKind.CommaToken ? this.bare(inner.right) : inner;
  }

  private collect(node: ts.Node): void {
    const ts_ = this.#ts;
    if (ts_.isFunctionLike(node)) this.named(node);
    if (ts_.isParameter(node)) for (const { text } of patternNames(ts_, node.name)) this.#holders.add(text);
    else if (ts_.isVariableDeclaration(node)) {
      const isItem = ts_.isForOfStatement(node.parent.parent);
      if (isItem || !ts_.isIdentifier(node.name) || this.mayHold(node.initializer))
        for (const { text } of patternNames(ts_, node.name)) this.#holders.add(text);
    } else if (ts_.isPropertyAssignment(node) || ts_.isPropertyDeclaration(node)) {
      if (ts_.isIdentifier(node.name) && node.initializer !== undefined && this.mayHold(node.initializer)) this.#holders.add(`.${node.name.text}`);
    } else if (ts_.isShorthandPropertyAssignment(node)) this.#holders.add(`.${node.name.text}`);
    else if (isAssignment(ts_, node) && this.mayHold(node.right)) this.assigned(node.left);
    else if (ts_.isNewExpression(node) && calledName(ts_, node.expression) === "Proxy") this.hasProxies = true;
    ts_.forEachChild(node, (child) => this.collect(child));
  }

  private named(node: ts.SignatureDeclaration): void {
    const name = functionName(this.#ts, node);
    if (name !== null) this.#parameters.set(name, [...(this.#parameters.get(name) ?? []), ...node.parameters]);
  }

  private assigned(target: ts.Node): void {
    const ts_ = this.#ts;
    if (ts_.isIdentifier(target)) this.#holders.add(target.text);
    else if (ts_.isPropertyAccessExpression(target)) this.#holders.add(`.${target.name.text}`);
    else if (!ts_.isElementAccessExpression(target)) ts_.forEachChild(target, (child) => this.assigned(child));
  }

  /** Whether a value may be a function that has another name. */
  private mayHold(value: ts.Expression | undefined): boolean {
    const ts_ = this.#ts;
    if (value === undefined) return false;
    const bare = this.bare(value);
    if (ts_.isCallExpression(bare)) return !ts_.isIdentifier(bare.expression) || bare.expression.text !== "require";
    return !ts_.isFunctionLike(bare) && !ts_.isClassLike(bare) && !ts_.isLiteralExpression(bare) && !ts_.isObjectLiteralExpression(bare);
  }
}

/** The name by which a function is called. */
export function functionName(ts_: typeof ts, node: ts.SignatureDeclaration): string | null {
  if (ts_.isConstructorDeclaration(node)) return ts_.isClassLike(node.parent) ? (node.parent.name?.text ?? null) : null;
  if (node.name !== undefined) return ts_.isIdentifier(node.name) || ts_.isPrivateIdentifier(node.name) ? node.name.text : null;
  const { parent } = node;
  if (ts_.isVariableDeclaration(parent) || ts_.isPropertyAssignment(parent) || ts_.isPropertyDeclaration(parent))
    return ts_.isIdentifier(parent.name) ? parent.name.text : null;
  return null;
}

/** That a function is called: by its name, and where it stands. */
export function callNames(ts_: typeof ts, node: ts.SignatureDeclaration): string[] {
  const name = functionName(ts_, node);
  const isExpression = ts_.isArrowFunction(node) || ts_.isFunctionExpression(node);
  return [...(name === null ? [] : [CALLED + name]), ...(isExpression ? [`${CALLED}${node.getSourceFile().fileName}:${String(node.pos)}`] : [])];
}

/** Whether a name says that a function is called which stands at a place. */
export function isOfPlace(name: string): boolean {
  return name.startsWith(CALLED) && /:\d+$/.test(name);
}

/** The name that a callee ends with; null for other expressions. */
export function calledName(ts_: typeof ts, callee: ts.Node): string | null {
  if (ts_.isIdentifier(callee) || ts_.isPrivateIdentifier(callee)) return callee.text;
  return ts_.isPropertyAccessExpression(callee) ? callee.name.text : null;
}
