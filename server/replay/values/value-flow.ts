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
import { isTypeOnly, patternNames } from "../../../transformer/analyse/scope.ts";
import { isImplicitMethod, isPureBuiltin } from "../calls/known-calls.ts";
import { behind, type Flow } from "./flow.ts";
import { GIVEN, NodeUses, usedBy, type Mark } from "./node-uses.ts";
import { ANY_THIS, memberNames, namesOfThis, rootsOf, targetsOf } from "./object-names.ts";
import { CALLED, calledName, Callables, callNames, isOfPlace, OF_FUNCTIONS } from "./value-calls.ts";
import { isLanguageObject, isPrimitive, variableName } from "./variable-names.ts";

/** Builds the flow of some files. @param mark - what a reference stands for besides its name; null for most */
export function buildFlow(ts_: typeof ts, files: Iterable<ts.SourceFile>, mark: Mark): Flow {
  return built(ts_, files, mark).flow;
}

/** The same, where what is marked may also change later what objects hold that it was given. */
export function buildDeepFlow(ts_: typeof ts, files: Iterable<ts.SourceFile>, mark: Mark): Flow {
  const builder = built(ts_, files, mark);
  builder.reachIntoGiven();
  return builder.flow;
}

function built(ts_: typeof ts, files: Iterable<ts.SourceFile>, mark: Mark): FlowBuilder {
  const list = [...files];
  const builder = new FlowBuilder(ts_, mark, new Callables(ts_, list));
  for (const file of list) builder.visit(file);
  builder.callGiven();
  return builder;
}

/** Everything that a node's value, and whether it is computed, may come from. */
export function sourcesOf(ts_: typeof ts, node: ts.Node, flow: Flow, mark: Mark): ReadonlySet<string> {
  return behind(flow, usedBy(ts_, node, mark));
}

/** Everything that the values of some nodes may come from. */
export function heldBy(ts_: typeof ts, nodes: readonly ts.Node[], flow: Flow, mark: Mark): ReadonlySet<string> {
  const used = new NodeUses(ts_, mark);
  return behind(
    flow,
    nodes.flatMap((node) => [...used.uses(node)]),
  );
}

/** Functions of the language that change what they are given first. */
const CHANGES_FIRST = new Set(["assign", "defineProperty", "setPrototypeOf", "set"]);

/** Methods of arrays, and `Array.from`, that give functions items, and nothing that a function has returned. */
const ITEMS = new Set(["from", "map", "forEach", "filter", "flatMap", "some", "every", "find", "findIndex", "findLast", "findLastIndex"]);

/** Methods of generators. */
const RESUMES = new Set(["next", "throw", "return"]);

class FlowBuilder {
  readonly flow: Map<string, Set<string>> = new Map();
  readonly #ts: typeof ts;
  readonly #mark: Mark;
  readonly #nodes: NodeUses;
  readonly #callables: Callables;

  constructor(ts_: typeof ts, mark: Mark, callables: Callables) {
    this.#ts = ts_;
    this.#mark = mark;
    this.#nodes = new NodeUses(ts_, mark);
    this.#callables = callables;
  }

  visit(node: ts.Node): void {
    const ts_ = this.#ts;
    if (isTypeOnly(ts_, node)) return;
    if (ts_.isVariableDeclaration(node) || ts_.isBindingElement(node)) this.declared(node);
    else if (ts_.isForOfStatement(node) || ts_.isForInStatement(node)) this.add(targetsOf(ts_, node.initializer), node, [node.expression]);
    else if (isAssignment(ts_, node)) this.assigned(node);
    else if (isCounting(ts_, node)) this.add(targetsOf(ts_, (node as ts.PrefixUnaryExpression).operand), node, [(node as ts.PrefixUnaryExpression).operand]);
    else if (ts_.isDeleteExpression(node)) this.add(targetsOf(ts_, node.expression), node, [node.expression]);
    else if (ts_.isCallExpression(node) || ts_.isNewExpression(node)) this.called(node);
    else if (ts_.isTaggedTemplateExpression(node)) this.add(rootsOf(ts_, node.tag), node, [node.template]);
    else if (ts_.isCatchClause(node) && node.variableDeclaration !== undefined)
      this.add(targetsOf(ts_, node.variableDeclaration.name), node, [node.parent.tryBlock]);
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
      if (own !== null && ts_.isClassLike(node)) this.hold([own, instanceOf(own)], node);
    } else if (ts_.isPropertyAssignment(node) || ts_.isPropertyDeclaration(node)) {
      if (node.initializer !== undefined) this.add(memberNames(ts_, node.name), node, [node.initializer]);
    } else if (ts_.isShorthandPropertyAssignment(node)) this.add([`.${node.name.text}`], node, [node.name]);
    else if (ts_.isMethodDeclaration(node) || ts_.isAccessor(node)) this.add(memberNames(ts_, node.name), node, [node]);
  }

  private assigned(node: ts.BinaryExpression): void {
    this.add(targetsOf(this.#ts, node.left), node, [node.left, node.right]);
    if (this.#callables.hasProxies && !this.#ts.isIdentifier(node.left)) this.add([GIVEN.somewhere, GIVEN.anywhere], node, [node.right]);
    this.hold(targetsOf(this.#ts, node.left), node.right);
  }

  private parameter(node: ts.ParameterDeclaration): void {
    const targets = targetsOf(this.#ts, node.name);
    const setter = this.#ts.isSetAccessor(node.parent) ? memberNames(this.#ts, node.parent.name) : [];
    const given = node.dotDotDotToken === undefined ? [GIVEN.as(node.parent.parameters.indexOf(node)), GIVEN.somewhere] : [GIVEN.anywhere];
    for (const target of targets) for (const source of [...given, ...setter]) this.link(target, source);
    if (node.initializer !== undefined) this.add(targets, node, [node.initializer]);
  }

  private declared(node: ts.VariableDeclaration | ts.BindingElement): void {
    const ts_ = this.#ts;
    if (ts_.isVariableDeclaration(node)) {
      if (node.initializer !== undefined) {
        this.add(targetsOf(ts_, node.name), node, [node.name, node.initializer]);
        this.hold(targetsOf(ts_, node.name), node.initializer);
      }
      return;
    }
    const key = node.propertyName ?? node.name;
    if (ts_.isIdentifier(key)) for (const target of targetsOf(ts_, node.name)) this.link(target, `.${key.text}`);
    if (node.initializer !== undefined) this.add(targetsOf(ts_, node.name), node, [node.initializer]);
  }

  /** What a call is given flows into parameters, into what it is called on, and back into what it is given. */
  private called(node: ts.CallExpression | ts.NewExpression): void {
    const ts_ = this.#ts;
    const name = calledName(ts_, node.expression);
    const given = [...(node.arguments ?? [])];
    if (name !== null) this.add([CALLED + name, ...(ts_.isIdentifier(node.expression) ? [CALLED + variableName(ts_, node.expression)] : [])], node, []);
    this.add([ANY_THIS], node, [node.expression, ...(OF_FUNCTIONS.has(name ?? "") ? given.slice(0, 1) : [])]);
    if (this.isMarked(node.expression)) this.#deep.push(node);
    for (const parameter of this.#callables.parametersOf(node.expression)) this.add(targetsOf(ts_, parameter.name), node, given);
    // A generator gets by `next` what its `yield` gives.
    if (this.#callables.isIndirect(node.expression) || RESUMES.has(name ?? "")) this.giveAny(node, given);
    for (const argument of given) this.handedOver(argument, node);
    for (const argument of given) {
      const parameters = this.#callables.parametersOf(argument);
      const sources = this.givesItems(node) ? [node.expression, ...given.filter((other) => other !== argument)] : [node];
      for (const parameter of parameters) this.add(targetsOf(ts_, parameter.name), node, sources);
    }
    const { expression } = node;
    if (ts_.isPropertyAccessExpression(expression) || ts_.isElementAccessExpression(expression))
      if (!isLanguageObject(ts_, expression.expression)) this.add(rootsOf(ts_, expression.expression), node, given);
    const isOwn = name !== null && isPureBuiltin(name) && !this.isMarked(node.expression);
    if (!isOwn) for (const argument of given) if (argument.kind === ts_.SyntaxKind.ThisKeyword) this.add(namesOfThis(ts_, argument), node, [node]);
    for (const argument of isOwn ? given.slice(0, CHANGES_FIRST.has(name) ? 1 : 0) : given)
      if (!ts_.isIdentifier(argument) || !isPrimitive(ts_, argument)) this.add(rootsOf(ts_, argument), node, [node]);
  }

  /** Whether functions are called that a call is given: functions of the program call them by the names of their parameters, others if it pleases them. */
  private handedOver(argument: ts.Node, node: ts.CallExpression | ts.NewExpression): void {
    const calls = this.#callables.callsOf(argument);
    if (calls.length === 0) return;
    const { expression } = node;
    const parameters = this.isMarked(expression) ? [] : this.#callables.parametersOf(expression);
    const names = parameters.flatMap((parameter) => patternNames(this.#ts, parameter.name));
    for (const call of calls) for (const name of names) this.link(call, CALLED + variableName(this.#ts, name));
    if (parameters.length === 0 || this.#callables.isIndirect(expression))
      this.add(calls, node, [expression, ...(node.arguments ?? []).filter((other) => other !== argument)]);
  }

  /** `call`, `apply` and `bind` are given `this` first. */
  private giveAny(node: ts.CallExpression | ts.NewExpression, given: readonly ts.Node[]): void {
    const isSpread = given.some((argument) => this.#ts.isSpreadElement(argument));
    for (const [index, argument] of given.entries()) {
      const places = isSpread || OF_FUNCTIONS.has(calledName(this.#ts, node.expression) ?? "") ? [GIVEN.somewhere] : [GIVEN.as(index)];
      // Whether somebody calls a function that was given away says nothing of all others that are called in it.
      const control = [...this.#nodes.control(node)].filter((name) => !isOfPlace(name));
      for (const source of [...control, ...this.#nodes.uses(argument)]) for (const place of [...places, GIVEN.anywhere]) this.link(place, source);
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

  /** What is marked may call functions that objects hold which it was given. */
  callGiven(): void {
    for (const call of this.#deep) {
      const names = new Set((call.arguments ?? []).flatMap((argument) => this.parts(argument)));
      const calls = [...behind(this.#held, names)].filter((name) => name.startsWith(CALLED));
      this.add(calls, call, [call.expression]);
    }
  }

  private hold(targets: readonly string[], value: ts.Node): void {
    const parts = this.parts(value);
    // Who calls the one calls the other.
    for (const part of parts) for (const target of targets) this.link(callOf(part), callOf(target));
    if (parts.length === 0) return;
    for (const target of targets) this.#held.set(target, new Set([...(this.#held.get(target) ?? []), ...parts]));
  }

  /** What stands in literals, and what calls are given: the value may hold it. */
  private parts(node: ts.Node): string[] {
    const ts_ = this.#ts;
    if (ts_.isIdentifier(node)) return isPrimitive(ts_, node) ? [] : [variableName(ts_, node)];
    if (ts_.isPropertyAccessExpression(node) || ts_.isElementAccessExpression(node)) return rootsOf(ts_, node);
    if (ts_.isShorthandPropertyAssignment(node)) return this.parts(node.name);
    if (ts_.isPropertyAssignment(node)) return this.parts(node.initializer);
    if (ts_.isFunctionLike(node)) return callNames(ts_, node);
    if (ts_.isClassLike(node)) return node.members.flatMap((member) => (ts_.isFunctionLike(member) ? callNames(ts_, member) : []));
    if (ts_.isCallExpression(node) || ts_.isNewExpression(node)) {
      const made = ts_.isNewExpression(node) && ts_.isIdentifier(node.expression) ? [instanceOf(node.expression.text)] : [];
      return [...made, ...(node.arguments ?? []).flatMap((argument) => this.parts(argument))];
    }
    if (ts_.isConditionalExpression(node)) return [...this.parts(node.whenTrue), ...this.parts(node.whenFalse)];
    if (ts_.isObjectLiteralExpression(node)) return node.properties.flatMap((property) => this.parts(property));
    if (ts_.isArrayLiteralExpression(node)) return node.elements.flatMap((element) => this.parts(element));
    return ts_.isSpreadElement(node) || ts_.isSpreadAssignment(node) || isWrapping(ts_, node) ? this.parts(node.expression) : [];
  }

  private add(targets: readonly string[], at: ts.Node, sources: readonly ts.Node[]): void {
    if (targets.length === 0) return;
    const from = new Set(this.#nodes.control(at));
    for (const source of sources) for (const use of this.#nodes.uses(source)) from.add(use);
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
}

/** That what a name stands for is called: `.x` and `in x` are `x`. */
function callOf(name: string): string {
  return name.startsWith(CALLED) ? name : CALLED + name.replace(/^(?:in )?\.?/, "");
}

/** What an object holds that was made of a class. */
function instanceOf(name: string): string {
  return `instance of ${name}`;
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
