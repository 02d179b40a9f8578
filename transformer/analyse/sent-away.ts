/**
 * Functions whose source text is sent elsewhere and runs there: what instrumentation adds to them would mean nothing in a browser's page or another process.
 *
 * | source | sent away |
 * |---|---|
 * | `page.evaluate(() => { ... })`, `page.$$eval("p", (all) => ...)`, `driver.executeScript(function () { ... })` | what is handed over, with all that stands in it |
 * | `vi.mock("./a.js", () => ...)`, `jest.mock(...)` | the same: it runs before anything is imported |
 * | `page.evaluate(measure)` | the function of the file that has this name |
 * | `` `(${work})()` ``, `"(" + work + ")()"`, `String(work)`, `work.toString()` | the same: its text is asked for |
 * | `evaluate(target, { data })`, `evaluator.evaluate(async (input) => ...)` | nothing: these are called here |
 *
 * Methods are known by the names that Puppeteer, Playwright, Selenium, WebdriverIO and workerpool have for them: nothing else of a program tells.
 */
import type ts from "typescript";
import { innermost } from "./nodes.ts";
import type { Scopes } from "./scope.ts";

/** Methods that no other library is known to have. */
const SENDS = new Set(
  "$eval $$eval evaluateAll evaluateHandle evaluateOnNewDocument addInitScript waitForFunction executeScript executeAsyncScript".split(" "),
);

/** Methods that others have too, with what is called by them where they send. */
const SENDS_FROM: ReadonlyMap<string, RegExp> = new Map([
  ["evaluate", /page|frame|handle|locator|element|worker|electron/i],
  ["execute", /browser/i],
  ["executeAsync", /browser/i],
  ["exec", /pool/i],
  // Test runners move these before all imports.
  ["mock", /^(?:vi|vitest|jest)$/],
  ["hoisted", /^(?:vi|vitest)$/],
]);

/** A function that is sent away. */
export interface SentAway {
  readonly fn: ts.FunctionExpression | ts.ArrowFunction | ts.FunctionDeclaration;
  /** What does so first. */
  readonly sender: ts.Node;
  /** The method that it is handed to, as it is written; null where its text is asked for. */
  readonly to: string | null;
}

/** The functions of a file that are sent away. */
export function findSentAway(ts_: typeof ts, file: ts.SourceFile, scopes: Scopes): ReadonlyMap<ts.Node, SentAway> {
  const found = new Map<ts.Node, SentAway>();
  const look = (node: ts.Node): void => {
    for (const given of givenAway(ts_, node)) {
      const fn = functionOf(ts_, scopes, innermost(ts_, given));
      if (fn !== null && !found.has(fn)) found.set(fn, { fn, sender: node, to: sentTo(ts_, node) });
    }
    ts_.forEachChild(node, look);
  };
  look(file);
  return found;
}

function sentTo(ts_: typeof ts, node: ts.Node): string | null {
  return ts_.isCallExpression(node) && ts_.isPropertyAccessExpression(node.expression) && sends(node.expression) ? node.expression.getText() : null;
}

/** What a node sends away, or makes text of. */
function givenAway(ts_: typeof ts, node: ts.Node): readonly ts.Expression[] {
  // A tag is given the functions themselves.
  if (ts_.isTemplateExpression(node)) return ts_.isTaggedTemplateExpression(node.parent) ? [] : node.templateSpans.map(({ expression }) => expression);
  if (ts_.isBinaryExpression(node)) return node.operatorToken.kind === ts_.SyntaxKind.PlusToken ? [node.left, node.right] : [];
  if (!ts_.isCallExpression(node)) return [];
  const { expression: callee } = node;
  if (ts_.isIdentifier(callee)) return callee.text === "String" ? node.arguments : [];
  if (!ts_.isPropertyAccessExpression(callee)) return [];
  return callee.name.text === "toString" ? [callee.expression] : sends(callee) ? node.arguments : [];
}

function sends({ expression, name }: ts.PropertyAccessExpression): boolean {
  return SENDS.has(name.text) || (SENDS_FROM.get(name.text)?.test(expression.getText()) ?? false);
}

/** A function that is written there, or has the name that is. */
function functionOf(ts_: typeof ts, scopes: Scopes, node: ts.Node): SentAway["fn"] | null {
  if (ts_.isFunctionExpression(node) || ts_.isArrowFunction(node)) return node;
  const declared = ts_.isIdentifier(node) ? scopes.references.get(node)?.declaration.parent : undefined;
  if (declared === undefined) return null;
  if (ts_.isFunctionDeclaration(declared)) return declared;
  return ts_.isVariableDeclaration(declared) && declared.initializer !== undefined ? functionOf(ts_, scopes, innermost(ts_, declared.initializer)) : null;
}
