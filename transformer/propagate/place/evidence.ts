/** Measures a place that was found, for the confidence. */
import type { GapChoice } from "./choose-gap.ts";
import { claimBy } from "../match/claimed.ts";
import { correspondence, type Correspondence } from "../match/correspondence.ts";
import { enclosingName } from "./enclosing-name.ts";
import type { ListCandidate } from "../match/match-lists.ts";
import { statementSpan, type Anchors, type Pairing } from "../match/match-statements.ts";
import type { Group, PlaceContext } from "./place-context.ts";
import { readBy, touches } from "../observe/reads-and-writes.ts";
import { declaredBy } from "../names/references.ts";
import type { Names } from "../names/resolve-names.ts";
import { bodySpan, hunkOf, type Comparison } from "../match/similarity.ts";
import { mapTokenRanges } from "../match/token-map.ts";
import { tokensOfPiece } from "../text/piece.ts";
import { isWord } from "../text/tokens.ts";
import type { StatementList } from "../text/tree.ts";

/** Measurements of a match, for the confidence. */
export interface Evidence {
  readonly score: number;
  readonly own: number;
  readonly header: number;
  /** How much the newest header says, as a weight of tokens: `catch (error)` says little. */
  readonly headerWeight: number;
  readonly fit: number;
  /** Fit of the next best list, 0 where there is none. */
  readonly rival: number;
  readonly wrappers: number;
  readonly gap: Anchors;
  /** How likely the gap is the right one of those between the anchors. */
  readonly certainty: number;
  /** Whether the functions around both places have other names. */
  readonly otherName: boolean;
  /** Whether a name of the statement is another one there. */
  readonly isRenamed: boolean;
  /** Whether the tokens before and behind the statement are neighbours in the older text too, and how long the equal runs are. */
  readonly adjacent: boolean;
  readonly runLeft: number;
  readonly runRight: number;
  /** Index of the gap in the newest list, and how many statements are left there. */
  readonly newerIndex: number;
  readonly newerCount: number;
  readonly olderCount: number;
  /** How much better another newest list fits the older one; -1 to 1. */
  readonly claim: number;
  /** Whether the statement before declares what this one uses, and was found. */
  readonly definedBefore: boolean;
  /** Words of the statement that the newest text has elsewhere too, but the older one does not; those that an import brings or that have another name there do not count. */
  readonly strangeWords: number;
  /** Likeness of an older statement between the anchors that nothing corresponds to: the statement may be there in another form. */
  readonly similar: number;
  readonly correspondence: Correspondence;
}

/** A place with what led to it. */
export interface Choice {
  readonly candidate: ListCandidate;
  readonly pairing: Pairing;
  readonly anchors: Anchors;
  readonly fit: number;
  readonly rival: number;
  readonly gap: GapChoice;
  readonly names: Names;
}

/** Measures a place of a group. */
export function evidenceOf(context: PlaceContext, group: Group, choice: Choice): Evidence {
  const { candidate, anchors, pairing, gap } = choice;
  const { comparison } = context;
  const { list } = candidate;
  const own = wordsAndSigns(context, group);
  return {
    score: candidate.score,
    own: candidate.own,
    header: candidate.header,
    headerWeight: comparison.newerWeight(group.list.header),
    fit: choice.fit,
    rival: choice.rival,
    wrappers: candidate.wrappers,
    gap: anchors,
    certainty: gap.certainty,
    otherName: enclosingName(group.list) !== enclosingName(list),
    isRenamed: choice.names.renames.size > 0,
    ...runs(context, group, list, gap.index),
    newerIndex: group.gap,
    newerCount: group.list.statements.length,
    olderCount: list.statements.length,
    // A list of which only a stretch is the counterpart belongs to the list around by right.
    claim: candidate.wrappers < 0 ? -1 : claimBy(comparison, list, group.list),
    definedBefore: anchors.before === 0 && isDefinedBefore(context, group),
    strangeWords: strangeWords(comparison, unexplained(comparison, own, choice.names)),
    similar: similarBetween(comparison, { list, pairing, gap: anchors }, group, own),
    correspondence: correspondence(comparison, { newer: group.list, older: list, pairing, isStretch: candidate.wrappers < 0 }),
  };
}

function isDefinedBefore({ compiler }: PlaceContext, group: Group): boolean {
  return touches(declaredBy(compiler, group.list.statements[group.gap - 1]!), readBy(compiler, group.references));
}

/** Ids of the tokens of the carried statements; semicolons left out. */
function wordsAndSigns(context: PlaceContext, group: Group): number[] {
  const { newer, vocabulary } = context.comparison;
  const tokens = group.statements.flatMap((statement) => tokensOfPiece(context.compiler, newer.path, statement.getText(newer.file)));
  return tokens.flatMap((text) => (text === ";" ? [] : [vocabulary.id(text)]));
}

function unexplained({ vocabulary }: Comparison, own: readonly number[], { imports, renames, propertyRenames }: Names): number[] {
  const known = [...imports.map((one) => one.local), ...renames.keys(), ...propertyRenames.keys()].map((name) => vocabulary.id(name));
  return own.filter((id) => !known.includes(id));
}

/** Counts the words of the carried statements that are used elsewhere in the newest text, but nowhere in the older one. */
function strangeWords({ newer, older, vocabulary }: Comparison, own: readonly number[]): number {
  return [...new Set(own)].filter((id) => isWord(vocabulary.texts[id]!) && newer.tokens.ids.includes(id) && !older.tokens.ids.includes(id)).length;
}

/** How alike to the carried statement an unpaired older one between the anchors is, 0 to 1. */
function similarBetween(comparison: Comparison, place: { list: StatementList; pairing: Pairing; gap: Anchors }, group: Group, own: readonly number[]): number {
  const { older } = comparison;
  const { list, pairing, gap } = place;
  const paired = new Set(pairing.partner);
  let most = 0;
  for (let index = gap.low; index < gap.high; index++) {
    const statement = list.statements[index]!;
    if (paired.has(index) || statement.kind !== group.statements[0]!.kind) continue;
    most = Math.max(most, comparison.baggedTokens(own, statementSpan(older.tokens, statement)));
  }
  return most;
}

/** How far the texts are equal on both sides of the place, in tokens; for code that moved, by an alignment of the two lists alone. */
function runs(context: PlaceContext, group: Group, list: StatementList, index: number): { adjacent: boolean; runLeft: number; runRight: number } {
  const { newer, older, weights } = context.comparison;
  const spans = [bodySpan(group.list), bodySpan(list)] as const;
  const isMoved = context.comparison.aligned(...spans) < 0.5 * context.comparison.bagged(...spans);
  const map = isMoved ? mapTokenRanges(newer.tokens, older.tokens, hunkOf(...spans), weights) : context.comparison.map;
  const at = newerBoundary(context, group);
  const next = list.statements[index];
  const behind = next ? statementSpan(older.tokens, next)[0] : list.close;
  let runLeft = 0;
  while (runLeft < 60 && at - 1 - runLeft >= 0 && map[at - 1 - runLeft] === behind - 1 - runLeft) runLeft++;
  let runRight = 0;
  while (runRight < 60 && at + runRight < newer.tokens.ids.length && map[at + runRight] === behind + runRight) runRight++;
  const atEdge = (at === 0 && behind === 0) || (at === newer.tokens.ids.length && behind === older.tokens.ids.length);
  return { adjacent: (runLeft > 0 && runRight > 0) || (atEdge && runLeft + runRight > 0), runLeft, runRight };
}

function newerBoundary(context: PlaceContext, group: Group): number {
  const { newer } = context.comparison;
  const next = group.list.statements[group.gap];
  return next ? statementSpan(newer.tokens, next)[0] : group.list.close;
}
