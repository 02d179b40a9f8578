/**
 * Finds the place in the older text for statements that stand next to each other in the newest one.
 *
 * The steps: the older list (match-lists), the gap in it (match-statements), what the names are called there (rename), and what that demands of the gap:
 * never before a definition that the statement needs, never behind a return. Each step may refuse.
 */
import type ts from "typescript";
import { claimBy } from "./claimed.ts";
import type { NeededImport } from "./imports.ts";
import { matchList, type ListCandidate } from "./match-lists.ts";
import { findGap, pairStatements, statementSpan, type Gap, type GapHints, type Pairing } from "./match-statements.ts";
import type { Group, PlaceContext } from "./place-context.ts";
import { readBy, touches, writtenBy } from "./reads-and-writes.ts";
import { declaredBy } from "./references.ts";
import { resolveNames } from "./resolve-names.ts";
import type { Binding } from "./scope.ts";
import { bodySpan, hunkOf } from "./similarity.ts";
import { mapTokenRanges } from "./token-map.ts";
import { collectTokens, isWord, Vocabulary } from "./tokens.ts";
import { parseText, type StatementList } from "./tree.ts";

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

/** A place, or why there is none. */
export type Placement =
  | {
      readonly kind: "found";
      readonly list: StatementList;
      readonly index: number;
      readonly pairing: Pairing;
      readonly renames: ReadonlyMap<string, string>;
      readonly propertyRenames: ReadonlyMap<string, string>;
      readonly paths: ReadonlyMap<string, string>;
      readonly imports: readonly NeededImport[];
      readonly evidence: Evidence;
    }
  | { readonly kind: "absent"; readonly reason: string; readonly score: number }
  | { readonly kind: "ambiguous"; readonly reason: string; readonly score: number }
  | { readonly kind: "unbound"; readonly names: readonly string[]; readonly reason: string; readonly score: number };

/** Below this the enclosing block counts as not there. */
const MIN_SCORE = 0.45;

/** Finds the place of a group. */
export function findPlace(context: PlaceContext, group: Group): Placement {
  const candidates = rank(context, group, matchList(context.comparison, group.list, group.gap));
  const [best, second] = candidates;
  if (!best || best.candidate.score < MIN_SCORE)
    return { kind: "absent", reason: describeAbsence(context, group.list, candidates[0]?.candidate), score: best?.fit ?? 0 };
  const place = placeIn(context, group, best, second);
  if (place.kind !== "unbound" || !second || second.candidate.score < MIN_SCORE) return place;
  const other = placeIn(context, group, second, best);
  return other.kind === "found" ? other : place;
}

interface Ranked {
  readonly candidate: ListCandidate;
  readonly pairing: Pairing;
  readonly anchors: Gap;
  /** Score, corrected by how well the neighbours of the statement are found in the list. */
  readonly fit: number;
}

function rank(context: PlaceContext, group: Group, candidates: readonly ListCandidate[]): Ranked[] {
  const top = candidates[0]?.score ?? 0;
  return candidates
    .filter((candidate) => candidate.score >= 0.6 * top)
    .map((candidate) => {
      const pairing = pairStatements(context.comparison, group.list, candidate.list);
      const gap = findGap(pairing, candidate.list.statements.length, group.gap, hintsFor(context, group, candidate.list));
      const anchors = candidate.wrappers < 0 ? withinExtracted(gap) : gap;
      const left = group.gap === 0 ? 0.8 : anchors.strength[0] * 0.85 ** Math.max(0, anchors.before);
      const right = group.gap === group.list.statements.length ? 0.8 : anchors.strength[1] * 0.85 ** Math.max(0, anchors.behind);
      return { candidate, pairing, anchors, fit: candidate.score * (0.75 + 0.125 * (left + right)) };
    })
    .sort((x, y) => y.fit - x.fit);
}

/** Code that was wrapped, or moved into a function of its own, ends in the older list with its last statement that is still in the wrapper. */
function withinExtracted(gap: Gap): Gap {
  if (gap.behind < 0 && gap.before >= 0) return { ...gap, index: gap.low, high: gap.low };
  return gap.before < 0 && gap.behind >= 0 ? { ...gap, index: gap.high, low: gap.high } : gap;
}

function hintsFor(context: PlaceContext, group: Group, list: StatementList): GapHints {
  const { compiler } = context;
  const file = context.comparison.newer.file;
  const first = group.statements[0]!;
  const last = group.statements[group.statements.length - 1]!;
  const reads = readBy(compiler, group.references);
  const previous = group.list.statements[group.gap - 1];
  const blankBefore = /\n[ \t]*\r?\n\s*$/.test(file.text.slice(first.getFullStart(), first.getStart(file)));
  const blankBehind = /^[^\n]*\n[ \t]*\r?\n/.test(file.text.slice(last.end, last.end + 400));
  const written = new Map<number, boolean>();
  return {
    blankBefore,
    blankBehind,
    edgesParagraph: blankBefore || blankBehind,
    breaksBefore: (index) => {
      const { text, file: older } = context.comparison.older;
      const next = list.statements[index]!;
      return /\n[ \t]*\r?\n/.test(text.slice(list.statements[index - 1]!.end, next.getStart(older)));
    },
    definedBefore: previous !== undefined && touches(declaredBy(compiler, previous), reads),
    startHolds: list.role === "function" || list.role === "try" || list.role === "file" ? 1.05 : 0.85,
    writes: (index) => {
      const known = written.get(index);
      if (known !== undefined) return known;
      const result = touches(writtenBy(compiler, list.statements[index]!), reads);
      written.set(index, result);
      return result;
    },
  };
}

function placeIn(context: PlaceContext, group: Group, best: Ranked, rival: Ranked | undefined): Placement {
  const { candidate, pairing, anchors } = best;
  const list = candidate.list;
  const names = resolveNames(context, group, list);
  if (names.unbound.length > 0) return { kind: "unbound", names: names.unbound, reason: names.reason, score: candidate.score };
  const limits = bounds(context, list, names.bindings);
  if (limits.late) return { kind: "unbound", names: [limits.late], reason: `${limits.late} is declared only further down there`, score: candidate.score };
  if (limits.low > limits.high)
    return { kind: "ambiguous", reason: "what the statement needs is only defined behind the end of the reachable code there", score: candidate.score };
  const index = Math.min(Math.max(anchors.index, limits.low), limits.high);
  const { adjacent, runLeft, runRight } = runs(context, group, list, index);
  const evidence: Evidence = {
    score: candidate.score,
    own: candidate.own,
    header: candidate.header,
    around: candidate.around,
    fit: best.fit,
    rival: rival?.fit ?? 0,
    wrappers: candidate.wrappers,
    sameRole: candidate.list.role === group.list.role,
    gap: anchors,
    forced: index !== anchors.index,
    adjacent,
    runLeft,
    runRight,
    newerIndex: group.gap,
    newerCount: group.list.statements.length,
    olderCount: list.statements.length,
    definedBefore: anchors.before === 0 && hintsFor(context, group, list).definedBefore,
    strangeWords: strangeWords(context, group),
    sameFrame: group.list.frame.name === list.frame.name,
    kept: pairing.partner.length === 0 ? 1 : pairing.partner.filter((partner) => partner >= 0).length / pairing.partner.length,
    claim: claimBy(context.comparison, list, group.list),
    frameClaim: list.frame.role === "file" || list.frame === list ? -1 : claimBy(context.comparison, list.frame, group.list.frame),
    renames: names.renames.size + names.propertyRenames.size + names.paths.size,
  };
  return {
    kind: "found",
    list,
    index,
    pairing,
    renames: names.renames,
    propertyRenames: names.propertyRenames,
    paths: names.paths,
    imports: names.imports,
    evidence,
  };
}

/** The indexes of `list` between which every binding is initialised and code is reachable. */
function bounds(context: PlaceContext, list: StatementList, bindings: ReadonlyMap<string, Binding>): { low: number; high: number; late?: string } {
  const { compiler } = context;
  let low = 0;
  let high = list.statements.length;
  const isPrologue = (statement: ts.Statement): boolean => compiler.isExpressionStatement(statement) && compiler.isStringLiteral(statement.expression);
  if (list.role === "file" || list.role === "function") while (low < high && isPrologue(list.statements[low]!)) low++;
  for (const [name, binding] of bindings) {
    if (binding.kind === "function" || binding.kind === "type" || binding.kind === "import" || binding.kind === "param" || binding.kind === "arguments")
      continue;
    const at = binding.node.pos;
    const inside = list.statements.findIndex((statement) => statement.pos <= at && at < statement.end);
    if (inside >= 0 && !(list.bare && binding.scope !== list.node)) low = Math.max(low, inside + 1);
    else if (at >= list.node.end && frameOf(compiler, binding.scope) === frameOf(compiler, list.node)) return { low, high, late: name };
  }
  const kinds = compiler.SyntaxKind;
  const stop = list.statements.findIndex((statement) =>
    [kinds.ReturnStatement, kinds.ThrowStatement, kinds.BreakStatement, kinds.ContinueStatement].includes(statement.kind),
  );
  if (stop >= 0) high = stop;
  return { low, high };
}

function frameOf(compiler: typeof ts, node: ts.Node): ts.Node {
  for (let at = node; ; at = at.parent) if (compiler.isFunctionLike(at) || compiler.isSourceFile(at) || compiler.isClassStaticBlockDeclaration(at)) return at;
}

/** Counts the words of the carried statements that are used elsewhere in the newest text, but nowhere in the older one. */
function strangeWords(context: PlaceContext, group: Group): number {
  const { newer, older, vocabulary } = context.comparison;
  const inNewer = new Set(newer.tokens.ids);
  const inOlder = new Set(older.tokens.ids);
  const own = new Vocabulary();
  for (const statement of group.statements) collectTokens(context.compiler, parseText(context.compiler, newer.path, statement.getText(newer.file)), own, []);
  const words = own.texts.filter(isWord).map((text) => vocabulary.id(text));
  return words.filter((id) => inNewer.has(id) && !inOlder.has(id)).length;
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

function describeAbsence(context: PlaceContext, list: StatementList, candidate: ListCandidate | undefined): string {
  const { newer } = context.comparison;
  const name = list.frame.name;
  const where =
    list.role === "function" || list === list.frame
      ? name
        ? `function ${name}`
        : "the enclosing function"
      : `the enclosing ${list.role} block${name ? ` of ${name}` : ""}`;
  const line = newer.file.getLineAndCharacterOfPosition(list.owner.getStart(newer.file)).line + 1;
  const near = candidate
    ? `; the closest is line ${context.comparison.older.file.getLineAndCharacterOfPosition(candidate.list.node.getStart(context.comparison.older.file)).line + 1}, too different`
    : "";
  return `${where} (line ${line} of the newest version) has no counterpart there${near}`;
}
