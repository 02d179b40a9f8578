/**
 * What the values of a program may come from, by names alone (as call-graph.ts knows who calls whom).
 *
 * Invariants
 * 1. It errs towards "may come from": members, functions and variables of modules count as one where they have one name, wherever they stand; variables
 *    of functions and blocks are told apart (variable-names.ts). Order does not matter.
 * 2. Whether a value is computed at all counts as a source of it: conditions around an assignment, and those of an exit before it.
 */
import type ts from "typescript";
import { isAssignment, isCounting, isWrapping } from "../../../transformer/analyse/nodes.ts";
import { isReference } from "../../../transformer/analyse/references.ts";
import { isTypeOnly } from "../../../transformer/analyse/scope.ts";
import { isImplicitMethod, isPureBuiltin } from "../calls/known-calls.ts";
import { calledName, Callables, functionName, OF_FUNCTIONS } from "./value-calls.ts";
import { conditionOf, exitsIn, signalsIn } from "./value-control.ts";
import { isLanguageObject, isPrimitive, variableName } from "./variable-names.ts";

/** From a name, a member (`.name`) or a function's exits to what they may come from. */
export type Flow = ReadonlyMap<string, ReadonlySet<string>>;

/** Builds the flow of some files. @param mark - what a reference stands for besides its name; null for most */
export function buildFlow(ts_: typeof ts, files: Iterable<ts.SourceFile>, mark: (node: ts.Identifier) => string | null): Flow {
  return built(ts_, files, mark).flow;
}

/** The same, where what is marked may also change later what objects hold that it was given. */
export function buildDeepFlow(ts_: typeof ts, files: Iterable<ts.SourceFile>, mark: (node: ts.Identifier) => string | null): Flow {
  const builder = built(ts_, files, mark);
  builder.reachIntoGiven();
  return builder.flow;
}

function built(ts_: typeof ts, files: Iterable<ts.SourceFile>, mark: (node: ts.Identifier) => string | null): FlowBuilder {
  const list = [...files];
  const builder = new FlowBuilder(ts_, mark, new Callables(ts_, list));
  for (const file of list) builder.visit(file);
  return builder;
}

/** Everything that a node's value, and whether it is computed, may come from. */
export function sourcesOf(ts_: typeof ts, node: ts.Node, flow: Flow, mark: (node: ts.Identifier) => string | null): ReadonlySet<string> {
  return behind(flow, usedBy(ts_, node, mark));
}

/** What stands in a node, and in what decides whether it is computed. */
export function usedBy(ts_: typeof ts, node: ts.Node, mark: (node: ts.Identifier) => string | null): string[] {
  const builder = new FlowBuilder(ts_, mark);
  return [...builder.uses(node), ...builder.control(node)];
}

/** Everything that the values of some nodes may come from. */
export function heldBy(ts_: typeof ts, nodes: readonly ts.Node[], flow: Flow, mark: (node: ts.Identifier) => string | null): ReadonlySet<string> {
  const builder = new FlowBuilder(ts_, mark);
  return behind(
    flow,
    nodes.flatMap((node) => [...builder.uses(node)]),
  );
}

/** By name: all that may come from it. */
export function reversed(flow: Flow): Flow {
  const found = new Map<string, Set<string>>();
  for (const [name, sources] of flow)
    for (const source of sources) {
      const led = found.get(source);
      if (led === undefined) found.set(source, new Set([name]));
      else led.add(name);
    }
  return found;
}

/** Names, and all that they come from. */
export function behind(flow: Flow, names: Iterable<string>): Set<string> {
  const found = new Set(names);
  // A set goes on to what is added to it meanwhile.
  for (const name of found) for (const from of flow.get(name) ?? []) found.add(from);
  return found;
}

/** Functions of the language that change what they are given first. */
const CHANGES_FIRST = new Set(["assign", "defineProperty", "setPrototypeOf", "set"]);

/** Methods of arrays, and `Array.from`, that give functions items, and nothing that a function has returned. */
const ITEMS = new Set(["from", "map", "forEach", "filter", "flatMap", "some", "every", "find", "findIndex", "findLast", "findLastIndex"]);

/** Before the name of a function: that it is called at all. */
const CALLED = "call of ";

/** What is given to functions that no name tells, so that it may be any: as which argument, and as one of many (`...list`, `apply`). */
const GIVEN = { as: (index: number): string => `given as ${index}`, somewhere: "given somewhere", anywhere: "given" };

/** What `this` may be in a function that is no member of a class. */
const ANY_THIS = "this of any";

/** Methods of generators. */
const RESUMES = new Set(["next", "throw", "return"]);

/** Objects whose members are names of their own. */
const GLOBALS = new Set(["globalThis", "global", "window", "self"]);

class FlowBuilder {
  readonly flow: Map<string, Set<string>> = new Map();
  readonly #ts: typeof ts;
  readonly #mark: (node: ts.Identifier) => string | null;
  readonly #callables: Callables;

  constructor(ts_: typeof ts, mark: (node: ts.Identifier) => string | null, callables = new Callables(ts_)) {
    this.#ts = ts_;
    this.#mark = mark;
    this.#callables = callables;
  }

  visit(node: ts.Node): void {
    const ts_ = this.#ts;
    if (isTypeOnly(ts_, node)) return;
    if (ts_.isVariableDeclaration(node) || ts_.isBindingElement(node)) this.declared(node);
    else if (ts_.isForOfStatement(node) || ts_.isForInStatement(node)) this.add(this.targets(node.initializer), node, [node.expression]);
    else if (isAssignment(ts_, node)) this.assigned(node);
    else if (isCounting(ts_, node)) this.add(this.targets((node as ts.PrefixUnaryExpression).operand), node, [(node as ts.PrefixUnaryExpression).operand]);
    else if (ts_.isCallExpression(node) || ts_.isNewExpression(node)) this.called(node);
    else if (ts_.isTaggedTemplateExpression(node)) this.add(this.roots(node.tag), node, [node.template]);
    else if (ts_.isCatchClause(node) && node.variableDeclaration !== undefined)
      this.add(this.targets(node.variableDeclaration.name), node, [node.parent.tryBlock]);
    else if (ts_.isExportAssignment(node)) this.add(["default"], node, [node.expression]);
    else if (ts_.isImportSpecifier(node) || ts_.isExportSpecifier(node)) this.link(node.name.text, (node.propertyName ?? node.name).text);
    else if (ts_.isImportClause(node) && node.name !== undefined) this.link(node.name.text, "default");
    else if (ts_.isParameter(node)) this.parameter(node);
    else this.defined(node);
    ts_.forEachChild(node, (child) => this.visit(child));
  }

  /** Functions, classes and members: what they do is a source of their name. */
  private defined(node: ts.Node): void {
    const ts_ = this.#ts;
    const name = (node as { name?: ts.Node }).name;
    if (ts_.isFunctionDeclaration(node) || ts_.isFunctionExpression(node) || ts_.isClassLike(node)) {
      const own = name !== undefined && ts_.isIdentifier(name) ? name.text : ts_.isFunctionDeclaration(node) || ts_.isClassLike(node) ? "default" : null;
      if (own !== null) this.add([own], node, ts_.isClassLike(node) ? classSources(ts_, node) : [node]);
    } else if (ts_.isPropertyAssignment(node) || ts_.isPropertyDeclaration(node)) {
      if (node.initializer !== undefined) this.add(this.member(node.name), node, [node.initializer]);
    } else if (ts_.isShorthandPropertyAssignment(node)) this.add([`.${node.name.text}`], node, [node.name]);
    else if (ts_.isMethodDeclaration(node) || ts_.isAccessor(node)) this.add(this.member(node.name), node, [node]);
  }

  private assigned(node: ts.BinaryExpression): void {
    this.add(this.targets(node.left), node, [node.left, node.right]);
    if (this.#callables.hasProxies && !this.#ts.isIdentifier(node.left)) this.add([GIVEN.somewhere, GIVEN.anywhere], node, [node.right]);
    this.hold(this.targets(node.left), node.right);
  }

  private parameter(node: ts.ParameterDeclaration): void {
    const targets = this.targets(node.name);
    const setter = this.#ts.isSetAccessor(node.parent) ? this.member(node.parent.name) : [];
    const given = node.dotDotDotToken === undefined ? [GIVEN.as(node.parent.parameters.indexOf(node)), GIVEN.somewhere] : [GIVEN.anywhere];
    for (const target of targets) for (const source of [...given, ...setter]) this.link(target, source);
    if (node.initializer !== undefined) this.add(targets, node, [node.initializer]);
  }

  private declared(node: ts.VariableDeclaration | ts.BindingElement): void {
    const ts_ = this.#ts;
    if (ts_.isVariableDeclaration(node)) {
      if (node.initializer !== undefined) {
        this.add(this.targets(node.name), node, [node.name, node.initializer]);
        this.hold(this.targets(node.name), node.initializer);
      }
      return;
    }
    const key = node.propertyName ?? node.name;
    if (ts_.isIdentifier(key)) for (const target of this.targets(node.name)) this.link(target, `.${key.text}`);
    if (node.initializer !== undefined) this.add(this.targets(node.name), node, [node.initializer]);
  }

  /** What a call is given flows into parameters, into what it is called on, and back into what it is given. */
  private called(node: ts.CallExpression | ts.NewExpression): void {
    const ts_ = this.#ts;
    const name = calledName(ts_, node.expression);
    const given = [...(node.arguments ?? [])];
    if (name !== null) this.add([CALLED + name], node, []);
    this.add([ANY_THIS], node, [node.expression, ...(OF_FUNCTIONS.has(name ?? "") ? given.slice(0, 1) : [])]);
    if (this.isMarked(node.expression)) this.#deep.push(node);
    for (const parameter of this.#callables.parametersOf(node.expression)) this.add(this.targets(parameter.name), node, given);
    // A generator gets by `next` what its `yield` gives.
    if (this.#callables.isIndirect(node.expression) || RESUMES.has(name ?? "")) this.giveAny(node, given);
    for (const argument of given) {
      const parameters = this.#callables.parametersOf(argument);
      const sources = this.givesItems(node) ? [node.expression, ...given.filter((other) => other !== argument)] : [node];
      for (const parameter of parameters) this.add(this.targets(parameter.name), node, sources);
    }
    const { expression } = node;
    if (ts_.isPropertyAccessExpression(expression) || ts_.isElementAccessExpression(expression))
      if (!isLanguageObject(ts_, expression.expression)) this.add(this.roots(expression.expression), node, given);
    const isOwn = name !== null && isPureBuiltin(name) && !this.isMarked(node.expression);
    if (!isOwn) for (const argument of given) if (argument.kind === ts_.SyntaxKind.ThisKeyword) this.add(this.namesOfThis(argument), node, [node]);
    for (const argument of isOwn ? given.slice(0, CHANGES_FIRST.has(name) ? 1 : 0) : given)
      if (!ts_.isIdentifier(argument) || !isPrimitive(ts_, argument)) this.add(this.roots(argument), node, [node]);
  }

  /** `call`, `apply` and `bind` are given `this` first. */
  private giveAny(node: ts.CallExpression | ts.NewExpression, given: readonly ts.Node[]): void {
    const isSpread = given.some((argument) => this.#ts.isSpreadElement(argument));
    for (const [index, argument] of given.entries()) {
      const places = isSpread || OF_FUNCTIONS.has(calledName(this.#ts, node.expression) ?? "") ? [GIVEN.somewhere] : [GIVEN.as(index)];
      this.add([...places, GIVEN.anywhere], node, [argument]);
    }
  }

  /** Whether the functions that a call is given get nothing but items of what it is called on. */
  private givesItems({ expression }: ts.CallExpression | ts.NewExpression): boolean {
    const name = this.#ts.isPropertyAccessExpression(expression) ? expression.name.text : "";
    return ITEMS.has(name) && !this.#callables.has(name);
  }

  /** Whether what is called belongs to something that is marked, whatever it is called. */
  private isMarked(callee: ts.Node): boolean {
    let at = callee;
    while (this.#ts.isPropertyAccessExpression(at) || this.#ts.isCallExpression(at)) at = at.expression;
    return this.#ts.isIdentifier(at) && this.#mark(at) !== null;
  }

  /** Calls of what is marked. */
  readonly #deep: (ts.CallExpression | ts.NewExpression)[] = [];
  /** By name: what the object that it stands for was made to hold. */
  readonly #held: Map<string, Set<string>> = new Map();

  /** See {@link buildDeepFlow}. */
  reachIntoGiven(): void {
    for (const call of this.#deep) {
      const names = new Set((call.arguments ?? []).flatMap((argument) => this.parts(argument)));
      this.add([...behind(this.#held, names)], call, [call]);
    }
  }

  private hold(targets: readonly string[], value: ts.Node): void {
    const parts = this.parts(value);
    if (parts.length === 0) return;
    for (const target of targets) this.#held.set(target, new Set([...(this.#held.get(target) ?? []), ...parts]));
  }

  /** What stands in literals, and what calls are given: the value may hold it. */
  private parts(node: ts.Node): string[] {
    const ts_ = this.#ts;
    if (ts_.isIdentifier(node)) return isPrimitive(ts_, node) ? [] : [variableName(ts_, node)];
    if (ts_.isPropertyAccessExpression(node) || ts_.isElementAccessExpression(node)) return this.roots(node);
    if (ts_.isShorthandPropertyAssignment(node)) return this.parts(node.name);
    if (ts_.isPropertyAssignment(node)) return this.parts(node.initializer);
    if (ts_.isCallExpression(node) || ts_.isNewExpression(node)) return (node.arguments ?? []).flatMap((argument) => this.parts(argument));
    if (ts_.isConditionalExpression(node)) return [...this.parts(node.whenTrue), ...this.parts(node.whenFalse)];
    if (ts_.isObjectLiteralExpression(node)) return node.properties.flatMap((property) => this.parts(property));
    if (ts_.isArrayLiteralExpression(node)) return node.elements.flatMap((element) => this.parts(element));
    return ts_.isSpreadElement(node) || ts_.isSpreadAssignment(node) || isWrapping(ts_, node) ? this.parts(node.expression) : [];
  }

  private add(targets: readonly string[], at: ts.Node, sources: readonly ts.Node[]): void {
    if (targets.length === 0) return;
    const from = new Set(this.control(at));
    for (const source of sources) for (const use of this.uses(source)) from.add(use);
    for (const target of targets) {
      const known = this.flow.get(target);
      if (known === undefined) this.flow.set(target, new Set(from));
      else for (const use of from) known.add(use);
    }
  }

  private link(target: string, source: string): void {
    const known = this.flow.get(target) ?? new Set();
    this.flow.set(target, known.add(source));
  }

  /** Names, members and marks that stand in a node. */
  uses(node: ts.Node, found: Set<string> = new Set()): Set<string> {
    const ts_ = this.#ts;
    if (isTypeOnly(ts_, node)) return found;
    if (ts_.isIdentifier(node) && isReference(ts_, node)) {
      const own = variableName(ts_, node);
      found.add(own);
      if (!isMemberAsked(ts_, node)) found.add(inside(own));
      const marked = this.#mark(node);
      if (marked !== null) found.add(marked);
    } else if (ts_.isPropertyAccessExpression(node)) {
      found.add(`.${node.name.text}`);
      if (!isMemberAsked(ts_, node)) found.add(inside(`.${node.name.text}`));
    } else if (node.kind === ts_.SyntaxKind.ThisKeyword || node.kind === ts_.SyntaxKind.SuperKeyword) this.usesOfThis(node, found);
    else if (ts_.isElementAccessExpression(node) && ts_.isStringLiteralLike(node.argumentExpression)) found.add(`.${node.argumentExpression.text}`);
    else if (ts_.isYieldExpression(node)) found.add(GIVEN.anywhere);
    ts_.forEachChild(node, (child) => void this.uses(child, found));
    return found;
  }

  /** In a class, what its superclass brings along; in a method of an object that a variable holds, that object; elsewhere it may be any. */
  private usesOfThis(node: ts.Node, found: Set<string>): void {
    for (const name of this.namesOfThis(node)) found.add(name);
    const owner = this.#ts.findAncestor(node, (at) => this.#ts.isClassLike(at)) as ts.ClassLikeDeclaration | undefined;
    for (const clause of owner?.heritageClauses ?? []) this.uses(clause, found);
  }

  private namesOfThis(node: ts.Node): string[] {
    const ts_ = this.#ts;
    const around = ts_.findAncestor(node, (at) => ts_.isClassElement(at) || ts_.isSourceFile(at) || (ts_.isFunctionLike(at) && !ts_.isArrowFunction(at)));
    if (around === undefined || ts_.isSourceFile(around)) return [];
    if (ts_.isClassLike(around.parent)) return [thisOf(around.parent)];
    const literal = ts_.isObjectLiteralExpression(around.parent) ? around.parent : ts_.isPropertyAssignment(around.parent) ? around.parent.parent : null;
    const holder = literal?.parent;
    return [holder !== undefined && ts_.isVariableDeclaration(holder) && ts_.isIdentifier(holder.name) ? variableName(ts_, holder.name) : ANY_THIS];
  }

  /** What decides whether a node is evaluated: conditions around it, those of exits of the functions around it, and who calls those. */
  control(node: ts.Node): Set<string> {
    const ts_ = this.#ts;
    const found = new Set<string>();
    for (let at = node; at.parent !== undefined; at = at.parent) {
      const { parent } = at;
      const condition = conditionOf(ts_, parent, at);
      if (condition !== null) this.uses(condition, found);
      const isFunction = ts_.isFunctionLike(parent);
      const name = isFunction ? functionName(ts_, parent) : null;
      if (name !== null) found.add(CALLED + name);
      if (isFunction || ts_.isSourceFile(parent)) for (const use of this.exits(parent)) found.add(use);
    }
    return found;
  }

  readonly #exits: Map<ts.Node, ReadonlySet<string>> = new Map();

  /** Conditions by which something in a function or file is left out. */
  private exits(node: ts.Node): ReadonlySet<string> {
    const known = this.#exits.get(node);
    if (known !== undefined) return known;
    const found = new Set<string>();
    for (const exit of exitsIn(this.#ts, node))
      for (let at = exit; at !== node; at = at.parent) {
        const condition = conditionOf(this.#ts, at.parent, at);
        if (condition !== null) this.uses(condition, found);
      }
    for (const signal of signalsIn(this.#ts, node)) this.uses(signal, found);
    this.#exits.set(node, found);
    return found;
  }

  /** What an assignment to it changes: variables, and members by name. */
  private targets(node: ts.Node): string[] {
    const ts_ = this.#ts;
    if (ts_.isPropertyAccessExpression(node)) {
      const { expression, name } = node;
      return [...this.roots(expression).map(inside), `.${name.text}`, ...(ts_.isIdentifier(expression) && GLOBALS.has(expression.text) ? [name.text] : [])];
    }
    if (ts_.isElementAccessExpression(node)) return this.roots(node.expression);
    if (ts_.isIdentifier(node)) return [variableName(ts_, node)];
    const found: string[] = [];
    ts_.forEachChild(node, (child) => void found.push(...this.targets(child)));
    return found;
  }

  /** The variable and members through which an object is reached. */
  private roots(node: ts.Node): string[] {
    const ts_ = this.#ts;
    if (ts_.isIdentifier(node)) return [variableName(ts_, node)];
    if (ts_.isPropertyAccessExpression(node)) return [...this.roots(node.expression), `.${node.name.text}`];
    const isAround = ts_.isElementAccessExpression(node) || ts_.isSpreadElement(node) || isWrapping(ts_, node);
    return isAround ? this.roots(node.expression) : [];
  }

  private member(name: ts.PropertyName): string[] {
    const ts_ = this.#ts;
    return ts_.isIdentifier(name) || ts_.isStringLiteral(name) || ts_.isPrivateIdentifier(name) ? [`.${name.text}`] : [];
  }
}

/** Instances of a class, as its own code calls them. */
function thisOf(node: ts.ClassLikeDeclaration): string {
  return `this of ${node.name?.text ?? `class ${String(node.pos)}`}`;
}

/** What is assigned to members of what a name stands for: not asked for where another member is. */
function inside(name: string): string {
  return `in ${name}`;
}

/** Whether nothing but a member of an object is asked for, by its name. */
function isMemberAsked(ts_: typeof ts, node: ts.Node): boolean {
  const { parent } = node;
  if (ts_.isElementAccessExpression(parent) || isWrapping(ts_, parent)) return parent.expression === node && isMemberAsked(ts_, parent);
  if (!ts_.isPropertyAccessExpression(parent) || parent.expression !== node) return false;
  // A method may ask for any.
  return !(ts_.isCallExpression(parent.parent) && parent.parent.expression === parent);
}

function classSources(ts_: typeof ts, node: ts.ClassLikeDeclaration): ts.Node[] {
  const run = node.members.filter(
    (member) =>
      ts_.isConstructorDeclaration(member) ||
      ts_.isPropertyDeclaration(member) ||
      ts_.isClassStaticBlockDeclaration(member) ||
      // What the language calls of an instance wherever that is read, gone over or shown.
      (ts_.isMethodDeclaration(member) && (ts_.isComputedPropertyName(member.name) || isImplicitMethod(member.name.getText()))),
  );
  return [...run, ...(node.heritageClauses ?? [])];
}

/** The innermost node that a range of a file is in. */
export function nodeAround(ts_: typeof ts, file: ts.SourceFile, { start, end }: { readonly start: number; readonly end: number }): ts.Node {
  let found: ts.Node = file;
  const visit = (node: ts.Node): void => {
    if (node.getStart() > start || node.end < end) return;
    found = node;
    ts_.forEachChild(node, visit);
  };
  ts_.forEachChild(file, visit);
  return found;
}
