/** What a statement does beyond looking: such a statement would change the run it is put into. */
import type ts from "typescript";
import { isAssignment, isCounting } from "../../analyse/nodes.ts";

/** Methods that change what they are called on. */
export const MUTATORS: ReadonlySet<string> = new Set([
  "push",
  "pop",
  "shift",
  "unshift",
  "splice",
  "sort",
  "reverse",
  "fill",
  "copyWithin",
  "set",
  "add",
  "delete",
  "clear",
  "next",
  "return",
  "throw",
  "write",
  "end",
  "append",
  "setTime",
  "setItem",
  "removeItem",
  "emit",
  "dispose",
  "assign",
  "defineProperty",
  "defineProperties",
  "setPrototypeOf",
  "freeze",
]);
/** Callees that print and do nothing else. */
export const PRINTS: RegExp = /^(?:console\b|process\.std(?:out|err)\.write$)/;
const CLOCKS = new Set(["Date.now", "performance.now", "process.hrtime", "process.hrtime.bigint"]);
const RANDOM = new Set(["Math.random", "crypto.randomUUID", "crypto.getRandomValues", "crypto.randomBytes", "crypto.randomInt"]);

/** Lists the effects of a statement in words, "" never among them; [] for an observer. */
export function effectsOf(compiler: typeof ts, statement: ts.Statement, file: ts.SourceFile): string[] {
  const local = new Set<string>();
  const effects = new Set<string>();
  const text = (node: ts.Node): string => shorten(file.text.slice(node.getStart(file), node.end));
  const collect = (node: ts.Node): void => {
    if ((compiler.isVariableDeclaration(node) || compiler.isParameter(node) || compiler.isBindingElement(node)) && compiler.isIdentifier(node.name))
      local.add(node.name.text);
    compiler.forEachChild(node, collect);
  };
  collect(statement);
  const isLocal = (target: ts.Expression): boolean => compiler.isIdentifier(target) && local.has(target.text);
  const visit = (node: ts.Node): void => {
    if (isAssignment(compiler, node)) {
      if (!isLocal(node.left)) effects.add(`assigns ${text(node.left)}`);
    } else if (isCounting(compiler, node)) {
      if (!isLocal(node.operand)) effects.add(`assigns ${text(node.operand)}`);
    } else if (compiler.isDeleteExpression(node)) effects.add(`deletes ${text(node.expression)}`);
    else if (compiler.isAwaitExpression(node) || (compiler.isForOfStatement(node) && node.awaitModifier)) effects.add("awaits");
    else if (compiler.isYieldExpression(node)) effects.add("yields");
    else if (compiler.isReturnStatement(node) && !insideFunction(compiler, node, statement)) effects.add("returns");
    else if (compiler.isThrowStatement(node) && !insideFunction(compiler, node, statement)) effects.add("throws");
    else if (compiler.isBreakOrContinueStatement(node) && !insideLoop(compiler, node, statement)) effects.add("leaves the iteration");
    else if (compiler.isCallExpression(node)) describeCall(compiler, node, { effects, isLocal, text });
    else if (compiler.isNewExpression(node) && text(node.expression) === "Date" && !node.arguments?.length) effects.add("reads the clock");
    compiler.forEachChild(node, visit);
  };
  visit(statement);
  return [...effects];
}

/** Says why statements that await or yield cannot stand within `place`; undefined where they can. */
export function suspension(compiler: typeof ts, statements: readonly ts.Statement[], place: ts.Node): string | undefined {
  const kinds = compiler.SyntaxKind;
  let awaits = false;
  let yields = false;
  const visit = (node: ts.Node): void => {
    if (compiler.isFunctionLike(node)) return;
    if (compiler.isAwaitExpression(node) || (compiler.isForOfStatement(node) && node.awaitModifier)) awaits = true;
    if (compiler.isYieldExpression(node)) yields = true;
    compiler.forEachChild(node, visit);
  };
  statements.forEach(visit);
  if (!awaits && !yields) return undefined;
  let holder: ts.Node | undefined = place;
  while (holder && !compiler.isFunctionLike(holder)) holder = holder.parent;
  const isAsync = !holder || (compiler.canHaveModifiers(holder) && compiler.getModifiers(holder)?.some((modifier) => modifier.kind === kinds.AsyncKeyword));
  if (awaits && !isAsync) return "the statement awaits, but the function there is not async: log the awaited value after it was awaited";
  if (yields && !(holder as ts.FunctionDeclaration | undefined)?.asteriskToken) return "the statement yields, but the function there is no generator";
  return undefined;
}

interface Sink {
  readonly effects: Set<string>;
  readonly isLocal: (node: ts.Expression) => boolean;
  readonly text: (node: ts.Node) => string;
}

function describeCall(compiler: typeof ts, call: ts.CallExpression, sink: Sink): void {
  const name = sink.text(call.expression).replace(/\s+/g, "");
  if (RANDOM.has(name)) sink.effects.add(`draws ${name}`);
  if (CLOCKS.has(name)) sink.effects.add("reads the clock");
  if (PRINTS.test(name)) return;
  if (!compiler.isPropertyAccessExpression(call.expression) || !MUTATORS.has(call.expression.name.text)) return;
  const target = call.expression.expression;
  if (sink.isLocal(target) || isFresh(compiler, target)) return;
  const changed = /^(Object|Reflect)$/.test(sink.text(target)) ? call.arguments[0] : target;
  if (changed && !isFresh(compiler, changed)) sink.effects.add(`calls ${sink.text(target)}.${call.expression.name.text}()`);
}

/** Made by this very expression: a literal, a copy. */
function isFresh(compiler: typeof ts, node: ts.Expression): boolean {
  if (compiler.isArrayLiteralExpression(node) || compiler.isObjectLiteralExpression(node) || compiler.isNewExpression(node)) return true;
  if (!compiler.isCallExpression(node) || !compiler.isPropertyAccessExpression(node.expression)) return false;
  return ["slice", "map", "filter", "concat", "split", "from", "keys", "values", "entries", "toSorted", "toReversed", "flat", "flatMap"].includes(
    node.expression.name.text,
  );
}

function insideFunction(compiler: typeof ts, node: ts.Node, root: ts.Node): boolean {
  for (let at = node.parent; at && at !== root.parent; at = at.parent) if (compiler.isFunctionLike(at)) return true;
  return false;
}

function insideLoop(compiler: typeof ts, node: ts.Node, root: ts.Node): boolean {
  for (let at: ts.Node = node.parent; at && at !== root.parent; at = at.parent) {
    if (compiler.isIterationStatement(at, false) || compiler.isSwitchStatement(at) || compiler.isLabeledStatement(at) || compiler.isFunctionLike(at))
      return true;
  }
  return false;
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
