/**
 * What code beside the main activity may call though no name of the call tells: packages that are not instrumented, and functions of chance and clocks that
 * the program holds (`const draw = Math.random`). By names alone, as value-flow.ts knows them.
 *
 * Invariants
 * 1. It errs towards "may call", except by names of the program's own functions and of the language's: these mean nothing else.
 */
import type ts from "typescript";
import type { CallGraph } from "../calls/call-graph.ts";
import { DRAWS, READS } from "./clocks-and-chance.ts";
import { ForeignImports, type IsForeign } from "../values/foreign-values.ts";
import { isCallbackBuiltin, isPureBuiltin, isSynchronousCallback } from "../calls/known-calls.ts";
import type { RacingCode } from "./racing-code.ts";
import { calledName } from "../values/value-calls.ts";
import { buildFlow, heldBy } from "../values/value-flow.ts";

/** What is called so. */
export interface HiddenCalls {
  /** Specifiers of packages. */
  readonly packages: ReadonlySet<string>;
  /** Names of functions of chance and clocks. */
  readonly inputs: ReadonlySet<string>;
}

const INPUTS = new Set<string>([...READS, ...DRAWS, "randomInt"].filter((name) => name !== "Date"));
const PACKAGE = "package ";
const INPUT = "input ";

/** Finds it in all modules of a program. */
export function hiddenCalls(
  ts_: typeof ts,
  graph: CallGraph,
  { racing, isForeign }: { readonly racing: RacingCode; readonly isForeign: IsForeign },
): HiddenCalls {
  const imports = new ForeignImports(ts_, graph.files, isForeign);
  let isAny = false;
  const mark = (node: ts.Identifier): string | null => {
    const specifier = imports.at(node);
    const found = specifier === null ? heldInput(ts_, node) : PACKAGE + specifier;
    isAny ||= found !== null;
    return found;
  };
  const flow = buildFlow(ts_, graph.files.values(), mark);
  const callees: ts.Node[] = [];
  const look = (node: ts.Node): void => void callees.push(node);
  const visit = (node: ts.Node): void => {
    if (ts_.isCallExpression(node) || ts_.isNewExpression(node)) {
      const isRacing = racing.has(node);
      if (isRacing && isHidden(ts_, graph, { callee: node.expression, imports })) look(node.expression);
      const name = calledName(ts_, node.expression) ?? "";
      if (isCallbackBuiltin(name) && (isRacing || !isSynchronousCallback(name)))
        for (const argument of node.arguments ?? []) if (ts_.isIdentifier(argument) || ts_.isPropertyAccessExpression(argument)) look(argument);
    } else if (ts_.isTaggedTemplateExpression(node) && racing.has(node)) look(node.tag);
    ts_.forEachChild(node, visit);
  };
  if (isAny) for (const file of graph.files.values()) visit(file);
  const called = heldBy(ts_, callees, flow, mark);
  const startingWith = (kind: string): Set<string> => new Set([...called].filter((name) => name.startsWith(kind)).map((name) => name.slice(kind.length)));
  return { packages: startingWith(PACKAGE), inputs: startingWith(INPUT) };
}

/** Whether a callee may mean something else than a function of the program or the language. */
function isHidden(ts_: typeof ts, graph: CallGraph, { callee, imports }: { readonly callee: ts.Expression; readonly imports: ForeignImports }): boolean {
  let root = callee;
  while (ts_.isPropertyAccessExpression(root)) root = root.expression;
  if (ts_.isIdentifier(root) && imports.at(root) !== null) return true;
  const name = calledName(ts_, callee);
  return name === null || !(graph.byName.has(name) || isPureBuiltin(name) || isCallbackBuiltin(name));
}

/** The function of chance or clocks that an expression takes without calling it; null for others. */
function heldInput(ts_: typeof ts, node: ts.Identifier): string | null {
  const isCalled = (at: ts.Node): boolean => (ts_.isCallExpression(at.parent) || ts_.isNewExpression(at.parent)) && at.parent.expression === at;
  if (INPUTS.has(node.text)) return isCalled(node) ? null : INPUT + node.text;
  for (let at: ts.Node = node; ts_.isPropertyAccessExpression(at.parent) && at.parent.expression === at; at = at.parent)
    if (INPUTS.has(at.parent.name.text)) return isCalled(at.parent) ? null : INPUT + at.parent.name.text;
  const { parent } = node;
  if (!ts_.isVariableDeclaration(parent) || parent.initializer !== node || !ts_.isObjectBindingPattern(parent.name)) return null;
  const taken = parent.name.elements.map((element) => (element.propertyName ?? element.name).getText()).find((name) => INPUTS.has(name));
  return taken === undefined ? null : INPUT + taken;
}
