/**
 * Generators of replay builds: a jump leads to one of their yields, and nothing of the program is executed on the way (generators.ts shows the shapes).
 *
 * Declarations take what was saved, conditions lead to the yield, statements that do not lead there are passed, `catch` and `finally` see nothing of it.
 */
import type ts from "typescript";
import type { GeneratorInfo, YieldPoint } from "../analyse/generators.ts";
import { isWithin } from "../analyse/nodes.ts";
import { patternNames } from "../analyse/scope.ts";
import type { FileSites } from "../analyse/sites.ts";
import type { Emitter } from "./emit.ts";

/** What the module lends to the instrumentation of a generator. */
export interface GeneratorOptions {
  readonly emit: Emitter;
  readonly sites: FileSites;
  readonly restores: boolean;
  /** Whether a loop is a context, whatever was inserted. */
  readonly isFollowed: (loop: ts.IterationStatement) => boolean;
  /** The variable of its strand; null where it is not followed. */
  readonly strand: string | null;
}

/** The ways through one generator to its yields. */
export class GeneratorJumps {
  readonly info: GeneratorInfo;
  protected readonly options: GeneratorOptions;
  protected readonly emit: Emitter;
  /** The variable that holds the jump. */
  protected readonly jump: string;
  protected readonly points: readonly { readonly node: ts.Node; readonly point: YieldPoint }[];

  constructor(info: GeneratorInfo, options: GeneratorOptions) {
    this.info = info;
    this.options = options;
    this.emit = options.emit;
    this.jump = this.emit.fresh("hl_j");
    this.points = [...info.yields].map(([node, point]) => ({ node, point }));
  }

  /** Whether a yield of the generator lies in a node. */
  holds(node: ts.Node): boolean {
    return this.within(node).length > 0;
  }

  private within(node: ts.Node): readonly YieldPoint[] {
    return this.points.filter((at) => isWithin(at.node, node)).map(({ point }) => point);
  }

  /** `try { ... } catch (e) { if (e !== j) throw e; }` */
  protected caught(statements: readonly ts.Statement[]): ts.Statement {
    const emit = this.emit;
    const { factory } = emit;
    const error = emit.fresh("hl_e");
    const other = factory.createStrictInequality(emit.id(error), emit.id(this.jump));
    const clause = factory.createCatchClause(
      factory.createVariableDeclaration(error),
      emit.block([emit.when(other, factory.createThrowStatement(emit.id(error)))]),
    );
    return factory.createTryStatement(emit.block(statements), clause, undefined);
  }

  /** A statement of a list on the way to a yield: left out by a jump, unless it leads there. */
  passed(statement: ts.Statement, visited: ts.Statement): readonly ts.Statement[] {
    const emit = this.emit;
    const ts_ = emit.ts;
    if (!this.options.restores) return [visited];
    if (ts_.isVariableStatement(visited)) return this.declared((statement as ts.VariableStatement).declarationList, visited.declarationList, visited);
    if (ts_.isFunctionDeclaration(visited) || ts_.isClassDeclaration(visited) || ts_.isEnumDeclaration(visited) || ts_.isModuleDeclaration(visited))
      return [visited];
    const leads = this.leadsInto(statement);
    const runs = emit.factory.createLogicalNot(this.member("on"));
    return [emit.standingFor(statement, emit.when(leads === null ? runs : emit.factory.createLogicalOr(runs, leads), visited))];
  }

  /** Whether the jump's yield lies in a node, as an expression; null where none does. */
  private leadsInto(node: ts.Node): ts.Expression | null {
    const points = this.within(node);
    if (points.length === 0) return null;
    const { factory } = this.emit;
    const [first, last] = [points[0]!.id, points.at(-1)!.id];
    if (first === last) return factory.createStrictEquality(this.member("to"), this.emit.number(first));
    const above = factory.createGreaterThanEquals(this.member("to"), this.emit.number(first));
    const below = factory.createLessThanEquals(this.member("to"), this.emit.number(last));
    return factory.createParenthesizedExpression(factory.createLogicalAnd(above, below));
  }

  /** Whether a jump is under way whose yield does not lie in a node, as an expression. */
  private passes(node: ts.Node): ts.Expression {
    const { factory } = this.emit;
    const leads = this.leadsInto(node);
    if (leads === null) return this.member("on");
    return factory.createLogicalAnd(this.member("on"), factory.createLogicalNot(factory.createParenthesizedExpression(leads)));
  }

  /** What was saved under a name while a jump is under way, else a value, as an expression. @param name - null where nothing ever is */
  protected savedOr(name: string | null, value: ts.Expression): ts.Expression {
    if (name === null) return value;
    return this.emit.factory.createConditionalExpression(this.member("on"), undefined, this.saved(name), undefined, value);
  }

  /** Declarations take what was saved; patterns are taken apart only where nothing was. */
  private declared(list: ts.VariableDeclarationList, visited: ts.VariableDeclarationList, whole: ts.VariableStatement): ts.Statement[] {
    const emit = this.emit;
    const { factory, ts: ts_ } = emit;
    return list.declarations.flatMap((declaration, index) => {
      const made = visited.declarations[index]!;
      if (ts_.isIdentifier(declaration.name)) {
        const one = this.declaration(declaration, made);
        const flags = list.flags & ts_.NodeFlags.BlockScoped;
        return [emit.standingFor(whole, factory.createVariableStatement(undefined, factory.createVariableDeclarationList([one], flags)))];
      }
      return this.takenApart(list, made.name as ts.BindingPattern, made.initializer!);
    });
  }

  private declaration(declaration: ts.VariableDeclaration, visited: ts.VariableDeclaration): ts.VariableDeclaration {
    const { factory } = this.emit;
    const name = this.nameOf(declaration.name as ts.Identifier);
    // `var x;` sets nothing.
    const isBare = declaration.initializer === undefined && (declaration.parent.flags & this.emit.ts.NodeFlags.BlockScoped) === 0;
    if (isBare || name === null) return visited;
    const value = factory.createConditionalExpression(
      this.passes(declaration),
      undefined,
      this.saved(name),
      undefined,
      visited.initializer ?? this.emit.undefined(),
    );
    return factory.updateVariableDeclaration(visited, visited.name, visited.exclamationToken, visited.type, value);
  }

  /** `let a = j.v["a"], b = ...; if (!j.on) ({ a, b } = VALUE);` */
  protected takenApart(list: ts.VariableDeclarationList, pattern: ts.BindingPattern, value: ts.Expression): ts.Statement[] {
    const emit = this.emit;
    const { factory, ts: ts_ } = emit;
    const isVar = (list.flags & ts_.NodeFlags.BlockScoped) === 0;
    const variables = patternNames(ts_, pattern).map((name) => {
      const saved = this.nameOf(name);
      const now = isVar || saved === null ? undefined : this.savedOr(saved, emit.undefined());
      return factory.createVariableDeclaration(name.text, undefined, undefined, now);
    });
    const assigned = factory.createParenthesizedExpression(emit.assign(asAssignment(emit, pattern), value));
    return [
      factory.createVariableStatement(undefined, factory.createVariableDeclarationList(variables, isVar ? ts_.NodeFlags.None : ts_.NodeFlags.Let)),
      emit.when(factory.createLogicalNot(this.member("on")), emit.standingFor(value, emit.statement(assigned))),
    ];
  }

  /** The name under which a variable is saved at some yield; null where it never is. */
  protected nameOf(declared: ts.Identifier): string | null {
    const original = this.emit.ts.getOriginalNode(declared);
    for (const point of [this.info.start, ...this.info.yields.values()])
      for (const { name, binding } of point.variables) if (binding.declaration === original) return name;
    return null;
  }

  protected saved(name: string): ts.Expression {
    return this.emit.factory.createElementAccessExpression(this.member("v"), this.emit.text(name));
  }

  protected member(name: string): ts.Expression {
    return this.emit.member(this.emit.id(this.jump), name);
  }

  /** `if (j.on ? LEADS : CONDITION)` */
  branches(node: ts.IfStatement, condition: ts.Expression): ts.Expression {
    if (!this.options.restores || !this.holds(node)) return condition;
    const { factory } = this.emit;
    const leads = this.leadsInto(node.thenStatement) ?? factory.createFalse();
    return factory.createConditionalExpression(this.passes(node.expression), undefined, leads, undefined, condition);
  }

  /** A loop's condition while it is jumped into. */
  condition(node: ts.IterationStatement, condition: ts.Expression): ts.Expression {
    if (!this.options.restores || !this.holds(node.statement)) return condition;
    return this.emit.factory.createLogicalOr(this.member("on"), this.emit.factory.createParenthesizedExpression(condition));
  }

  /** The beginning of a for loop's head. */
  initializer(node: ts.ForStatement, visited: ts.ForInitializer | undefined): ts.ForInitializer | undefined {
    const { factory, ts: ts_ } = this.emit;
    if (!this.options.restores || visited === undefined || !this.holds(node.statement)) return visited;
    if (!ts_.isVariableDeclarationList(visited))
      return factory.createConditionalExpression(
        this.member("on"),
        undefined,
        this.emit.undefined(),
        undefined,
        factory.createParenthesizedExpression(visited),
      );
    if (visited.declarations.some((declaration) => !ts_.isIdentifier(declaration.name))) return visited;
    const list = node.initializer as ts.VariableDeclarationList;
    return factory.updateVariableDeclarationList(
      visited,
      visited.declarations.map((declaration, index) => this.declaration(list.declarations[index]!, declaration)),
    );
  }

  /** `catch` and `finally` see nothing of a jump. */
  clauses(visited: ts.TryStatement): ts.TryStatement {
    if (!this.options.restores) return visited;
    const { factory } = this.emit;
    const { catchClause, finallyBlock } = visited;
    const last = finallyBlock && this.emit.block([this.emit.when(factory.createLogicalNot(this.member("on")), finallyBlock)]);
    return factory.updateTryStatement(visited, visited.tryBlock, catchClause && this.passing(catchClause), last);
  }

  private passing(clause: ts.CatchClause): ts.CatchClause {
    const emit = this.emit;
    const { factory, ts: ts_ } = emit;
    const declared = clause.variableDeclaration;
    const simple = declared !== undefined && ts_.isIdentifier(declared.name) ? declared : factory.createVariableDeclaration(emit.fresh("hl_e"));
    const name = (simple.name as ts.Identifier).text;
    const apart =
      declared === undefined || simple === declared
        ? []
        : [
            factory.createVariableStatement(
              undefined,
              factory.createVariableDeclarationList([factory.createVariableDeclaration(declared.name, undefined, undefined, emit.id(name))], ts_.NodeFlags.Let),
            ),
          ];
    const jump = emit.when(factory.createStrictEquality(emit.id(name), emit.id(this.jump)), factory.createThrowStatement(emit.id(name)));
    return factory.updateCatchClause(clause, simple, emit.blockFor(clause.block, [jump, ...apart, ...clause.block.statements]));
  }
}

/** A binding pattern as the target of an assignment. */
function asAssignment(emit: Emitter, name: ts.BindingName): ts.Expression {
  const { factory, ts: ts_ } = emit;
  if (ts_.isIdentifier(name)) return emit.like(name);
  const target = (element: ts.BindingElement): ts.Expression => {
    const inner = asAssignment(emit, element.name);
    return element.initializer === undefined ? inner : emit.assign(inner, element.initializer);
  };
  if (ts_.isArrayBindingPattern(name))
    return factory.createArrayLiteralExpression(
      name.elements.map((element) => {
        if (ts_.isOmittedExpression(element)) return element;
        return element.dotDotDotToken === undefined ? target(element) : factory.createSpreadElement(asAssignment(emit, element.name));
      }),
    );
  return factory.createObjectLiteralExpression(
    name.elements.map((element) => {
      if (element.dotDotDotToken !== undefined) return factory.createSpreadAssignment(asAssignment(emit, element.name));
      const key = element.propertyName ?? factory.createIdentifier((element.name as ts.Identifier).text);
      return factory.createPropertyAssignment(key, target(element));
    }),
  );
}
