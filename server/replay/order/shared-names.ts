/**
 * What several async activities of a program may share and change, by names alone (as value-flow.ts knows them): its value depends on the order in which they went on.
 *
 * Invariants
 * 1. It errs towards "shared": a variable that a function changes and does not declare itself, a member that anything but a constructor assigns, what a
 *    variable or parameter of the function that is changed in place was taken from.
 *    What a module changes outside of functions counts if it awaits there: callbacks come in between.
 * 2. Chance and clocks are shared: their values are numbered in the order in which the program asks.
 */
import type ts from "typescript";
import { declaredBy } from "../../../transformer/propagate/names/references.ts";
import { hasAwaitAtTop } from "../../../transformer/instrument/strands.ts";
import { isAssignment, isCounting } from "../../../transformer/analyse/nodes.ts";
import { isPureBuiltin } from "../calls/known-calls.ts";
import { CLOCKS, READS, SEEDED, SYSTEM_CHANCE } from "./clocks-and-chance.ts";
import { keptIterators } from "./kept-iterators.ts";
import type { RacingCode } from "./racing-code.ts";
import { StandsFor } from "./stands-for.ts";
import { calledName, OF_FUNCTIONS } from "../values/value-calls.ts";
import type { Flow } from "../values/flow.ts";
import { changedBy, isLanguageObject, plainName, variableName } from "../values/variable-names.ts";

/** What is decided by the order in which things come. */
const DECIDED = [".race", ".any", ".timeout", ".aborted"];

const CHANCE = [SEEDED, ...SYSTEM_CHANCE];

/** Names of variables, and of members with a dot before them. */
export interface SharedNames {
  readonly all: ReadonlySet<string>;
  /** Those of them that code beside the main activity changes, or gives back. */
  readonly besideMain: ReadonlySet<string>;
}

/** @param racing - code beside the main activity @param leadsTo - by name: what may come from it */
export function sharedNames(
  ts_: typeof ts,
  files: readonly ts.SourceFile[],
  { racing, leadsTo }: { readonly racing: RacingCode; readonly leadsTo: () => Flow },
): SharedNames {
  const iteratorsIn = keptIterators(ts_, files, leadsTo);
  const standsFor = new StandsFor(ts_, files);
  const found = new Set([...CLOCKS, ...CHANCE, ...DECIDED]);
  const drawn = CHANCE.filter((name) => racing.calls(name.replace(/^\./, "")));
  const beside = new Set([...(READS.some((name) => racing.calls(name)) ? CLOCKS : []), ...drawn, ...DECIDED]);
  const given = new Set<string>();
  const add = (target: ts.Node, name: string): void => {
    found.add(name);
    if (racing.has(target)) beside.add(name);
  };
  const own = new Map<ts.Node, ReadonlySet<string>>();
  /** Variables of modules that await at their top. */
  const atTop = new Map<ts.SourceFile, ReadonlySet<string>>();
  const change = (target: ts.Node): void => {
    const around = ts_.findAncestor(target, ts_.isFunctionLike);
    if (around === undefined) return changeAtTop(target);
    for (const name of changedBy(ts_, target)) {
      const declared = own.get(around) ?? declaredIn(ts_, around);
      own.set(around, declared);
      if (name.startsWith(".") ? !ts_.isConstructorDeclaration(around) : !declared.has(plainName(name))) add(target, name);
    }
  };
  const changeAtTop = (target: ts.Node): void => {
    const file = target.getSourceFile();
    const names = atTop.get(file) ?? (hasAwaitAtTop(ts_, file) ? variablesOf(ts_, file) : new Set());
    atTop.set(file, names);
    for (const name of changedBy(ts_, target)) if (name.startsWith(".") ? names.size > 0 : names.has(plainName(name))) add(target, name);
  };
  const within: { readonly racing: ts.Node[]; readonly others: ts.Node[] } = { racing: [], others: [] };
  const changeWithin = (target: ts.Node): void => {
    change(target);
    (racing.has(target) ? within.racing : within.others).push(target);
  };
  const called = (node: ts.CallExpression): void => {
    for (const argument of changedArguments(ts_, node)) changeWithin(argument);
    const { expression: callee } = node;
    if (ts_.isPropertyAccessExpression(callee) && !isLanguageObject(ts_, callee.expression) && mayChange(callee.name.text)) changeWithin(callee.expression);
  };
  const visit = (node: ts.Node): void => {
    if (ts_.isIdentifier(node) && racing.givesBack(node)) given.add(isMember(ts_, node) ? `.${node.text}` : variableName(ts_, node));
    for (const target of changedAt(ts_, node)) (ts_.isIdentifier(target) ? change : changeWithin)(target);
    if (ts_.isCallExpression(node)) called(node);
    const iterators = iteratorsIn(node);
    if (iterators !== null) changeWithin(iterators.expression);
    for (const name of iterators?.names ?? []) add(node, name);
    ts_.forEachChild(node, visit);
  };
  for (const file of files) visit(file);
  for (const name of standsFor.behind(within.racing)) for (const names of [found, beside]) names.add(name);
  for (const name of standsFor.behind(within.others)) found.add(name);
  for (const name of found) if (given.has(name)) beside.add(name);
  return { all: found, besideMain: beside };
}

function isMember(ts_: typeof ts, { parent }: ts.Identifier): boolean {
  return ts_.isPropertyAccessExpression(parent) || ts_.isPropertyAssignment(parent) || ts_.isBindingElement(parent);
}

/** What a regular expression finds depends on where it stopped the last time. */
const CHANGES = new Set("push pop shift unshift splice reverse fill copyWithin sort set add delete clear test exec".split(" "));

/** Functions of the language's objects that change what they are given. */
const CHANGES_FIRST = new Set(["assign", "defineProperty", "defineProperties", "setPrototypeOf", "set", "deleteProperty"]);

/** Functions that write into what they are given, as whichever argument. */
const WRITES_INTO = new Set(["getRandomValues", "randomFill", "randomFillSync", "read", "readSync", "encodeInto", "copy"]);

/** What a call changes of what it is given. */
function changedArguments(ts_: typeof ts, { expression, arguments: given }: ts.CallExpression): readonly ts.Expression[] {
  const name = calledName(ts_, expression);
  if (name === null) return [];
  if (WRITES_INTO.has(name)) return given;
  if (!ts_.isPropertyAccessExpression(expression)) return [];
  const isOwn = isLanguageObject(ts_, expression.expression);
  if (isOwn && name === "apply") return given.slice(1, 2);
  const isOfFirst = isOwn ? CHANGES_FIRST.has(name) : OF_FUNCTIONS.has(name) || expression.expression.getText() === "Atomics";
  return isOfFirst ? given.slice(0, 1) : [];
}

/** What an assignment, a counter or a deletion changes, and the head of a loop. */
function changedAt(ts_: typeof ts, node: ts.Node): readonly ts.Node[] {
  if (isAssignment(ts_, node)) return targetsOf(ts_, node.left);
  if (isCounting(ts_, node)) return [(node as ts.PrefixUnaryExpression).operand];
  if (ts_.isDeleteExpression(node)) return [node.expression];
  const isHead = (ts_.isForOfStatement(node) || ts_.isForInStatement(node)) && !ts_.isVariableDeclarationList(node.initializer);
  return isHead ? targetsOf(ts_, node.initializer) : [];
}

/** What a pattern names; anything else as it is. */
function targetsOf(ts_: typeof ts, node: ts.Node): ts.Node[] {
  if (ts_.isArrayLiteralExpression(node)) return node.elements.flatMap((element) => targetsOf(ts_, element));
  if (ts_.isObjectLiteralExpression(node))
    return node.properties.flatMap((property) =>
      ts_.isPropertyAssignment(property)
        ? targetsOf(ts_, property.initializer)
        : ts_.isShorthandPropertyAssignment(property) || ts_.isSpreadAssignment(property)
          ? targetsOf(ts_, ts_.isSpreadAssignment(property) ? property.expression : property.name)
          : [],
    );
  if (ts_.isSpreadElement(node)) return targetsOf(ts_, node.expression);
  return isAssignment(ts_, node) ? targetsOf(ts_, node.left) : [node];
}

/** Whether a method of this name may change what it is called on. */
function mayChange(name: string): boolean {
  return CHANGES.has(name) || !isPureBuiltin(name);
}

/** Names of the variables that a module declares outside of blocks. */
function variablesOf(ts_: typeof ts, file: ts.SourceFile): Set<string> {
  return new Set(file.statements.filter((statement) => ts_.isVariableStatement(statement)).flatMap((statement) => [...declaredBy(ts_, statement)]));
}

/** Names of a function's own variables and parameters. */
function declaredIn(ts_: typeof ts, around: ts.Node): Set<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if ((ts_.isVariableDeclaration(node) || ts_.isParameter(node) || ts_.isBindingElement(node)) && ts_.isIdentifier(node.name)) found.add(node.name.text);
    if (node === around || !ts_.isFunctionLike(node)) ts_.forEachChild(node, visit);
  };
  visit(around);
  return found;
}
