/**
 * Finds the older counterpart of a statement list: the chain of lists around it is matched from the file inwards.
 *
 * Every older list is a candidate at each level; what counts is its own likeness (role, header, body) and how well the list around it matched,
 * with one added or removed wrapper forgiven. So a loop that moved into a function is still found, at a price.
 */
import { pairStatements, statementSpan } from "./match-statements.ts";
import { listsByNeighbours } from "./match-neighbours.ts";
import { bodySpan, wholeSpan, type Comparison, type Span } from "./similarity.ts";
import type { ListRole, StatementList } from "../text/tree.ts";

/** One older list with the reasons for taking it. */
export interface ListCandidate {
  readonly list: StatementList;
  /** Overall, 0 to 1. */
  readonly score: number;
  /** Likeness of header and body alone. */
  readonly own: number;
  /** Likeness of the headers alone. */
  readonly header: number;
  /** Overall score of the list around it. */
  readonly around: number;
  /** Lists between it and the counterpart of the outer list: 0 none, 1 an added wrapper, -1 a wrapper that is missing here. */
  readonly wrappers: number;
}

/** What a wrapper without a counterpart costs. */
const SKIPPED = 0.7;
/** How many candidates a level hands to the next. */
const BEAM = 8;

/** Candidates for `list` in the older text, best first. With a gap in it, what stands beside the gap counts too. */
export function matchList(comparison: Comparison, list: StatementList, gap?: number): readonly ListCandidate[] {
  const chain: StatementList[] = [];
  for (let at: StatementList | undefined = list; at; at = at.parent) chain.unshift(at);
  const root = comparison.older.lists[0]!;
  let level: readonly ListCandidate[] = [{ list: root, score: 1, own: 1, header: 1, around: 1, wrappers: 0 }];
  let outer = level;
  for (const next of chain.slice(1)) {
    const inner = descend(comparison, next, level);
    [outer, level] = [level, next !== list && WRAPPERS.has(next.role) ? best([...inner, ...skipped(level)]) : inner];
  }
  return gap === undefined || list.parent === undefined ? level : best([...level, ...besides(comparison, list, { gap, outer, level })]);
}

function descend(comparison: Comparison, target: StatementList, outer: readonly ListCandidate[]): ListCandidate[] {
  const scores = new Map(outer.map((candidate) => [candidate.list.id, candidate]));
  const found: ListCandidate[] = [];
  for (const list of comparison.older.lists) {
    if (list.parent === undefined) continue;
    const role = roleLikeness(target.role, list.role);
    if (role === 0) continue;
    const position = placeOf(list, scores);
    if (position.around < 0.3 && comparison.aligned(wholeSpan(target), wholeSpan(list)) < 0.3 && comparison.older.lists.length > 2000) continue;
    const { own, header } = likeness(comparison, target, list, role);
    if (own < 0.2) continue;
    const around = Math.max(position.around, 0.3 * own);
    found.push({ list, own, header, around, wrappers: position.wrappers, score: own ** 0.65 * around ** 0.35 });
  }
  for (const candidate of outer) {
    if (candidate.score < 0.3) continue;
    const own = contained(comparison, target, candidate.list);
    if (own >= 0.35)
      found.push({ list: candidate.list, own, header: 0, around: candidate.score, wrappers: -1, score: 0.85 * own ** 0.65 * candidate.score ** 0.35 });
  }
  for (const candidate of best(found).slice(0, 3)) {
    for (const inner of candidate.list.children) {
      if (!WRAPPERS.has(inner.role) || comparison.back[inner.open - 1] !== -1) continue;
      const own = contained(comparison, target, inner) * (BRANCHES.has(inner.role) ? 0.8 : 1);
      if (own >= 0.5) found.push({ list: inner, own, header: 0, around: candidate.score, wrappers: 1, score: 0.95 * own ** 0.5 * candidate.score ** 0.5 });
    }
  }
  if (target.role === "function") found.push(...inlined(comparison, target, scores));
  return best(found);
}

/** The lists around a wrapper stand in for it, where what is further inside may stand in them without it. */
function skipped(outer: readonly ListCandidate[]): ListCandidate[] {
  return outer.map((candidate) => ({ ...candidate, wrappers: -1, score: SKIPPED * candidate.score }));
}

/** Lists that hold what stands beside a gap of the target. */
function besides(
  comparison: Comparison,
  target: StatementList,
  known: { gap: number; outer: readonly ListCandidate[]; level: readonly ListCandidate[] },
): ListCandidate[] {
  const scores = new Map(known.outer.map((candidate) => [candidate.list.id, candidate]));
  return listsByNeighbours(comparison, target, known.gap).flatMap(({ list, near }) => {
    if (known.level.some((candidate) => candidate.list === list)) return [];
    if (list.parent === undefined || (LOOPS.has(target.role) && !LOOPS.has(list.role) && list.role !== "function")) return [];
    const own = Math.max(contained(comparison, target, list), 0.75 * near);
    const inside = scores.has(list.id);
    const around = Math.max(inside ? scores.get(list.id)!.score : placeOf(list, scores).around, 0.3 * own);
    if (own < 0.35) return [];
    return [{ list, own, header: 0, around, wrappers: inside ? -1 : 1, score: 0.85 * own ** 0.65 * around ** 0.35 }];
  });
}

/** Lists anywhere in the older text that a function's statements stood in before they were moved into it. */
function inlined(comparison: Comparison, target: StatementList, outer: ReadonlyMap<number, ListCandidate>): ListCandidate[] {
  const found: ListCandidate[] = [];
  const weight = comparison.newerWeight(bodySpan(target));
  if (target.statements.length < 2) return found;
  for (const list of comparison.older.lists) {
    if (list.role === "function" && list.name !== "" && list.name === target.name) return [];
    const size = comparison.olderWeight(bodySpan(list));
    if (list.statements.length < 2 || size < 0.4 * weight || size > 6 * weight || comparison.bagged(bodySpan(target), bodySpan(list)) < 0.35) continue;
    const own = contained(comparison, target, list);
    if (own < 0.5) continue;
    const around = Math.max(placeOf(list, outer).around, 0.5 * own);
    found.push({ list, own, header: own, around, wrappers: -1, score: 0.9 * own ** 0.65 * around ** 0.35 });
  }
  return found;
}

/** How well what surrounds an older list fits. */
function placeOf(list: StatementList, outer: ReadonlyMap<number, ListCandidate>): { around: number; wrappers: number } {
  let around = 0;
  let wrappers = 0;
  let factor = 1;
  let depth = 0;
  for (let at = list.parent; at && depth < 3; at = at.parent, depth++) {
    const score = (outer.get(at.id)?.score ?? 0) * factor;
    if (score > around) [around, wrappers] = [score, depth];
    factor *= 0.85;
  }
  return { around, wrappers };
}

/** A target whose contents stand unwrapped in `list`: how much of them is there, as statements of that very list. */
function contained(comparison: Comparison, target: StatementList, list: StatementList): number {
  if (target.statements.length === 0) return 0;
  if (LOOPS.has(target.role) && !LOOPS.has(list.role) && list.role !== "function") return 0;
  const pairing = pairStatements(comparison, target, list);
  let total = 0;
  let found = 0;
  target.statements.forEach((statement, index) => {
    const weight = comparison.newerWeight(statementSpan(comparison.newer.tokens, statement));
    const partner = list.statements[pairing.partner[index]!];
    total += weight;
    if (partner?.kind === statement.kind) found += weight * pairing.likeness[index]!;
  });
  return total === 0 ? 0 : found / total;
}

/** Likeness of two lists by header and body. */
export function likeness(comparison: Comparison, a: StatementList, b: StatementList, role = 1): { own: number; header: number } {
  const body = spanLikeness(comparison, bodySpan(a), bodySpan(b));
  const header = headerLikeness(comparison, a, b);
  const named = a.role === "function" && (a.name !== "" || b.name !== "");
  const headerWeight = named ? 2 : a.header[1] - a.header[0] > 0 || b.header[1] - b.header[0] > 0 ? 1.2 : 0;
  const size = (comparison.newerWeight(bodySpan(a)) + comparison.olderWeight(bodySpan(b))) / 2;
  const bodyWeight = 0.3 + Math.min(3, Math.sqrt(size) * 0.6);
  return { own: (role * (header * headerWeight + body * bodyWeight)) / (headerWeight + bodyWeight), header };
}

function spanLikeness(comparison: Comparison, a: Span, b: Span): number {
  const aligned = comparison.aligned(a, b);
  return aligned >= 0.95 * comparison.baggedAtMost(a, b) ? aligned : Math.max(aligned, 0.95 * comparison.bagged(a, b));
}

function headerLikeness(comparison: Comparison, a: StatementList, b: StatementList): number {
  const tokens = spanLikeness(comparison, a.header, b.header);
  if (a.role !== "function") return tokens;
  if (a.name === "" && b.name === "") return tokens;
  if (a.name === b.name) return 0.7 + 0.3 * tokens;
  const last = (name: string): string => name.slice(name.lastIndexOf(".") + 1);
  return last(a.name) === last(b.name) ? 0.4 + 0.4 * tokens : 0.45 * tokens;
}

const LOOPS: ReadonlySet<ListRole> = new Set<ListRole>(["for", "for-of", "for-in", "while", "do"]);
const BRANCHES: ReadonlySet<ListRole> = new Set<ListRole>(["if", "else", "case", "default"]);

const WRAPPERS: ReadonlySet<ListRole> = new Set<ListRole>(["try", "if", "else", "block", "catch", "finally"]);

/** How far two roles can stand for each other, 0 to 1. */
function roleLikeness(a: ListRole, b: ListRole): number {
  if (a === b) return 1;
  if (LOOPS.has(a) && LOOPS.has(b)) return 0.8;
  if (BRANCHES.has(a) && BRANCHES.has(b)) return 0.6;
  if ((LOOPS.has(a) && b === "function") || (a === "function" && LOOPS.has(b))) return 0.6;
  if ((a === "block" || a === "try") && (b === "block" || b === "try")) return 0.8;
  return 0;
}

function best(found: readonly ListCandidate[]): ListCandidate[] {
  const unique = new Map<number, ListCandidate>();
  for (const candidate of found) if ((unique.get(candidate.list.id)?.score ?? -1) < candidate.score) unique.set(candidate.list.id, candidate);
  return [...unique.values()].sort((x, y) => y.score - x.score || x.list.id - y.list.id).slice(0, BEAM);
}
