/**
 * What a program reads from outside itself and could not read again: clocks, random bytes, random names of folders, numbers of open files. The runtime keeps it while
 * recording and gives it back in a replay. The program's globals stay what they are.
 *
 * in                        out
 * Date.now()                hl.input(0, Date.now())
 * new Date()                hl.input(1, new Date())
 * performance.now()         hl.input(3, performance.now()), in a replay hl.input(3, hl.isKept(3, performance.now) || performance.now())
 * clock.now()               hl.clock(clock, "clock").now()
 * fs.mkdtempSync("run-")    hl.input(11, fs.mkdtempSync("run-"))
 * openSync("log.txt", "a")  hl.input(hl.opening(), openSync("log.txt", "a"))
 * Buffer.allocUnsafe(n)     hl.unwritten(Buffer.allocUnsafe(n))
 * await mkdtemp("run-")     hl.input(11, await mkdtemp("run-"))
 *
 * Invariants
 * 1. Only names that mean the global or an import of Node's module; a property of anything else is left alone.
 * 2. What a `now` is called on may turn out to be `Date` or `performance` at run time; what is not is called as it stands.
 */
import type ts from "typescript";
import type { Binding } from "../analyse/scope.ts";
import type { FileSites } from "../analyse/sites.ts";
import type { Emitter } from "./emit.ts";
import { innermost } from "../analyse/nodes.ts";
import { callee } from "./spelling.ts";
import { FILE_NUMBER, NEW_FOLDER, type InputKind } from "../../runtime/format/journal-rows.ts";

/** What a call or `new` reads from outside; null where it reads nothing that is kept. */
export function inputKind(ts_: typeof ts, sites: FileSites, node: ts.Node): InputKind | null {
  if (ts_.isNewExpression(node)) {
    const isNow = (node.arguments?.length ?? 0) === 0 && ts_.isIdentifier(node.expression) && node.expression.text === "Date";
    return isNow && meaning(ts_, sites, node.expression) === "Date" ? 1 : null;
  }
  if (!ts_.isCallExpression(node) || node.questionDotToken !== undefined) return null;
  const name = meaning(ts_, sites, node.expression);
  if (name === null) return null;
  const kind = KINDS.get(name);
  // With a callback the bytes come later, by other ways.
  return kind === undefined || (name.startsWith("crypto.") && node.arguments.length > 1) ? null : kind;
}

/** `hl.isKept(0, Date.now) || Date.now()`: asking a clock takes a replay long, and one whose readings are kept need not be asked. */
export function unlessKept(emit: Emitter, node: ts.Node, kind: InputKind, asked: ts.Expression): ts.Expression {
  const { ts: ts_, factory } = emit;
  const isClock = ts_.isCallExpression(asked) && ts_.isPropertyAccessExpression(asked.expression) && CLOCKS.has(kind);
  if (!isClock || !ts_.isPropertyAccessExpression((node as ts.CallExpression).expression)) return asked;
  return factory.createLogicalOr(emit.call("isKept", emit.number(kind), (node as ts.CallExpression).expression), asked);
}

/** The same of what is waited for. */
export function awaitedInputKind(ts_: typeof ts, sites: FileSites, { expression }: ts.AwaitExpression): InputKind | null {
  const call = innermost(ts_, expression);
  return ts_.isCallExpression(call) && meaning(ts_, sites, call.expression) === "fs.promises.mkdtemp" ? NEW_FOLDER : null;
}

/** A call that gives memory as chance has left it. */
export function givesUnwritten(ts_: typeof ts, sites: FileSites, node: ts.Node): boolean {
  return (
    ts_.isCallExpression(node) &&
    node.questionDotToken === undefined &&
    /^(?:buffer\.)?Buffer\.allocUnsafe(?:Slow)?$/.test(meaning(ts_, sites, node.expression) ?? "")
  );
}

/** `E.now()`, where E may be a clock by another name; null for all else. @param visit - the module's visitor, for children. */
export function clockCall(emit: Emitter, node: ts.Node, visit: <T extends ts.Node>(node: T) => T): ts.Expression | null {
  const { ts: ts_, factory } = emit;
  if (!ts_.isCallExpression(node) || ts_.isOptionalChain(node) || node.arguments.length > 0 || !ts_.isPropertyAccessExpression(node.expression)) return null;
  const { expression, name } = node.expression;
  const text = name.text === "now" && expression.kind !== ts_.SyntaxKind.SuperKeyword ? callee(ts_, expression) : null;
  if (text === null) return null;
  const clock = emit.standingFor(expression, emit.call("clock", visit(expression), emit.text(text)));
  // What the language throws for a missing object has the place of the member.
  emit.standingFor(name, (clock.expression as ts.PropertyAccessExpression).name);
  return factory.updateCallExpression(node, factory.updatePropertyAccessExpression(node.expression, clock, name), undefined, node.arguments);
}

/** Date.now and performance.now. */
const CLOCKS = new Set<InputKind>([0, 3]);

const KINDS: ReadonlyMap<string, InputKind> = new Map<string, InputKind>([
  ["Date.now", 0],
  ["Date", 2],
  ["performance.now", 3],
  ["process.hrtime", 4],
  ["process.hrtime.bigint", 5],
  ["process.uptime", 6],
  ["crypto.randomUUID", 7],
  ["crypto.randomBytes", 8],
  ["crypto.getRandomValues", 9],
  ["fs.mkdtempSync", NEW_FOLDER],
  ["fs.openSync", FILE_NUMBER],
]);

const GLOBALS = new Set(["Date", "performance", "process", "crypto", "Buffer"]);
const MODULES: ReadonlyMap<string, string> = new Map([
  ["buffer", "buffer"],
  ["crypto", "crypto"],
  ["fs", "fs"],
  ["fs/promises", "fs.promises"],
  ["process", "process"],
  ["perf_hooks", ""],
]);

/** `crypto.randomUUID` for whatever way of writing it; null where it means something else. */
function meaning(ts_: typeof ts, sites: FileSites, node: ts.Expression): string | null {
  if (ts_.isPropertyAccessExpression(node)) {
    const object = node.questionDotToken === undefined ? meaning(ts_, sites, node.expression) : null;
    return object === null ? null : `${object}${object === "" ? "" : "."}${node.name.text}`;
  }
  if (!ts_.isIdentifier(node)) return null;
  const binding = sites.scopes.references.get(node) ?? null;
  if (binding !== null) return importedMeaning(binding);
  if (sites.scopes.dynamic.some((other) => ts_.isWithStatement(other))) return null;
  if (node.text === "globalThis") return "";
  return GLOBALS.has(node.text) ? node.text : null;
}

function importedMeaning({ imported, assigned }: Binding): string | null {
  if (imported === null || assigned) return null;
  const object = MODULES.get(imported.module.replace(/^node:/, ""));
  if (object === undefined) return null;
  if (imported.name === "*" || imported.name === "default") return object;
  if (imported.name === "performance") return "performance";
  return object === "" || imported.name === "webcrypto" ? null : `${object}.${imported.name}`;
}
