/**
 * `#private` members: a static block hands accessors to the runtime; replay builds can make instances without running constructors.
 *
 * in                        out
 * class A {                 class A {
 *                             static { hl.privates(this, { name: "A", fields: ["#n"], has: (o) => #n in o || #m in o,
 *                                        read: (o) => [#n in o ? o.#n : hl.unset], write: (o, v) => { if (v[0] !== hl.unset) o.#n = v[0]; }, ... }, true); }
 *   #n = 1;                   #n = 1;
 *   #m() {}                   #m() {}
 *   constructor(x) {          constructor(x) {
 *                               if (hl.making.on) return;              // replay builds
 *     B }                       B }
 * class B extends A {       class B extends A {
 *   constructor(x) {          constructor(x) {
 *     super(f(x));              super(hl.making.on ? hl.blank : f(x));
 *                               if (hl.making.on) return;
 *     B }                       B }
 */
import type ts from "typescript";
import { isAutoAccessor } from "../analyse/classes.ts";
import { isAtTop } from "../analyse/remaking.ts";
import { directives, hasModifier } from "../analyse/nodes.ts";
import type { Emitter } from "./emit.ts";

/** Whether a class has members whose names begin with `#`, or accessors with hidden storage. */
export function hasPrivates(ts_: typeof ts, node: ts.ClassLikeDeclaration): boolean {
  return node.members.some((member) => (member.name !== undefined && ts_.isPrivateIdentifier(member.name)) || isAutoAccessor(ts_, member));
}

/**
 * The static block of a class that has private members.
 * @param build - whether its constructor is guarded, and whether the compiler gives `accessor` fields a private field as storage.
 */
export function privatesBlock(
  emit: Emitter,
  node: ts.ClassLikeDeclaration,
  build: { readonly guarded: boolean; readonly lowersAccessors: boolean },
): ts.ClassStaticBlockDeclaration {
  const { factory, ts: ts_ } = emit;
  const members = privateMembers(emit, node, build.lowersAccessors);
  const own = members.filter((member) => member.isStatic && member.isField);
  const names = members.filter((member, index) => !member.isStatic && members.findIndex((other) => other.label === member.label) === index);
  const fields = members.filter((member) => !member.isStatic && member.isField);
  const text = (list: readonly PrivateMember[]): ts.Expression => emit.array(list.map((member) => emit.text(member.label)));
  const reason = whyNot(ts_, node);
  const object = (): ts.Expression => emit.id("o");
  const property = (name: string, value: ts.Expression): ts.ObjectLiteralElementLike => factory.createPropertyAssignment(name, value);
  const given = factory.createObjectLiteralExpression(
    [
      property("name", emit.text(node.name?.text ?? "(anonymous)")),
      property("fields", text(fields)),
      property("has", emit.arrow(["o"], anyIn(emit, names))),
      property("read", emit.arrow(["o"], emit.array(fields.map((field) => read(emit, object, field))))),
      property("write", emit.arrow(["o", "v"], writes(emit, object, fields))),
      property("ownFields", text(own)),
      property("readOwn", emit.arrow([], emit.array(own.map((field) => emit.call("guarded", emit.arrow([], member(emit, factory.createThis(), field))))))),
      property(
        "writeOwn",
        emit.arrow(
          ["v"],
          writes(emit, () => factory.createThis(), own),
        ),
      ),
      property("unmakeable", reason === null ? factory.createNull() : emit.text(reason)),
      property("storage", members.some((candidate) => candidate.id === null) ? factory.createTrue() : factory.createFalse()),
      property("derived", isDerived(ts_, node) ? factory.createTrue() : factory.createFalse()),
      property("guarded", build.guarded ? factory.createTrue() : factory.createFalse()),
    ],
    false,
  );
  const everywhere = isAtTop(ts_, node) ? factory.createTrue() : factory.createFalse();
  return factory.createClassStaticBlockDeclaration(emit.block([emit.statement(emit.call("privates", factory.createThis(), given, everywhere))]));
}

interface PrivateMember {
  readonly label: string;
  readonly isStatic: boolean;
  readonly isField: boolean;
  /** Makes its name; null where it has none. */
  readonly id: (() => ts.PrivateIdentifier) | null;
}

function privateMembers(emit: Emitter, node: ts.ClassLikeDeclaration, lowersAccessors: boolean): PrivateMember[] {
  const { ts: ts_, factory } = emit;
  return node.members.flatMap((member): PrivateMember[] => {
    const { name } = member;
    if (name === undefined) return [];
    const isStatic = hasModifier(ts_, member, ts_.SyntaxKind.StaticKeyword);
    if (isAutoAccessor(ts_, member))
      return [{ label: `accessor ${name.getText()}`, isStatic, isField: true, id: lowersAccessors ? storageName(emit, name) : null }];
    if (!ts_.isPrivateIdentifier(name)) return [];
    return [{ label: name.text, isStatic, isField: ts_.isPropertyDeclaration(member), id: () => factory.createPrivateIdentifier(name.text) }];
  });
}

type Generating = ts.NodeFactory & { getGeneratedPrivateNameForNode?: (node: ts.Node, prefix: undefined, suffix: string) => ts.PrivateIdentifier };

/** The private field in which the compiler keeps an `accessor` field: the same generated name. Its function is not public; without it such classes are refused. */
function storageName({ factory, ts: ts_ }: Emitter, name: ts.PropertyName): PrivateMember["id"] {
  const generate = (factory as Generating).getGeneratedPrivateNameForNode;
  return generate === undefined || ts_.isComputedPropertyName(name) ? null : () => generate(name, undefined, "_accessor_storage");
}

function isDerived(ts_: typeof ts, node: ts.ClassLikeDeclaration): boolean {
  return node.heritageClauses?.some((clause) => clause.token === ts_.SyntaxKind.ExtendsKeyword) ?? false;
}

function member(emit: Emitter, object: ts.Expression, { id }: PrivateMember): ts.Expression {
  return id === null ? emit.undefined() : emit.factory.createPropertyAccessExpression(object, id());
}

function isIn(emit: Emitter, { id }: PrivateMember): ts.Expression {
  return id === null ? emit.factory.createFalse() : emit.factory.createBinaryExpression(id(), emit.ts.SyntaxKind.InKeyword, emit.id("o"));
}

function anyIn(emit: Emitter, names: readonly PrivateMember[]): ts.Expression {
  const tests = names.map((name) => isIn(emit, name));
  return tests.length === 0 ? emit.factory.createFalse() : tests.reduce((left, right) => emit.factory.createLogicalOr(left, right));
}

function read(emit: Emitter, object: () => ts.Expression, name: PrivateMember): ts.Expression {
  const unset = emit.member(emit.id(emit.runtime), "unset");
  return emit.factory.createConditionalExpression(isIn(emit, name), undefined, member(emit, object(), name), undefined, unset);
}

function writes(emit: Emitter, object: () => ts.Expression, all: readonly PrivateMember[]): ts.Block {
  const names = all.filter((name) => name.id !== null);
  const item = (index: number): ts.Expression => emit.factory.createElementAccessExpression(emit.id("v"), index);
  return emit.block(
    names.map((name, index) =>
      emit.when(
        emit.factory.createStrictInequality(item(index), emit.member(emit.id(emit.runtime), "unset")),
        emit.statement(emit.assign(member(emit, object(), name), item(index))),
      ),
    ),
  );
}

/** Why instances cannot be made without running the constructor; null where they can. */
function whyNot(ts_: typeof ts, node: ts.ClassLikeDeclaration): string | null {
  const constructor = constructorOf(ts_, node);
  if (constructor === undefined || !isDerived(ts_, node)) return null;
  const statements = constructor.body!.statements;
  const first = statements[directives(ts_, statements)];
  return first !== undefined && superCall(ts_, first) !== null ? null : "its constructor does something before super()";
}

function constructorOf(ts_: typeof ts, node: ts.ClassLikeDeclaration): ts.ConstructorDeclaration | undefined {
  return node.members.find((candidate): candidate is ts.ConstructorDeclaration => ts_.isConstructorDeclaration(candidate) && candidate.body !== undefined);
}

function superCall(ts_: typeof ts, statement: ts.Statement): ts.CallExpression | null {
  if (!ts_.isExpressionStatement(statement) || !ts_.isCallExpression(statement.expression)) return null;
  return statement.expression.expression.kind === ts_.SyntaxKind.SuperKeyword ? statement.expression : null;
}

/** Guards the constructor of an already visited class. */
export function guardConstructor<T extends ts.ClassLikeDeclaration>(emit: Emitter, visited: T): T {
  const { ts: ts_, factory } = emit;
  const constructor = constructorOf(ts_, visited);
  if (constructor === undefined) return visited;
  const making = (): ts.Expression => emit.member(emit.member(emit.id(emit.runtime), "making"), "on");
  const guard = emit.when(making(), factory.createReturnStatement());
  const statements = [...constructor.body!.statements];
  const at = statements.findIndex((statement, index) => index >= directives(ts_, statements) && !emit.isAdded(statement));
  const call = statements[at] === undefined ? null : superCall(ts_, statements[at]);
  if (isDerived(ts_, visited)) {
    if (call === null) return visited;
    const passed = call.arguments.map((argument) => blanked(emit, argument, making));
    const again = factory.updateExpressionStatement(
      statements[at] as ts.ExpressionStatement,
      factory.updateCallExpression(call, call.expression, undefined, passed),
    );
    statements.splice(at, 1, again, guard);
  } else statements.splice(directives(ts_, statements), 0, guard);
  const body = factory.updateBlock(constructor.body!, statements);
  const guarded = factory.updateConstructorDeclaration(constructor, constructor.modifiers, constructor.parameters, body);
  return withMembers(
    emit,
    visited,
    visited.members.map((candidate) => (candidate === constructor ? guarded : candidate)),
  );
}

function blanked(emit: Emitter, argument: ts.Expression, making: () => ts.Expression): ts.Expression {
  const { ts: ts_, factory } = emit;
  if (ts_.isIdentifier(argument) || ts_.isLiteralExpression(argument)) return argument;
  if (ts_.isSpreadElement(argument))
    return factory.updateSpreadElement(argument, factory.createConditionalExpression(making(), undefined, emit.array([]), undefined, argument.expression));
  return factory.createConditionalExpression(making(), undefined, emit.member(emit.id(emit.runtime), "blank"), undefined, argument);
}

/** The class with other members. */
export function withMembers<T extends ts.ClassLikeDeclaration>(emit: Emitter, node: T, members: readonly ts.ClassElement[]): T {
  const { ts: ts_, factory } = emit;
  const list = ts_.setTextRange(factory.createNodeArray(members), node.members);
  const { modifiers, name, typeParameters, heritageClauses } = node;
  return (
    ts_.isClassDeclaration(node)
      ? factory.updateClassDeclaration(node, modifiers, name, typeParameters, heritageClauses, list)
      : factory.updateClassExpression(node, modifiers, name, typeParameters, heritageClauses, list)
  ) as T;
}
