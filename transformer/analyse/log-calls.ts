/**
 * Which calls are log statements, and the names of the records they emit (DESIGN section 7).
 *
 * | call | records |
 * |---|---|
 * | `log("loss", x)` | `loss` |
 * | `console.log("loss", x, y)` | `loss`, `y` |
 * | `` console.log(`epoch ${e} loss ${l}`) `` | `epoch {} loss {}`: the holes' values |
 * | `console.log({ a, b: x * 2 })` | `a`, `b` |
 * | `console.log(total / n)` | `total / n` |
 * | `console.log("done")` | `done`: the text itself |
 */
import type ts from "typescript";
import { lookUp, type Scope } from "./scope.ts";

const CONSOLE_METHODS = new Set(["log", "info", "warn", "error", "debug"]);

/** Where the value of one record comes from. */
export type LogPart =
  | { readonly from: "argument"; readonly argument: number }
  | { readonly from: "property"; readonly argument: number; readonly key: string }
  | { readonly from: "holes"; readonly argument: number; readonly count: number }
  /** A spread argument: all arguments as one array. */
  | { readonly from: "all" };

/** A log call taken apart. `names`, `expressions` and `parts` are parallel. */
export interface LogCall {
  readonly kind: "log" | "console";
  readonly callee: string;
  readonly names: (string | null)[];
  readonly expressions: string[];
  readonly parts: LogPart[];
}

/** Reads a call; null where it is no log statement. */
export function readLogCall(ts_: typeof ts, call: ts.CallExpression, scope: Scope): LogCall | null {
  const callee = logCallee(ts_, call, scope);
  if (callee === null) return null;
  return callee.kind === "log" ? readNamed(ts_, call, callee.text) : readConsole(ts_, call, callee.text);
}

function logCallee(ts_: typeof ts, call: ts.CallExpression, scope: Scope): { kind: "log" | "console"; text: string } | null {
  const target = call.expression;
  if (ts_.isIdentifier(target)) {
    const imported = lookUp(scope, target.text)?.imported;
    return imported?.module === "hindlog" && imported.name === "log" ? { kind: "log", text: "log" } : null;
  }
  if (
    !ts_.isPropertyAccessExpression(target) ||
    !ts_.isIdentifier(target.expression) ||
    call.questionDotToken !== undefined ||
    target.questionDotToken !== undefined
  )
    return null;
  const binding = lookUp(scope, target.expression.text);
  if (binding === null) {
    return target.expression.text === "console" && CONSOLE_METHODS.has(target.name.text) ? { kind: "console", text: `console.${target.name.text}` } : null;
  }
  return binding.imported?.module === "hindlog" && binding.imported.name === "*" && target.name.text === "log" ? { kind: "log", text: "log" } : null;
}

function readNamed(ts_: typeof ts, call: ts.CallExpression, callee: string): LogCall | null {
  const [name, value] = call.arguments;
  if (name === undefined || call.arguments.some((argument) => ts_.isSpreadElement(argument))) return null;
  return {
    kind: "log",
    callee,
    names: [ts_.isStringLiteralLike(name) ? name.text : null],
    expressions: [value === undefined ? "undefined" : sourceOf(value)],
    parts: [{ from: "argument", argument: 1 }],
  };
}

function readConsole(ts_: typeof ts, call: ts.CallExpression, callee: string): LogCall {
  const read: LogCall = { kind: "console", callee, names: [], expressions: [], parts: [] };
  const add = (name: string, expression: string, part: LogPart): void => {
    read.names.push(name);
    read.expressions.push(expression);
    read.parts.push(part);
  };
  if (call.arguments.some((argument) => ts_.isSpreadElement(argument))) {
    add(call.arguments.map(sourceOf).join(", "), call.arguments.map(sourceOf).join(", "), { from: "all" });
    return read;
  }
  let label: { text: string; argument: number } | null = null;
  call.arguments.forEach((argument, index) => {
    if (ts_.isStringLiteralLike(argument)) {
      if (label !== null) add(label.text, JSON.stringify(label.text), { from: "argument", argument: label.argument });
      label = { text: cleanLabel(argument.text), argument: index };
      return;
    }
    const name = label?.text ?? null;
    label = null;
    addValue(ts_, argument, { index, name, add });
  });
  if (label !== null) {
    const last = label as { text: string; argument: number };
    add(last.text, JSON.stringify(last.text), { from: "argument", argument: last.argument });
  }
  return read;
}

interface Adding {
  readonly index: number;
  readonly name: string | null;
  readonly add: (name: string, expression: string, part: LogPart) => void;
}

function addValue(ts_: typeof ts, argument: ts.Expression, { index, name, add }: Adding): void {
  if (ts_.isTemplateExpression(argument) && !suspends(ts_, argument)) {
    const text = argument.head.text + argument.templateSpans.map((span) => `{}${span.literal.text}`).join("");
    add(name ?? cleanLabel(text), sourceOf(argument), { from: "holes", argument: index, count: argument.templateSpans.length });
  } else if (
    name === null &&
    ts_.isObjectLiteralExpression(argument) &&
    argument.properties.length > 0 &&
    argument.properties.every((property) => keyOf(ts_, property) !== null)
  ) {
    for (const property of argument.properties) {
      const key = keyOf(ts_, property)!;
      add(key, ts_.isPropertyAssignment(property) ? sourceOf(property.initializer) : key, { from: "property", argument: index, key });
    }
  } else {
    add(name ?? sourceOf(argument), sourceOf(argument), { from: "argument", argument: index });
  }
}

/** `"loss: "` and `"loss ="` label the same thing as `"loss"`. */
function cleanLabel(text: string): string {
  const clean = text
    .trim()
    .replace(/\s*[:=]$/, "")
    .replaceAll(/\s+/g, " ");
  return clean === "" ? text : clean;
}

function keyOf(ts_: typeof ts, property: ts.ObjectLiteralElementLike): string | null {
  if (ts_.isShorthandPropertyAssignment(property)) return property.name.text;
  if (!ts_.isPropertyAssignment(property)) return null;
  return ts_.isIdentifier(property.name) || ts_.isStringLiteral(property.name) ? property.name.text : null;
}

/** Whether evaluating it may be interrupted (`await`, `yield`). */
function suspends(ts_: typeof ts, node: ts.Node): boolean {
  if (ts_.isAwaitExpression(node) || ts_.isYieldExpression(node)) return true;
  if (ts_.isFunctionLike(node)) return false;
  return ts_.forEachChild(node, (child) => suspends(ts_, child)) ?? false;
}

function sourceOf(node: ts.Node): string {
  return node.getText().replaceAll(/\s+/g, " ");
}
