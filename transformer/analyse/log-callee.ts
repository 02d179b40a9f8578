/**
 * What a call calls, as text, by syntax alone; and whether `logCalls` names it.
 *
 * | source | text |
 * |---|---|
 * | `logger.info(x)`, `logger?.info(x)`, `logger.child({ a }).info(x)` | `logger.info` |
 * | `const { info } = logger; info(x)`, `const child = logger.child({}); child.info(x)` | `logger.info` |
 * | `this.#logger.info(x)` | `this.logger.info` |
 * | `import { logger as l } from "./l.js"; l.info(x)` | `logger.info` |
 */
import type ts from "typescript";
import { isWrapping } from "./nodes.ts";
import { lookUp, type Binding, type Scope } from "./scope.ts";

/** Methods that `logger.*` means: those that write a message at a level. */
const LEVELS = new Set("log trace debug verbose silly http info notice success warn warning error fatal crit critical alert emerg".split(" "));

/** Aliases that are followed; a chain of more is no one's. */
const MOST_ALIASES = 4;

/** The callee's text; null for what is no chain of names. */
export function calleeText(ts_: typeof ts, callee: ts.Expression, scope: Scope): string | null {
  return textOf(ts_, callee, { scope, left: MOST_ALIASES });
}

interface Following {
  readonly scope: Scope;
  readonly left: number;
}

function textOf(ts_: typeof ts, node: ts.Expression, at: Following): string | null {
  if (isWrapping(ts_, node)) return textOf(ts_, node.expression, at);
  if (node.kind === ts_.SyntaxKind.ThisKeyword) return "this";
  if (ts_.isIdentifier(node)) return meaningOf(ts_, node.text, at);
  if (ts_.isPropertyAccessExpression(node)) {
    const object = textOf(ts_, node.expression, at);
    return object === null ? null : `${object}.${node.name.text.replace("#", "")}`;
  }
  // A child logger logs as its parent does.
  if (ts_.isCallExpression(node) && ts_.isPropertyAccessExpression(node.expression) && node.expression.name.text === "child")
    return textOf(ts_, node.expression.expression, at);
  return null;
}

/** What a name stands for: the imported name, or what a `const` was made from. */
function meaningOf(ts_: typeof ts, name: string, { scope, left }: Following): string {
  const binding = lookUp(scope, name);
  if (binding === null || left === 0) return name;
  if (binding.imported !== null) return binding.imported.name === "*" || binding.imported.name === "default" ? name : binding.imported.name;
  const alias = binding.kind === "const" ? aliasOf(ts_, binding) : null;
  if (alias === null) return name;
  const object = textOf(ts_, alias.of, { scope: binding.scope, left: left - 1 });
  return object === null ? name : `${object}${alias.property === null ? "" : `.${alias.property}`}`;
}

/** `const info = logger.info`, `const child = logger.child({})`, `const { info } = logger`. */
function aliasOf(ts_: typeof ts, { declaration }: Binding): { of: ts.Expression; property: string | null } | null {
  const parent = declaration.parent;
  if (ts_.isVariableDeclaration(parent)) return parent.initializer === undefined ? null : { of: parent.initializer, property: null };
  if (!ts_.isBindingElement(parent) || parent.dotDotDotToken !== undefined || !ts_.isObjectBindingPattern(parent.parent)) return null;
  const declared = parent.parent.parent;
  const key = parent.propertyName ?? parent.name;
  if (!ts_.isVariableDeclaration(declared) || declared.initializer === undefined || !ts_.isIdentifier(key)) return null;
  return { of: declared.initializer, property: key.text };
}

/** Whether one of the patterns means this callee: the whole text, or its end behind a dot (`this.logger.info`, `request.log.info`). */
export function isConfigured(text: string, patterns: readonly string[]): boolean {
  const parts = text.split(".");
  return patterns.some((pattern) => {
    const wanted = pattern.split(".");
    if (wanted.length > parts.length || (wanted.length === 1 && parts.length > 1)) return false;
    const end = parts.slice(parts.length - wanted.length);
    return wanted.every((part, index) => part === end[index] || (part === "*" && (index < wanted.length - 1 || LEVELS.has(end[index]!))));
  });
}

/** Whether a text names a level, as winston's `logger.log("info", ...)` has it first. */
export function isLevel(text: string): boolean {
  return LEVELS.has(text);
}
