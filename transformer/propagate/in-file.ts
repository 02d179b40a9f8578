/** One newest file against one older file. */
import type ts from "typescript";
import { assemble, type CarriedGroup, type Placed } from "./edit/assemble.ts";
import { clashOfDeclarations } from "./names/declared-there.ts";
import { confidenceOf, measuresOf, MIN_CONFIDENCE } from "./place/confidence.ts";
import { findExpression, type ExpressionPlace } from "./expression/find-expression.ts";
import { rangesOf, type NewestFile } from "./newest-file.ts";
import { logsOnlyThere } from "./other-logs.ts";
import { findPlace } from "./place/place.ts";
import type { PlaceContext } from "./place/place-context.ts";
import { refusal } from "./refusal.ts";
import { Scopes } from "./names/scope.ts";
import { Comparison } from "./match/similarity.ts";
import type { Texts } from "./text/texts.ts";
import type { StatementList } from "./text/tree.ts";
import { findTwins, isSame } from "./place/twins.ts";
import { describeDoubt } from "./words.ts";
import type { Wrapper } from "./expression/wrapper.ts";
import type { PropagationResult } from "./types.ts";

/** The older file, and how sure a place in it has to be. */
export interface OlderFile {
  readonly path: string;
  readonly text: string;
  readonly minConfidence: number | undefined;
  /** What properties of the statements are known to be called there. */
  readonly propertyNames: ReadonlyMap<string, string>;
}

/** Places statements of one newest file in one older file. */
export function inFile(texts: Texts, newest: NewestFile, older: OlderFile): PropagationResult {
  const { compiler } = texts;
  const olderFile = texts.older(older.path, older.text);
  const context = {
    compiler,
    newerScopes: newest.scopes,
    minConfidence: older.minConfidence ?? MIN_CONFIDENCE,
    carriedNames: newest.carriedNames,
    propertyNames: older.propertyNames,
  };
  const hidden = logsOnlyThere(compiler, olderFile, newest.carried);
  const compare = (left: readonly ts.Statement[]): Comparison =>
    new Comparison(newest.tree, texts.tree(olderFile, rangesOf([...left, ...hidden], olderFile)), texts.vocabulary);
  const tryWith = (
    already: ReadonlyMap<ts.Statement, ts.Statement>,
    known?: Comparison,
  ): { comparison: Comparison; placed: Placed[] | PropagationResult; wrapped: ExpressionPlace[] | PropagationResult } => {
    const left = [...already.values()];
    const comparison = known ?? compare(left);
    const here = { ...context, comparison, olderScopes: new Scopes(compiler, left) };
    const placed = placeAll(here, newest.groups);
    return { comparison, placed, wrapped: Array.isArray(placed) ? placeWrappers(here, newest.wrappers) : [] };
  };
  const finish = (attempt: ReturnType<typeof tryWith>, already: ReadonlyMap<ts.Statement, ts.Statement>): PropagationResult =>
    !Array.isArray(attempt.placed)
      ? (attempt.placed as PropagationResult)
      : !Array.isArray(attempt.wrapped)
        ? (attempt.wrapped as PropagationResult)
        : assemble({ texts, newer: newest.tree, tree: attempt.comparison.older, effects: newest.effects, already }, attempt.placed, attempt.wrapped);

  const plain = compare([]);
  const twins = findTwins(compiler, plain, newest.statements);
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
    if (confidence < context.minConfidence)
      return place.absence === undefined ? unsure(context, place.list, confidence) : refusal("absent", place.absence, confidence);
    placed.push({ group, place, confidence, measures });
  }
  const clash = clashOfDeclarations(context, placed);
  return clash === undefined ? placed : { ...refusal("unbound", clash.reason), unbound: [clash.name] };
}

function unsure(context: PlaceContext, list: StatementList, confidence: number): PropagationResult {
  return refusal("ambiguous", describeDoubt(context, list, confidence), confidence);
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
