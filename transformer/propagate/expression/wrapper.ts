/**
 * What of the newest text is carried: whole statements, or the `log("loss", ` and `)` around an expression whose value is used.
 *
 * | newest | carried |
 * |---|---|
 * | `log("loss", f(x));` | the statement |
 * | `debug && log("loss", f(x));`, `void log("loss", x);` | the statement |
 * | `rows.forEach((row) => log("row", row.size));` | the statement |
 * | `const loss = log("loss", f(x));`, `if (log("ok", check())) ...` | the wrapper around `f(x)`, `check()` |
 */
import type ts from "typescript";
import { isAssignment, isCounting, isWrapping } from "../../analyse/nodes.ts";
import { bringable } from "../edit/imports.ts";
import { referencesOf, type References } from "../names/references.ts";
import { quoted } from "../refusal.ts";
import type { Scopes } from "../names/scope.ts";
import type { Range } from "../text/tokens.ts";
import { findStatement } from "../text/tree.ts";
import { lineOf } from "../words.ts";

/** A log call of the newest text that stands around an expression. */
export interface Wrapper {
  readonly call: ts.CallExpression;
  readonly name: ts.Expression;
  /** The expression that it stands around. */
  readonly value: ts.Expression;
  /** The innermost statement around it. */
  readonly statement: ts.Statement;
}

/** What a range of the newest text asks to carry. */
export type Carried = { readonly statements: readonly ts.Statement[] } | { readonly wrapper: Wrapper } | { readonly refused: string };

/** Reads a range: a call whose value is used is a wrapper, all else are the statements in it. */
export function readCarried(compiler: typeof ts, file: ts.SourceFile, range: Range): Carried {
  const call = callAt(compiler, file, range);
  if (!call || compiler.isExpressionStatement(call.parent)) return { statements: findStatement(compiler, file, range) };
  const whole = statementOnlyFor(compiler, call);
  if (whole) return { statements: [whole] };
  return wrapperOf(compiler, call);
}

/** The tokens of a wrapper: before and behind the expression. */
export function partsOf({ call, value }: Wrapper, file: ts.SourceFile): [Range, Range] {
  return [
    { start: call.getStart(file), end: value.getStart(file) },
    { start: value.end, end: call.end },
  ];
}

/** Whether the callee is hindlog's `log`, the only one that gives back what it is given. */
export function returnsItsValue(compiler: typeof ts, { call }: Wrapper, scopes: Scopes): boolean {
  const callee = call.expression;
  const root = compiler.isPropertyAccessExpression(callee) ? callee.expression : callee;
  if (!compiler.isIdentifier(root)) return false;
  const origin = bringable(compiler, scopes.resolve(root.text, call.parent));
  if (origin?.module !== "hindlog") return false;
  return compiler.isPropertyAccessExpression(callee) ? origin.exported === "*" && callee.name.text === "log" : origin.exported === "log";
}

/** What the wrapper itself takes from around it: the callee, and what its name is computed from. */
export function wrapperReferences(compiler: typeof ts, { call, name }: Wrapper, scopes: Scopes): References {
  const parts = [expressionReferences(compiler, call.expression, scopes), expressionReferences(compiler, name, scopes)];
  return {
    free: parts.flatMap((part) => part.free),
    properties: parts[1]!.properties,
    usesThis: parts[1]!.usesThis,
    passesThis: parts[1]!.passesThis,
    usesSuper: parts[1]!.usesSuper,
  };
}

/** What an expression takes from around it. */
export function expressionReferences(compiler: typeof ts, node: ts.Expression, scopes: Scopes): References {
  if (!compiler.isIdentifier(node)) return referencesOf(compiler, [node as unknown as ts.Statement], scopes);
  const free = { name: node.text, nodes: [node], binding: scopes.resolve(node.text, node.parent), typeOnly: false };
  return { free: [free], properties: [], usesThis: false, passesThis: false, usesSuper: false };
}

function callAt(compiler: typeof ts, file: ts.SourceFile, range: Range): ts.CallExpression | undefined {
  let found: ts.CallExpression | undefined;
  const visit = (node: ts.Node): void => {
    if (found || node.end < range.end || node.pos > range.start) return;
    if (compiler.isCallExpression(node) && node.end === range.end && node.getStart(file) === range.start) found = node;
    else compiler.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The expression statement that stands there only for the call: nothing uses what the call gives. */
function statementOnlyFor(compiler: typeof ts, call: ts.CallExpression): ts.Statement | undefined {
  const kinds = compiler.SyntaxKind;
  let at: ts.Node = call;
  for (;;) {
    const parent: ts.Node = at.parent;
    if (compiler.isExpressionStatement(parent)) return parent;
    const passes =
      isWrapping(compiler, parent) ||
      compiler.isVoidExpression(parent) ||
      (compiler.isConditionalExpression(parent) && parent.condition !== at) ||
      (compiler.isBinaryExpression(parent) &&
        (parent.operatorToken.kind === kinds.CommaToken ||
          (parent.right === at &&
            [kinds.AmpersandAmpersandToken, kinds.BarBarToken, kinds.QuestionQuestionToken].some((kind) => kind === parent.operatorToken.kind))));
    if (passes) at = parent;
    else return compiler.isArrowFunction(parent) && parent.body === at ? overItems(compiler, parent, call) : undefined;
  }
}

/** `rows.forEach((row) => log("row", row.size));`, where neither the rows nor the value take a call that may do something. */
function overItems(compiler: typeof ts, callback: ts.ArrowFunction, call: ts.CallExpression): ts.Statement | undefined {
  const { parent } = callback;
  if (!compiler.isCallExpression(parent) || !compiler.isPropertyAccessExpression(parent.expression) || !compiler.isExpressionStatement(parent.parent))
    return undefined;
  const calls = (node: ts.Node): boolean =>
    ((compiler.isCallExpression(node) || compiler.isNewExpression(node)) && !isListing(compiler, node)) || (compiler.forEachChild(node, calls) ?? false);
  const observes = parent.expression.name.text === "forEach" && !calls(parent.expression.expression) && !call.arguments.some(calls);
  return observes ? parent.parent : undefined;
}

function isListing(compiler: typeof ts, node: ts.CallExpression | ts.NewExpression): boolean {
  return compiler.isPropertyAccessExpression(node.expression) && /^(Object|Array)\.(entries|keys|values|from)$/.test(node.expression.getText());
}

function wrapperOf(compiler: typeof ts, call: ts.CallExpression): Carried {
  const file = call.getSourceFile();
  const line = lineOf(file, call);
  const alone = "put the log call on a line of its own";
  const [name, value, ...rest] = call.arguments;
  if (!name || !value || rest.length > 0 || compiler.isSpreadElement(name) || compiler.isSpreadElement(value))
    return {
      refused: `line ${line} of the newest version uses what ${quoted(call.getText(file))} gives; only hindlog's log("name", value) gives its value back: ${alone}`,
    };
  if (doesSomething(compiler, name))
    return { refused: `line ${line} of the newest version computes the name of the log call by a call or an assignment, which would be done twice: ${alone}` };
  let statement: ts.Node = call;
  while (!compiler.isStatement(statement) && !compiler.isSourceFile(statement)) statement = statement.parent;
  return { wrapper: { call, name, value, statement: statement as ts.Statement } };
}

function doesSomething(compiler: typeof ts, node: ts.Node): boolean {
  if (compiler.isCallExpression(node) || compiler.isNewExpression(node) || compiler.isTaggedTemplateExpression(node)) return true;
  if (compiler.isAwaitExpression(node) || compiler.isYieldExpression(node) || compiler.isDeleteExpression(node)) return true;
  if (isAssignment(compiler, node) || isCounting(compiler, node)) return true;
  return compiler.forEachChild(node, (child) => doesSomething(compiler, child)) ?? false;
}
