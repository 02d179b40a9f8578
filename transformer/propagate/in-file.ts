/** One newest file against one older file. */
import type ts from "typescript";
import { assemble, type CarriedGroup, type Placed } from "./assemble.ts";
import { confidenceOf, measuresOf, MIN_CONFIDENCE } from "./confidence.ts";
import { effectsOf } from "./observer.ts";
import { findExpression, type ExpressionPlace } from "./find-expression.ts";
import { findPlace } from "./place.ts";
import type { PlaceContext } from "./place-context.ts";
import { declaredBy, referencesOf } from "./references.ts";
import { refusal } from "./refusal.ts";
import { Scopes } from "./scope.ts";
import { Comparison } from "./similarity.ts";
import { Vocabulary, type Range } from "./tokens.ts";
import { parseText } from "./parse-text.ts";
import { buildTree, type StatementList, type Tree } from "./tree.ts";
import { findTwins, isSame } from "./twins.ts";
import { partsOf, readCarried, returnsItsValue, type Wrapper } from "./wrapper.ts";
import type { NewestStatement, PropagationResult } from "./types.ts";

/** A carried statement and its place in the request. */
export interface Numbered {
  readonly statement: NewestStatement;
  readonly index: number;
}

/** The older file, and how sure a place in it has to be. */
export interface OlderFile {
  readonly path: string;
  readonly text: string;
  readonly minConfidence: number | undefined;
}

/** Places statements of one newest file in one older file. */
export function inFile(compiler: typeof ts, wanted: readonly Numbered[], older: OlderFile): PropagationResult {
  const source = wanted[0]!.statement;
  const newerFile = parseText(compiler, source.path, source.text);
  const olderFile = parseText(compiler, older.path, older.text);
  const newestScopes = new Scopes(compiler);
  const found = wanted.map(({ statement, index }) => {
    const carried = readCarried(compiler, newerFile, statement);
    return { index, statement, nodes: "statements" in carried ? carried.statements : [], carried };
  });
  for (const one of found) {
    if (one.nodes.length > 0) continue;
    const line = newerFile.getLineAndCharacterOfPosition(one.statement.start).line + 1;
    if ("refused" in one.carried) return refusal("absent", one.carried.refused);
    if ("wrapper" in one.carried) {
      if (returnsItsValue(compiler, one.carried.wrapper, newestScopes)) continue;
      const callee = one.carried.wrapper.call.expression.getText();
      return refusal(
        "absent",
        `line ${line} of the newest version uses what ${callee} gives; only hindlog's log gives its value back: put the call on a line of its own`,
      );
    }
    return refusal("absent", `line ${line} of the newest version holds no whole statement at that place: put the log call on a line of its own`);
  }
  const seen = new Set<ts.Statement>();
  for (const one of found) one.nodes = one.nodes.filter((node) => !seen.has(node) && seen.add(node));
  const nodes = [...seen];
  const vocabulary = new Vocabulary();
  const wrappers = found
    .flatMap(({ carried, index }) => ("wrapper" in carried ? [{ wrapper: carried.wrapper, index }] : []))
    .filter(({ wrapper }) => !nodes.some((node) => node.pos <= wrapper.call.pos && wrapper.call.end <= node.end));
  const parts = wrappers.flatMap(({ wrapper }) => partsOf(wrapper, newerFile));
  const newer = buildTree(compiler, newerFile, vocabulary, [...rangesOf(nodes, newerFile), ...parts]);
  const effects = [...new Set(nodes.flatMap((node) => effectsOf(compiler, node, newerFile)))];
  const newerScopes = new Scopes(compiler, nodes);
  const context = {
    compiler,
    newerScopes,
    minConfidence: older.minConfidence ?? MIN_CONFIDENCE,
    carriedNames: new Set(nodes.flatMap((node) => [...declaredBy(compiler, node)])),
  };
  const groups = groupsOf(compiler, newer, found, newerScopes);
  const tryWith = (
    already: ReadonlyMap<ts.Statement, ts.Statement>,
    known?: Comparison,
  ): { tree: Tree; comparison: Comparison; placed: Placed[] | PropagationResult; wrapped: ExpressionPlace[] | PropagationResult } => {
    const left = [...already.values()];
    const comparison = known ?? new Comparison(newer, buildTree(compiler, olderFile, vocabulary, rangesOf(left, olderFile)), vocabulary);
    const here = { ...context, comparison, olderScopes: new Scopes(compiler, left) };
    const placed = placeAll(here, groups);
    return { tree: comparison.older, comparison, placed, wrapped: Array.isArray(placed) ? placeWrappers(here, wrappers) : [] };
  };
  const finish = (attempt: ReturnType<typeof tryWith>, already: ReadonlyMap<ts.Statement, ts.Statement>): PropagationResult =>
    !Array.isArray(attempt.placed)
      ? (attempt.placed as PropagationResult)
      : !Array.isArray(attempt.wrapped)
        ? (attempt.wrapped as PropagationResult)
        : assemble({ compiler, newer, tree: attempt.tree, effects, already }, attempt.placed, attempt.wrapped);

  const plain = new Comparison(newer, buildTree(compiler, olderFile, vocabulary), vocabulary);
  const twins = findTwins(compiler, plain, nodes);
  if (twins.size > 0) {
    const attempt = tryWith(twins);
    const confirmed = new Map(
      [...twins].filter(
        ([statement, twin]) =>
          Array.isArray(attempt.placed) &&
          attempt.placed.some(({ group, place }) => group.statements.includes(statement) && isSame(compiler, { statement, twin }, place)),
      ),
    );
    if (confirmed.size === twins.size) return finish(attempt, confirmed);
    if (confirmed.size > 0) return finish(tryWith(confirmed), confirmed);
  }
  return finish(tryWith(new Map(), plain), new Map());
}

/** Places every group, or says why one has no place. */
function placeAll(context: PlaceContext, groups: readonly CarriedGroup[]): Placed[] | PropagationResult {
  const placed: Placed[] = [];
  for (const group of groups) {
    const place = findPlace(context, group);
    if (place.kind === "unbound") return { ...refusal("unbound", place.reason, place.score), unbound: place.names };
    if (place.kind !== "found") return refusal(place.kind, place.reason, place.score);
    const measures = measuresOf(place.evidence);
    const confidence = confidenceOf(measures);
    if (confidence < context.minConfidence) return unsure(context, place.list, confidence);
    placed.push({ group, place, confidence, measures });
  }
  return placed;
}

function unsure(context: PlaceContext, list: StatementList, confidence: number): PropagationResult {
  const { file } = context.comparison.older;
  const line = file.getLineAndCharacterOfPosition(list.node.getStart(file)).line + 1;
  return refusal(
    "ambiguous",
    `the block at line ${line} there is the closest, but not alike enough to be sure: log where more of the surrounding code is the same in both versions`,
    confidence,
  );
}

/** Finds every expression that a log call goes around, or says why one has none. */
function placeWrappers(context: PlaceContext, wrappers: readonly { wrapper: Wrapper; index: number }[]): ExpressionPlace[] | PropagationResult {
  const { newer } = context.comparison;
  const placed: ExpressionPlace[] = [];
  for (const { wrapper, index } of wrappers) {
    const holds = (list: StatementList): boolean => list.statements.some((statement) => statement.pos <= wrapper.call.pos && wrapper.call.end <= statement.end);
    const found = findExpression(context, { wrapper, index, list: newer.lists.findLast(holds)! });
    if ("verdict" in found) return found;
    if (found.confidence < context.minConfidence) return unsure(context, found.place.list, found.confidence);
    placed.push(found);
  }
  return placed;
}

function rangesOf(statements: readonly ts.Statement[], file: ts.SourceFile): Range[] {
  return statements.map((statement) => ({ start: statement.getStart(file), end: statement.end }));
}

function groupsOf(compiler: typeof ts, newer: Tree, found: readonly { index: number; nodes: readonly ts.Statement[] }[], scopes: Scopes): CarriedGroup[] {
  const flat = found.flatMap(({ index, nodes }) => nodes.map((node) => ({ index, node }))).sort((a, b) => a.node.pos - b.node.pos);
  const groups: { list: StatementList; gap: number; statements: ts.Statement[]; indexes: number[] }[] = [];
  for (const { index, node } of flat) {
    const list = newer.lists.find((one) => one.node === node.parent) ?? newer.lists.find((one) => one.bare && one.node === node);
    if (!list) continue;
    const gap = list.statements.filter((statement) => statement.pos < node.pos).length;
    const last = groups[groups.length - 1];
    if (last && last.list === list && last.gap === gap) {
      last.statements.push(node);
      last.indexes.push(index);
    } else groups.push({ list, gap, statements: [node], indexes: [index] });
  }
  return groups.map((group) => ({ ...group, references: referencesOf(compiler, group.statements, scopes) }));
}
