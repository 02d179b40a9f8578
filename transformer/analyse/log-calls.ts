/**
 * Which calls are log statements (DESIGN section 7): hindlog's `log`, `console`, and what `logCalls` names.
 *
 * Of `console`: what prints the values that it is given. `count`, `time` and `timeEnd` print numbers of their own, `assert` prints
 * where something is wrong only: they are none.
 */
import type ts from "typescript";
import { readConsole, readLegacy, readLogger, readNamed, readWritten, type ReadArguments } from "./log-arguments.ts";
import { calleeText, isConfigured } from "./log-callee.ts";
import { lookUp, type Scope } from "./scope.ts";

const CONSOLE_METHODS = new Set(["log", "info", "warn", "error", "debug", "trace", "table", "dir", "group", "groupCollapsed"]);

/** They take text or bytes as they are, with no format. */
const WRITES = /^process\.std(?:out|err)\.write$/;

/** Those of hindlog 0.1.0: modules that it instrumented are read by its rules, or their ids would mean other statements. */
const LEGACY_METHODS = new Set(["log", "info", "warn", "error", "debug"]);

/** A log call taken apart. `names`, `expressions` and `parts` are parallel. */
export interface LogCall extends ReadArguments {
  readonly kind: "log" | "console";
  /** As written, without arguments: `console.log`, `logger?.info`. */
  readonly callee: string;
}

/** Where a call stands, and which calls log there. */
export interface LogPlace {
  readonly scope: Scope;
  /** `ModuleDescriptor.logCalls`; undefined: the rules of 0.1.0. */
  readonly logCalls: readonly string[] | undefined;
}

/** Reads a call; null where it is no log statement. */
export function readLogCall(ts_: typeof ts, call: ts.CallExpression, { scope, logCalls }: LogPlace): LogCall | null {
  if (isHindlog(ts_, call, scope)) {
    const read = readNamed(ts_, call);
    return read === null ? null : { kind: "log", callee: "log", ...read };
  }
  const method = consoleMethod(ts_, call, scope);
  if (logCalls === undefined) {
    if (method === null || !LEGACY_METHODS.has(method) || ts_.isCallChain(call)) return null;
    return { kind: "console", callee: `console.${method}`, ...readLegacy(ts_, call) };
  }
  if (method !== null && CONSOLE_METHODS.has(method)) return { kind: "console", callee: `console.${method}`, ...readConsole(ts_, call, method) };
  const text = logCalls.length === 0 ? null : calleeText(ts_, call.expression, scope);
  if (text === null || !isConfigured(text, logCalls)) return null;
  if (WRITES.test(text)) return { kind: "console", callee: text, ...readWritten(ts_, call) };
  const method_ = text.slice(text.lastIndexOf(".") + 1);
  return { kind: "console", callee: text, ...readLogger(ts_, call, method_) };
}

function isHindlog(ts_: typeof ts, call: ts.CallExpression, scope: Scope): boolean {
  const target = call.expression;
  if (ts_.isIdentifier(target)) {
    const imported = lookUp(scope, target.text)?.imported;
    return imported?.module === "hindlog" && imported.name === "log";
  }
  if (!ts_.isPropertyAccessExpression(target) || !ts_.isIdentifier(target.expression) || ts_.isCallChain(call)) return false;
  const imported = lookUp(scope, target.expression.text)?.imported;
  return imported?.module === "hindlog" && imported.name === "*" && target.name.text === "log";
}

/** `console.log` -> `log`, where `console` is the global one. */
function consoleMethod(ts_: typeof ts, { expression }: ts.CallExpression, scope: Scope): string | null {
  if (!ts_.isPropertyAccessExpression(expression) || !ts_.isIdentifier(expression.expression)) return null;
  return expression.expression.text === "console" && lookUp(scope, "console") === null ? expression.name.text : null;
}
