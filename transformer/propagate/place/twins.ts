/**
 * Statements that the older text may already have.
 *
 * A twin has the shape of the carried statement: the same tokens but for identifiers. It is left out of the older tree before matching, like the statement itself
 * of the newest one, and counts as the statement only if the place that is found is its own.
 */
import type ts from "typescript";
import { renamedText } from "../edit/carry.ts";
import { isJavaScript } from "../edit/drop-types.ts";
import type { Placement } from "./place.ts";
import { tokensOfPiece } from "../text/piece.ts";
import { firstToken, isWord, tokenAt } from "../text/tokens.ts";
import type { StatementList, Tree } from "../text/tree.ts";
import type { Comparison } from "../match/similarity.ts";

type Found = Extract<Placement, { kind: "found" }>;

/** For carried statements the older statement that is most likely the same. */
export function findTwins(compiler: typeof ts, comparison: Comparison, statements: readonly ts.Statement[]): Map<ts.Statement, ts.Statement> {
  const { older } = comparison;
  const twins = new Map<ts.Statement, ts.Statement>();
  const taken = new Set<ts.Statement>();
  for (const statement of statements) {
    const wanted = tokensOfPiece(compiler, older.path, asWritten(compiler, older.path, statement));
    const expected = expectedToken(comparison, statement);
    let best: ts.Statement | undefined;
    let nearest = Infinity;
    for (const list of older.lists) {
      for (const candidate of list.statements) {
        if (candidate.kind !== statement.kind || taken.has(candidate) || !hasShape(older, candidate, wanted)) continue;
        const distance = Math.abs(tokenAt(older.tokens, candidate.getStart(older.file)) - expected);
        if (distance < nearest) [best, nearest] = [candidate, distance];
      }
    }
    if (!best) continue;
    taken.add(best);
    twins.set(statement, best);
  }
  return twins;
}

/** Whether a twin (left out of the older tree) is the statement: same tokens after renames, and standing where the statement would go. */
export function isSame(compiler: typeof ts, pair: { statement: ts.Statement; twin: ts.Statement }, place: Found): boolean {
  const file = pair.twin.getSourceFile();
  const { text } = renamedText(compiler, pair.statement, {
    variables: place.renames,
    properties: place.propertyRenames,
    paths: place.paths,
    dropTypes: isJavaScript(file.fileName),
  });
  const [own, there] = [text, pair.twin.getText(file)].map((source) => tokensOfPiece(compiler, file.fileName, source));
  if (own!.length !== there!.length || !own!.every((token, index) => token === there![index])) return false;
  if (!holds(place.list, pair.twin)) return false;
  const before = place.list.statements.filter((one) => one.pos < pair.twin.pos).length;
  const { low, high } = place.evidence.gap;
  return before >= Math.min(low, place.index) && before <= Math.max(high, place.index);
}

/** The text of a statement as it would be written in a file: without types in JavaScript. */
function asWritten(compiler: typeof ts, path: string, statement: ts.Statement): string {
  if (!isJavaScript(path)) return statement.getText();
  const none = new Map<string, string>();
  return renamedText(compiler, statement, { variables: none, properties: none, paths: none, dropTypes: true }).text;
}

function holds(list: StatementList, statement: ts.Statement): boolean {
  return list.bare ? list.node === statement : list.node === statement.parent;
}

function hasShape(tree: Tree, candidate: ts.Statement, wanted: readonly string[]): boolean {
  const { tokens, text } = tree;
  const from = firstToken(tokens, candidate);
  let to = tokenAt(tokens, candidate.end);
  if (text.slice(tokens.pos[to - 1], tokens.end[to - 1]) === ";") to--;
  if (to - from !== wanted.length) return false;
  return wanted.every((token, index) => {
    const other = text.slice(tokens.pos[from + index], tokens.end[from + index]);
    return token === other || (isWord(token) && isWord(other)) || (/^['"]/.test(token) && token.slice(1, -1) === other.slice(1, -1));
  });
}

/** The older token near which the statement is expected: the partner of the nearest token before it. */
function expectedToken(comparison: Comparison, statement: ts.Statement): number {
  let at = tokenAt(comparison.newer.tokens, statement.getStart()) - 1;
  while (at >= 0 && comparison.map[at]! < 0) at--;
  return at < 0 ? 0 : comparison.map[at]! + 1;
}
