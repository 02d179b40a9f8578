/** Measures a place that was found, for the confidence. */
import { claimBy } from "./claimed.ts";
import { hintsFor } from "./gap-hints.ts";
import type { ListCandidate } from "./match-lists.ts";
import { statementSpan, type Gap, type Pairing } from "./match-statements.ts";
import type { Group, PlaceContext } from "./place-context.ts";
import { bodySpan, hunkOf } from "./similarity.ts";
import { mapTokenRanges } from "./token-map.ts";
import { SubtreeMemory } from "./subtree-memory.ts";
import { collectTokens, isWord } from "./tokens.ts";
import { parseText } from "./parse-text.ts";
import type { StatementList } from "./tree.ts";

/** Measurements of a match, for the confidence. */
export interface Evidence {
  readonly score: number;
  readonly own: number;
  readonly header: number;
  readonly around: number;
  readonly fit: number;
  /** Fit of the next best list, 0 where there is none. */
  readonly rival: number;
  readonly wrappers: number;
  readonly sameRole: boolean;
  readonly gap: Gap;
  /** Whether definitions or unreachable code pushed the statement out of that gap. */
  readonly forced: boolean;
  /** Whether the tokens before and behind the statement are neighbours in the older text too, and how long the equal runs are. */
  readonly adjacent: boolean;
  readonly runLeft: number;
  readonly runRight: number;
  /** Index of the gap in the newest list, and how many statements are left there. */
  readonly newerIndex: number;
  readonly newerCount: number;
  readonly olderCount: number;
  readonly renames: number;
  /** How much better another newest list fits the older one, and the same for the functions around them; -1 to 1. */
  readonly claim: number;
  readonly frameClaim: number;
  /** Whether the statement before declares what this one uses, and was found. */
  readonly definedBefore: boolean;
  /** Words of the statement that the newest text has elsewhere too, but the older one does not. */
  readonly strangeWords: number;
  /** Whether the functions around both places have the same name, or none. */
  readonly sameFrame: boolean;
  /** Part of the newest list's statements that were found, 0 to 1. */
  readonly kept: number;
}

/** A place with what led to it. */
export interface Choice {
  readonly candidate: ListCandidate;
  readonly pairing: Pairing;
  readonly anchors: Gap;
  readonly fit: number;
  readonly rival: number;
  readonly index: number;
  readonly renames: number;
}

/** Measures a place of a group. */
export function evidenceOf(context: PlaceContext, group: Group, choice: Choice): Evidence {
  const { candidate, anchors, pairing, index } = choice;
  const { list } = candidate;
  return {
    score: candidate.score,
    own: candidate.own,
    header: candidate.header,
    around: candidate.around,
    fit: choice.fit,
    rival: choice.rival,
    wrappers: candidate.wrappers,
    sameRole: list.role === group.list.role,
    gap: anchors,
    forced: index !== anchors.index,
    ...runs(context, group, list, index),
    newerIndex: group.gap,
    newerCount: group.list.statements.length,
    olderCount: list.statements.length,
    definedBefore: anchors.before === 0 && hintsFor(context, group, list).definedBefore,
    strangeWords: strangeWords(context, group),
    sameFrame: group.list.frame.name === list.frame.name,
    kept: pairing.partner.length === 0 ? 1 : pairing.partner.filter((partner) => partner >= 0).length / pairing.partner.length,
    claim: claimBy(context.comparison, list, group.list),
    frameClaim: list.frame.role === "file" || list.frame === list ? -1 : claimBy(context.comparison, list.frame, group.list.frame),
    renames: choice.renames,
  };
}

/** Counts the words of the carried statements that are used elsewhere in the newest text, but nowhere in the older one. */
function strangeWords(context: PlaceContext, group: Group): number {
  const { newer, older, vocabulary } = context.comparison;
  const own = new SubtreeMemory();
  for (const statement of group.statements) collectTokens(context.compiler, parseText(context.compiler, newer.path, statement.getText(newer.file)), own, []);
  const words = own.vocabulary.texts.filter(isWord).map((text) => vocabulary.id(text));
  return words.filter((id) => newer.tokens.ids.includes(id) && !older.tokens.ids.includes(id)).length;
}

/** How far the texts are equal on both sides of the place, in tokens; for code that moved, by an alignment of the two lists alone. */
function runs(context: PlaceContext, group: Group, list: StatementList, index: number): { adjacent: boolean; runLeft: number; runRight: number } {
  const { newer, older, weights } = context.comparison;
  const spans = [bodySpan(group.list), bodySpan(list)] as const;
  const isMoved = context.comparison.aligned(...spans) < 0.5 * context.comparison.bagged(...spans);
  const map = isMoved ? mapTokenRanges(newer.tokens, older.tokens, hunkOf(...spans), weights) : context.comparison.map;
  const at = newerBoundary(context, group);
  const next = list.statements[index];
  const behind = next ? statementSpan(older.tokens, next, older.file)[0] : list.close;
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
  return next ? statementSpan(newer.tokens, next, newer.file)[0] : group.list.close;
}
