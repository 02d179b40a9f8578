/** Short ways to write the few shapes of code that instrumentation adds. */
import type ts from "typescript";
import { outermost } from "../analyse/nodes.ts";
import { NAMELESS, placeOf, spelled } from "./spelling.ts";

/** Everything an instrumenting visitor needs; one for each module. */
export class Emitter {
  readonly ts: typeof ts;
  readonly factory: ts.NodeFactory;
  /** The namespace of `hindlog/runtime` in the module. */
  readonly runtime: string;
  /** The module's handle: `var`, so that code called before it is set meets undefined and not an error. */
  readonly module: string;
  readonly #taken: ReadonlySet<string>;
  readonly #hasOptionalChains: boolean;
  #count = 0;

  constructor(ts_: typeof ts, { factory, getCompilerOptions }: ts.TransformationContext, taken: ReadonlySet<string>) {
    this.ts = ts_;
    this.factory = factory;
    this.#taken = taken;
    this.#hasOptionalChains = (getCompilerOptions().target ?? ts_.ScriptTarget.ES5) >= ts_.ScriptTarget.ES2020;
    this.runtime = this.fresh("hl");
    this.module = this.fresh("hl_m");
  }

  /** A name that the file uses nowhere. */
  fresh(base: string): string {
    for (;;) {
      const name = this.#count === 0 || base === "hl" || base === "hl_m" ? base : `${base}${this.#count}`;
      this.#count++;
      if (!this.#taken.has(name)) return name;
      base = `${base}_`;
    }
  }

  readonly #environments = new Map<number, string>();
  readonly #sites = new Map<number, string>();
  readonly #added = new WeakSet<ts.Node>();

  /** The variable that holds an environment, in the scope that it belongs to. */
  environment(id: number): string {
    const name = this.#environments.get(id) ?? this.fresh("hl_e");
    this.#environments.set(id, name);
    return name;
  }

  /** The variable of the module that holds what the runtime knows of a loop: `var`, like the module's handle. */
  site(id: number): string {
    const name = this.#sites.get(id) ?? this.fresh("hl_s");
    this.#sites.set(id, name);
    return name;
  }

  /** Those that were asked for. */
  sites(): readonly (readonly [id: number, name: string])[] {
    return [...this.#sites];
  }

  /** Marks a statement as one of ours. */
  adding(statement: ts.Statement): ts.Statement {
    this.#added.add(statement);
    return statement;
  }

  isAdded(statement: ts.Node): boolean {
    return this.#added.has(statement);
  }

  id(name: string): ts.Identifier {
    return this.factory.createIdentifier(name);
  }

  /** An identifier that the compiler treats as `reference` (exports in CommonJS output need it). */
  like(reference: ts.Identifier): ts.Identifier {
    const copy = this.factory.createIdentifier(reference.text);
    return this.ts.setOriginalNode(copy, reference);
  }

  /** Gives what stands around or instead of `original` the same place in source maps: stacks, debuggers and coverage end where the user's code ends. */
  standingFor<T extends ts.Node>(original: ts.Node, node: T): T {
    return this.ts.setSourceMapRange(node, this.ts.getSourceMapRange(original));
  }

  /** Gives `node` the place that `original` has to the engine, and nothing of its length: what the engine says of it is said of that place. */
  placedAs<T extends ts.Node>(original: ts.Expression, node: T): T {
    const pos = placeOf(this.ts, original);
    return this.ts.setSourceMapRange(node, { pos, end: pos });
  }

  /** `hl.name(args)`, which the engine places there: what `hl.name` throws comes from that place. */
  callPlacedAs(original: ts.Expression, name: string, ...args: readonly ts.Expression[]): ts.CallExpression {
    const call = this.call(name, ...args);
    this.placedAs(original, (call.expression as ts.PropertyAccessExpression).name);
    return this.standingFor(original, call);
  }

  /** `hl.name(args)` */
  call(name: string, ...args: readonly ts.Expression[]): ts.CallExpression {
    return this.factory.createCallExpression(this.member(this.id(this.runtime), name), undefined, args);
  }

  /**
   * `(hl?.name(args))`, which stands around an expression of the program. In the errors that the engine throws about it ("x is not iterable") an optional
   * chain has no name, as `await`, `new` and functions have none, and parentheses keep its place: they would be about `hl.name(...)`.
   */
  around(original: ts.Expression, call: ts.CallExpression): ts.Expression {
    return this.standingFor(original, this.nameless(original, call));
  }

  private nameless(original: ts.Expression, call: ts.CallExpression): ts.Expression {
    const { factory, ts: ts_ } = this;
    const { parent } = outermost(ts_, original);
    // What is iterated has its place by itself, and optional chains have none.
    if (ts_.isForOfStatement(parent) || ts_.isYieldExpression(parent)) return call;
    const isSpread = ts_.isSpreadElement(parent) && ts_.isArrayLiteralExpression(parent.parent);
    if (isSpread || (ts_.isVariableDeclaration(parent) && ts_.isArrayBindingPattern(parent.name)))
      return this.callPlacedAs(original, "opens", call, this.text(spelled(ts_, original) ?? NAMELESS));
    if (!this.#hasOptionalChains) return call;
    const { expression, name } = call.expression as ts.PropertyAccessExpression;
    const method = factory.createPropertyAccessChain(expression, factory.createToken(ts_.SyntaxKind.QuestionDotToken), name);
    return factory.createParenthesizedExpression(factory.createCallChain(method, undefined, undefined, call.arguments));
  }

  member(object: ts.Expression, name: string): ts.PropertyAccessExpression {
    return this.factory.createPropertyAccessExpression(object, name);
  }

  number(value: number): ts.Expression {
    return value < 0
      ? this.factory.createPrefixUnaryExpression(this.ts.SyntaxKind.MinusToken, this.factory.createNumericLiteral(-value))
      : this.factory.createNumericLiteral(value);
  }

  /** A literal once more. */
  again(literal: ts.Expression): ts.Expression {
    return this.ts.isNumericLiteral(literal) ? this.factory.createNumericLiteral(literal.text) : this.text((literal as ts.StringLiteral).text);
  }

  text(value: string): ts.Expression {
    return this.factory.createStringLiteral(value);
  }

  array(elements: readonly ts.Expression[]): ts.ArrayLiteralExpression {
    return this.factory.createArrayLiteralExpression(elements);
  }

  /** `(parameters) => body` */
  arrow(parameters: readonly string[], body: ts.ConciseBody): ts.ArrowFunction {
    const declared = parameters.map((name) => this.factory.createParameterDeclaration(undefined, undefined, name));
    return this.factory.createArrowFunction(undefined, undefined, declared, undefined, undefined, body);
  }

  statement(expression: ts.Expression): ts.Statement {
    return this.factory.createExpressionStatement(expression);
  }

  /** `const name = value;` */
  constant(name: string, value: ts.Expression, flags: ts.NodeFlags = this.ts.NodeFlags.Const): ts.Statement {
    const declaration = this.factory.createVariableDeclaration(name, undefined, undefined, value);
    return this.factory.createVariableStatement(undefined, this.factory.createVariableDeclarationList([declaration], flags));
  }

  /** `let name;` */
  variable(name: string, flags: ts.NodeFlags = this.ts.NodeFlags.Let): ts.Statement {
    const declaration = this.factory.createVariableDeclaration(name);
    return this.factory.createVariableStatement(undefined, this.factory.createVariableDeclarationList([declaration], flags));
  }

  when(condition: ts.Expression, ...then: readonly ts.Statement[]): ts.Statement {
    return this.factory.createIfStatement(condition, then.length === 1 ? then[0]! : this.block(then));
  }

  block(statements: readonly ts.Statement[]): ts.Block {
    return this.factory.createBlock(statements, true);
  }

  /** A block in the place of `original` (a block, or what stood where one could): its braces are where those were. */
  blockFor(original: ts.Node, statements: readonly ts.Statement[]): ts.Block {
    if (!this.ts.isBlock(original)) return this.standingFor(original, this.block(statements));
    const list = this.ts.setTextRange(this.factory.createNodeArray(statements), original.statements);
    return this.ts.setTextRange(this.factory.createBlock(list, true), original);
  }

  /** `try { body } finally { last }` */
  tryFinally(body: readonly ts.Statement[], last: readonly ts.Statement[]): ts.Statement {
    return this.factory.createTryStatement(this.block(body), undefined, this.block(last));
  }

  tryCatchFinally(
    body: readonly ts.Statement[],
    { error, handled }: { readonly error: string; readonly handled: readonly ts.Statement[] },
    last: readonly ts.Statement[],
  ): ts.Statement {
    const clause = this.factory.createCatchClause(this.factory.createVariableDeclaration(this.id(error)), this.block(handled));
    return this.factory.createTryStatement(this.block(body), clause, this.block(last));
  }

  assign(left: ts.Expression, right: ts.Expression): ts.Expression {
    return this.factory.createBinaryExpression(left, this.ts.SyntaxKind.EqualsToken, right);
  }

  undefined(): ts.Expression {
    return this.factory.createVoidZero();
  }

  /** `[a, , b] = value`, a hole where a slot is not assigned. */
  assignSlots(slots: readonly { readonly reference: ts.Identifier | null; readonly assignable: boolean }[], value: ts.Expression): ts.Expression {
    const targets = slots.map((slot) => (slot.assignable && slot.reference !== null ? this.like(slot.reference) : this.factory.createOmittedExpression()));
    return this.assign(this.array(targets), value);
  }
}
