/**
 * Finds the place in the older text for statements that stand next to each other in the newest one.
 *
 * The steps: the older list (match-lists), the anchors in it (match-statements), what the names are called there (rename), what that demands of the gap (bounds):
 * never before a definition that the statement needs, never behind a return; and the gap (choose-gap). Each step may refuse.
 */
import type ts from "typescript";
import { bounds } from "./bounds.ts";
import { chooseGap, type GapChoice } from "./choose-gap.ts";
import { evidenceOf, type Evidence } from "./evidence.ts";
import type { NeededImport } from "../edit/imports.ts";
import { matchList, type ListCandidate } from "../match/match-lists.ts";
import { findAnchors, pairStatements, type Anchors, type Pairing } from "../match/match-statements.ts";
import type { Group, PlaceContext } from "./place-context.ts";
import { resolveNames, type Names } from "../names/resolve-names.ts";
import type { Binding } from "../names/scope.ts";
import type { StatementList } from "../text/tree.ts";
import { describeAbsence, lineOf } from "../words.ts";

/** A place, or why there is none. */
export type Placement =
  | {
      readonly kind: "found";
      readonly list: StatementList;
      readonly index: number;
      /** How the index was chosen. */
      readonly gap: GapChoice;
      readonly pairing: Pairing;
      readonly renames: ReadonlyMap<string, string>;
      readonly propertyRenames: ReadonlyMap<string, string>;
      readonly paths: ReadonlyMap<string, string>;
      readonly imports: readonly NeededImport[];
      readonly evidence: Evidence;
      /** Where the list is so different that it counts as not there unless everything else speaks for it: that in words. */
      readonly absence: string | undefined;
    }
  | { readonly kind: "absent"; readonly reason: string; readonly score: number }
  | { readonly kind: "ambiguous"; readonly reason: string; readonly score: number }
  | { readonly kind: "unbound"; readonly names: readonly string[]; readonly reason: string; readonly score: number };

/** Below this the enclosing block is not there. */
const MIN_SCORE = 0.2;
/** Below this it counts as not there unless the confidence is high: a block may change beyond recognition and still stand where it stood. */
const LIKE_SCORE = 0.45;

/** Finds the place of a group. */
export function findPlace(context: PlaceContext, group: Group): Placement {
  const candidates = rank(context, group, matchList(context.comparison, group.list, group.gap));
  const [best, second] = candidates;
  if (!best || best.candidate.score < MIN_SCORE)
    return { kind: "absent", reason: describeAbsence(context, group.list, candidates[0]?.candidate), score: best?.fit ?? 0 };
  const place = placeIn(context, group, best, second);
  if (place.kind !== "found" && best.candidate.score < LIKE_SCORE)
    return { kind: "absent", reason: describeAbsence(context, group.list, best.candidate), score: best.fit };
  if (place.kind !== "unbound" || !second || second.candidate.score < LIKE_SCORE) return place;
  const other = placeIn(context, group, second, best);
  return other.kind === "found" ? other : place;
}

interface Ranked {
  readonly candidate: ListCandidate;
  readonly pairing: Pairing;
  readonly anchors: Anchors;
  /** Score, corrected by how well the neighbours of the statement are found in the list. */
  readonly fit: number;
}

function rank(context: PlaceContext, group: Group, candidates: readonly ListCandidate[]): Ranked[] {
  const top = candidates[0]?.score ?? 0;
  return candidates
    .filter((candidate) => candidate.score >= 0.6 * top)
    .map((candidate) => {
      const pairing = pairStatements(context.comparison, group.list, candidate.list);
      const found = findAnchors(pairing, candidate.list.statements.length, group.gap);
      const anchors = candidate.wrappers < 0 ? withinExtracted(found) : found;
      const left = group.gap === 0 ? 0.8 : anchors.strength[0] * 0.85 ** Math.max(0, anchors.before);
      const right = group.gap === group.list.statements.length ? 0.8 : anchors.strength[1] * 0.85 ** Math.max(0, anchors.behind);
      return { candidate, pairing, anchors, fit: candidate.score * (0.75 + 0.125 * (left + right)) };
    })
    .sort((x, y) => y.fit - x.fit);
}

/** Code that was wrapped, or moved into a function of its own, ends in the older list with its last statement that is still in the wrapper. */
function withinExtracted(anchors: Anchors): Anchors {
  if (anchors.behind < 0 && anchors.before >= 0) return { ...anchors, high: anchors.low };
  return anchors.before < 0 && anchors.behind >= 0 ? { ...anchors, low: anchors.high } : anchors;
}

function placeIn(context: PlaceContext, group: Group, best: Ranked, rival: Ranked | undefined): Placement {
  const { candidate, pairing, anchors } = best;
  const list = candidate.list;
  const names = resolveNames(context, group, list);
  if (names.unbound.length > 0) return { kind: "unbound", names: names.unbound, reason: names.reason, score: candidate.score };
  const limits = bounds(context.compiler, list, neededBefore(group, names));
  if (limits.late) return { kind: "unbound", names: [limits.late], reason: describeLate(context, limits.late, names.bindings), score: candidate.score };
  if (limits.low > limits.high)
    return { kind: "ambiguous", reason: "what the statement needs is only defined behind the end of the reachable code there", score: candidate.score };
  const choice = chooseGap(context, group, { list, anchors, limits });
  const evidence = evidenceOf(context, group, { candidate, pairing, anchors, fit: best.fit, rival: rival?.fit ?? 0, gap: choice, names });
  return {
    kind: "found",
    list,
    index: choice.index,
    gap: choice,
    pairing,
    renames: names.renames,
    propertyRenames: names.propertyRenames,
    paths: names.paths,
    imports: names.imports,
    evidence,
    absence: candidate.score < LIKE_SCORE ? describeAbsence(context, group.list, candidate) : undefined,
  };
}

/** What has to be declared before the statement: not what the newest version itself declares behind it, which only a function within the statement can use. */
function neededBefore({ list, gap, references }: Group, { bindings, renames }: Names): ReadonlyMap<string, Binding> {
  const behind = list.statements[gap];
  if (!behind) return bindings;
  const isBehind = ({ node }: Binding): boolean => behind.pos <= node.pos && node.pos < list.node.end;
  const late = references.free.filter(({ binding }) => binding && isBehind(binding)).map(({ name }) => renames.get(name) ?? name);
  return new Map([...bindings].filter(([name]) => !late.includes(name)));
}

function describeLate({ comparison }: PlaceContext, name: string, bindings: ReadonlyMap<string, { readonly node: ts.Node }>): string {
  const binding = bindings.get(name);
  return `${name} is declared only further down there${binding ? `, in line ${lineOf(comparison.older.file, binding.node)}` : ""}: log behind it`;
}
