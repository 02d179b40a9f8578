/**
 * Which of the language's own objects (`Math`, `Array.prototype`) the text of a module may change: a member of one is assigned or deleted, or it is
 * handed to something that may do so.
 */
import type ts from "typescript";
import { isAssignment, outermost } from "./nodes.ts";
import { isReference, isWritten } from "./references.ts";
import { isTypeOnly, type Scopes } from "./scope.ts";

const NAMESPACES = new Set(["Math", "JSON", "Reflect", "Atomics", "Intl"]);
const FUNCTIONS = new Set([
  ..."Object Function Array String Number Boolean BigInt Symbol Date RegExp Promise Map Set WeakMap WeakSet WeakRef Proxy".split(" "),
  ..."Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError ArrayBuffer SharedArrayBuffer DataView".split(" "),
  ..."Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array".split(" "),
  ..."BigInt64Array BigUint64Array URL URLSearchParams TextEncoder TextDecoder EventTarget Event".split(" "),
]);
const GLOBALS = new Set(["globalThis", "global", "window", "self"]);
/** Methods that change what they are given first. */
const CHANGERS = new Set(["defineProperty", "defineProperties", "assign", "set", "deleteProperty", "setPrototypeOf"]);

/** Paths of those objects, each once. */
export function changedBuiltIns(ts_: typeof ts, file: ts.SourceFile, scopes: Scopes): readonly string[] {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (isTypeOnly(ts_, node)) return;
    const name = globalName(ts_, node, scopes);
    if (name !== null) noteChange(ts_, name, outermost(ts_, node), found);
    ts_.forEachChild(node, visit);
  };
  visit(file);
  return [...found];
}

/** What a node names of the language's own objects: `Math`, `globalThis.Math`. */
function globalName(ts_: typeof ts, node: ts.Node, { references }: Scopes): string | null {
  const isGlobal = (at: ts.Node, names: ReadonlySet<string>): at is ts.Identifier => ts_.isIdentifier(at) && names.has(at.text) && !references.has(at);
  if (ts_.isPropertyAccessExpression(node) && isGlobal(node.expression, GLOBALS)) return isKnown(node.name.text) ? node.name.text : null;
  return ts_.isIdentifier(node) && isKnown(node.text) && !references.has(node) && isReference(ts_, node) ? node.text : null;
}

function isKnown(name: string): boolean {
  return NAMESPACES.has(name) || FUNCTIONS.has(name);
}

function noteChange(ts_: typeof ts, name: string, use: ts.Node, found: Set<string>): void {
  const member = memberOf(ts_, use);
  if (member !== null && memberName(ts_, member) === "prototype") {
    const prototype = outermost(ts_, member);
    const inner = memberOf(ts_, prototype);
    if (inner === null ? !isCompared(ts_, prototype) : isChanged(ts_, inner)) found.add(`${name}.prototype`);
  } else if (member !== null ? isChanged(ts_, member) : NAMESPACES.has(name) || isHandedToChanger(ts_, use)) found.add(name);
}

/** The access to a member of an expression. */
export function memberOf(ts_: typeof ts, object: ts.Node): ts.Node | null {
  const { parent } = object;
  return (ts_.isPropertyAccessExpression(parent) || ts_.isElementAccessExpression(parent)) && parent.expression === object ? parent : null;
}

/** The name of the member that is accessed. @returns null where only running the program tells. */
export function memberName(ts_: typeof ts, access: ts.Node): string | null {
  if (ts_.isPropertyAccessExpression(access)) return access.name.text;
  return ts_.isElementAccessExpression(access) && ts_.isStringLiteralLike(access.argumentExpression) ? access.argumentExpression.text : null;
}

/** Whether a member is assigned or deleted. */
export function isChanged(ts_: typeof ts, access: ts.Node): boolean {
  return isWritten(ts_, access) || ts_.isDeleteExpression(outermost(ts_, access).parent);
}

/** Whether an object is given first to a method that changes that. */
export function isHandedToChanger(ts_: typeof ts, use: ts.Node): boolean {
  const { parent } = use;
  return ts_.isCallExpression(parent) && parent.arguments[0] === use && CHANGERS.has(memberName(ts_, parent.expression) ?? "");
}

function isCompared(ts_: typeof ts, use: ts.Node): boolean {
  return ts_.isBinaryExpression(use.parent) && !isAssignment(ts_, use.parent);
}
