/** Tells where the function or the block of a statement certainly does not exist in an older text. */
import ts from "typescript";
import { isTelling, nameOf, pathInside, walk, wordsOf, wordsText, type CallStatement, type Parsed } from "./parsed.ts";

/** At most this share of the function's own statements may stand in the older text. */
const OVERLAP = 0.15;
/** A block of the same kind that has so much in common may be the same one, edited. */
const ALIKE = 0.35;

/** Whether no function of that name is there, nearly nothing of what it does, and not the statement. */
export function isFunctionAbsent(one: CallStatement, older: Parsed): boolean {
  const around = namedFunction(one.node);
  if (!around || isThere(one, older)) return false;
  const name = shortName(around);
  const own = saidIn(around);
  return (
    own.length > 1 &&
    own.filter((words) => older.said.has(words)).length <= OVERLAP * own.length &&
    !older.functions.some((other) => nameOf(other) !== undefined && shortName(other) === name)
  );
}

/** Whether its function is there, but no block of that head, none that is alike, and nothing that stands in the block. */
export function isBlockAbsent(one: CallStatement, newer: Parsed, older: Parsed): boolean {
  const owner = ownerOf(one.node);
  const around = namedFunction(one.node);
  if (!owner || !around || isThere(one, older)) return false;
  const counterpart = onlyFunction(older, pathInside(around));
  if (!counterpart || !onlyFunction(newer, pathInside(around))) return false;
  if (saidIn(one.node.parent).some((words) => older.said.has(words))) return false;
  let isAbsent = true;
  walk(counterpart, (node) => {
    if (node.kind === owner.kind && (head(node) === head(owner) || dice(wordsOf(node), wordsOf(owner)) > ALIKE)) isAbsent = false;
  });
  return isAbsent;
}

function isThere(one: CallStatement, older: Parsed): boolean {
  return older.byWords.has(one.words) || (one.literal !== undefined && older.byLiteral.has(one.literal));
}

/** What the statements inside of a node say. */
function saidIn(node: ts.Node): string[] {
  const said: string[] = [];
  walk(node, (inner) => void (inner !== node && isTelling(inner) && said.push(wordsText(inner))));
  return said;
}

/** The statement or clause whose block a statement stands in; `undefined` where that is a function. */
function ownerOf(statement: ts.Node): ts.Node | undefined {
  const list = statement.parent;
  if (ts.isCaseOrDefaultClause(list)) return list;
  if (!ts.isBlock(list)) return undefined;
  return ts.isIfStatement(list.parent) || ts.isIterationStatement(list.parent, false) || ts.isTryStatement(list.parent) || ts.isCatchClause(list.parent)
    ? list.parent
    : undefined;
}

/** What stands before the block: a condition, or the head of a loop. A `try` has none, so one `try` is like another. */
function head(node: ts.Node): string {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node) || ts.isCaseClause(node)) return wordsText(node.expression);
  if (ts.isTryStatement(node) || ts.isCatchClause(node) || ts.isDefaultClause(node)) return "";
  const words = wordsOf(node);
  return words.slice(0, words.length - wordsOf((node as ts.IterationStatement).statement).length).join(" ");
}

function namedFunction(node: ts.Node): ts.SignatureDeclaration | undefined {
  for (let at = node.parent; at; at = at.parent) if (ts.isFunctionLike(at) && nameOf(at) !== undefined) return at;
  return undefined;
}

function onlyFunction(parsed: Parsed, path: string): ts.Node | undefined {
  const found = parsed.functions.filter((node) => (node as ts.FunctionLikeDeclaration).body && pathInside(node) === path);
  return found.length === 1 ? found[0] : undefined;
}

/** `Foo.prototype.bar`, `exports.bar` and a method `bar` are the same name. */
function shortName(node: ts.Node): string {
  return nameOf(node)!.split(".").at(-1)!;
}

function dice(left: readonly string[], right: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const word of left) counts.set(word, (counts.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of right) {
    const count = counts.get(word) ?? 0;
    if (count > 0) common++;
    counts.set(word, count - 1);
  }
  return (2 * common) / (left.length + right.length);
}
