/** Follows a statement from one version of a file into the one before. What is not certain is not followed. */
import ts from "typescript";
import { functionAround, isList, pathInside, wordsOf, wordsText, type CallStatement, type List, type Parsed } from "./parsed.ts";

/** A statement that stands in a newer and in an older text. */
export interface Pair {
  readonly newer: CallStatement;
  readonly older: CallStatement;
}

/** Fewer words than these may stand anywhere by chance. */
const ENOUGH_WORDS = 7;
const KEYWORDS = new Set(["const", "let", "var", "function", "async", "await", "new", "null", "undefined", "true", "false", "console"]);

/**
 * The same statement in the version before.
 *
 * Either its words stand exactly once in both texts; or exactly once in the same function of both, and equally often in the texts; or its words changed, but a
 * string that stands in no other call of either text is still there, in a call of the same name.
 *
 * @returns `undefined` where it is not there, or where more than one could be meant
 */
export function inOlder(one: CallStatement, newer: Parsed, older: Parsed): CallStatement | undefined {
  const here = newer.byWords.get(one.words)!;
  const there = older.byWords.get(one.words) ?? [];
  if (there.length > 0) {
    const only = there[0]!;
    const isTelling = one.words.split(" ").length >= ENOUGH_WORDS;
    if (here.length === 1 && there.length === 1 && (isTelling || only.functionPath === one.functionPath)) return only;
    const within = there.filter((other) => other.functionPath === one.functionPath);
    const isOnly = here.filter((other) => other.functionPath === one.functionPath).length === 1 && within.length === 1;
    return isOnly && here.length === there.length ? within[0] : undefined;
  }
  if (one.literal === undefined || newer.byLiteral.get(one.literal)!.length !== 1) return undefined;
  const [other, ...more] = older.byLiteral.get(one.literal) ?? [];
  return other && more.length === 0 && calleeOf(other) === calleeOf(one) ? other : undefined;
}

/**
 * What changed between the two, in the benchmark's words.
 *
 * @param tree the older text
 */
export function relation({ newer, older }: Pair, tree: Parsed): Record<string, unknown> {
  const lists = { newer: newer.node.parent as List, older: older.node.parent as List };
  const at = { newer: lists.newer.statements.indexOf(newer.node), older: lists.older.statements.indexOf(older.node) };
  const texts = { newer: lists.newer.statements.map(wordsText), older: lists.older.statements.map(wordsText) };
  const same = [-1, 1].filter((step) => texts.newer[at.newer + step] === texts.older[at.older + step]).length;
  const isSame = newer.words === older.words;
  const isElsewhere = isSame && wordsText(functionAround(newer.node)) === wordsText(functionAround(older.node));
  return {
    ctx: isElsewhere ? "elsewhere" : ["none", "one", "both"][same],
    fnPath: newer.functionPath === older.functionPath ? "same" : "renamed",
    text: isSame ? "same" : isRenamed({ newer, older }) ? "renamed" : "edited",
    depth: depth(newer.node),
    moved: isPassed(texts, at) || isInAnotherFunction({ newer, older }, tree),
    rewrapped: wrappers(newer.node) !== wrappers(older.node),
    posn: texts.older.length === 1 ? "only" : at.older === 0 ? "first" : at.older === texts.older.length - 1 ? "last" : "middle",
  };
}

/** Whether a statement that is before it in one text is behind it in the other. */
function isPassed(texts: Record<"newer" | "older", string[]>, at: Record<"newer" | "older", number>): boolean {
  const before = new Set(texts.newer.slice(0, at.newer));
  const behind = new Set(texts.newer.slice(at.newer + 1));
  const onlyBefore = (text: string): boolean => before.has(text) && !behind.has(text);
  const onlyBehind = (text: string): boolean => behind.has(text) && !before.has(text);
  return texts.older.slice(0, at.older).some(onlyBehind) || texts.older.slice(at.older + 1).some(onlyBefore);
}

/** Whether it stands in a function of another name, and the function it is in now is there too. */
function isInAnotherFunction({ newer, older }: Pair, tree: Parsed): boolean {
  if (newer.functionPath === older.functionPath) return false;
  return newer.functionPath === "" || tree.functions.some((one) => pathInside(one) === newer.functionPath);
}

/** The kinds of what is between a statement and its function. */
function wrappers(node: ts.Node): string {
  const kinds: string[] = [];
  for (let at = node.parent; !ts.isSourceFile(at) && !ts.isFunctionLike(at); at = at.parent) {
    const { parent } = at;
    const branch = ts.isIfStatement(parent) && parent.elseStatement === at ? "else" : ts.isTryStatement(parent) && parent.tryBlock !== at ? "finally" : "";
    if (!ts.isBlock(at)) kinds.push(ts.SyntaxKind[at.kind] + branch);
    else if (branch) kinds.push(branch);
  }
  return kinds.join(" ");
}

/** Whether only names differ. Another logger is not another name for the same one, and a key of an object is no name. */
function isRenamed({ newer, older }: Pair): boolean {
  const [left, right] = [wordsOf(newer.node), wordsOf(older.node)];
  const isName = (words: readonly string[], at: number): boolean => /^[A-Za-z_$][\w$]*$/.test(words[at]!) && !KEYWORDS.has(words[at]!) && words[at + 1] !== ":";
  return left.length === right.length && left.every((word, at) => word === right[at] || (isName(left, at) && isName(right, at)));
}

function calleeOf(one: CallStatement): string {
  return one.words.split(" (")[0]!.split(" ").at(-1)!;
}

function depth(node: ts.Node): number {
  let lists = -1;
  for (let at = node.parent; at; at = at.parent) if (isList(at)) lists++;
  return lists;
}
