/** Aligns the statements of two lists and finds what anchors a cut statement, from both sides. */
import type ts from "typescript";
import { firstToken, tokenAt, type Tokens } from "../text/tokens.ts";
import type { Comparison, Span } from "./similarity.ts";
import type { StatementList } from "../text/tree.ts";

/** Partner of each newer statement and how alike they are. */
export interface Pairing {
  /** Older index for each newer index, or -1. */
  readonly partner: readonly number[];
  readonly likeness: readonly number[];
}

/** The gaps in an older list that a statement could go into. */
export interface Anchors {
  /** First and last index; a gap is before the older statement of its index (or behind the last). */
  readonly low: number;
  readonly high: number;
  /** Newer statements between the gap and the nearest matched one before and behind it; -1: there is none on that side. */
  readonly before: number;
  readonly behind: number;
  /** Likeness of those anchors, 0 where there is none. */
  readonly strength: readonly [number, number];
}

/** Pairs below this are not statements of the same origin. */
const MIN_LIKENESS = 0.45;
/** What it counts that one statement holds all of the other: `f(x)` and `if (ready) { f(x); ... }`. */
const HOLDING_COUNTS = 0.55;
/** What equal heads alone make of two statements with blocks. */
const HEAD_COUNTS = 0.7;
/** Larger tables are not compared by bag. */
const MAX_PAIRS = 4000;

/** Token range of a statement. */
export function statementSpan(tokens: Tokens, statement: ts.Statement): Span {
  return [firstToken(tokens, statement), tokenAt(tokens, statement.end)];
}

/** Pairs the statements of two lists in order, as much likeness as possible. */
export function pairStatements(comparison: Comparison, a: StatementList, b: StatementList): Pairing {
  const aSpans = a.statements.map((statement) => statementSpan(comparison.newer.tokens, statement));
  const bSpans = b.statements.map((statement) => statementSpan(comparison.older.tokens, statement));
  const partner: number[] = a.statements.map(() => -1);
  const likeness: number[] = a.statements.map(() => 0);
  let low = 0;
  let aHigh = aSpans.length;
  let bHigh = bSpans.length;
  const pair = (i: number, j: number, alike: number): void => {
    partner[i] = j;
    likeness[i] = alike;
  };
  while (low < aHigh && low < bHigh && comparison.same(aSpans[low]!, bSpans[low]!)) pair(low, low++, 1);
  while (low < aHigh && low < bHigh && comparison.same(aSpans[aHigh - 1]!, bSpans[bHigh - 1]!)) pair(--aHigh, --bHigh, 1);
  const rows = aHigh - low;
  const columns = bHigh - low;
  if (rows === 0 || columns === 0) return { partner, likeness };
  if (rows * columns > 250_000) return pairByMap(comparison, { aSpans, bSpans, low, aHigh, bHigh, pair, partner, likeness });
  const [aHeads, bHeads] = [headsOf(a, aSpans), headsOf(b, bSpans)];
  const table = new Float32Array(rows * columns);
  const deep = rows * columns <= MAX_PAIRS;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const kind = a.statements[low + i]!.kind === b.statements[low + j]!.kind ? 1 : 0.8;
      const whole = kind * statementLikeness(comparison, aSpans[low + i]!, bSpans[low + j]!, deep);
      const head = whole < HEAD_COUNTS && kind === 1 ? headLikeness(comparison, aHeads[low + i]!, bHeads[low + j]!) : 0;
      table[i * columns + j] = Math.max(whole, HEAD_COUNTS * head);
    }
  }
  longest(table, rows, columns, (i, j) => pair(low + i, low + j, table[i * columns + j]!));
  return { partner, likeness };
}

/** Finds the matched statements around what stands before the newer statement `gap`. */
export function findAnchors(pairing: Pairing, olderCount: number, gap: number): Anchors {
  let left = gap - 1;
  while (left >= 0 && pairing.partner[left]! < 0) left--;
  let right = gap;
  while (right < pairing.partner.length && pairing.partner[right]! < 0) right++;
  const isStart = left < 0;
  const isEnd = right >= pairing.partner.length;
  return {
    low: isStart ? 0 : pairing.partner[left]! + 1,
    high: isEnd ? olderCount : pairing.partner[right]!,
    before: isStart ? -1 : gap - 1 - left,
    behind: isEnd ? -1 : right - gap,
    strength: [isStart ? 0 : pairing.likeness[left]!, isEnd ? 0 : pairing.likeness[right]!],
  };
}

function statementLikeness(comparison: Comparison, a: Span, b: Span, deep: boolean): number {
  const aligned = comparison.aligned(a, b);
  if (aligned > 0.6 || !deep) return aligned;
  const [x, y] = [comparison.newerWeight(a), comparison.olderWeight(b)];
  if (Math.min(x, y) >= 0.3 * Math.max(x, y)) return Math.max(aligned, 0.9 * comparison.bagged(a, b));
  const held = comparison.shared(a, b) / Math.min(x, y);
  return Math.min(x, y) >= 1.5 && held >= 0.8 ? Math.max(aligned, HOLDING_COUNTS * held) : aligned;
}

/** The tokens of each statement before its first block; all of it where it has none. */
function headsOf(list: StatementList, spans: readonly Span[]): Span[] {
  const heads = spans.map((span): Span => span);
  for (const child of list.children) {
    const [from, to] = heads[child.slot]!;
    if (child.open < to) heads[child.slot] = [from, Math.max(from, child.open)];
  }
  return heads;
}

/** Statements that begin alike and hold something: `if (ready) {`, `emitter.on("data", (x) => {`. */
function headLikeness(comparison: Comparison, a: Span, b: Span): number {
  if (a[1] - a[0] < 4 || b[1] - b[0] < 4) return 0;
  const alike = comparison.bagged(a, b);
  return alike >= 0.85 ? alike : 0;
}

interface MapWork {
  readonly aSpans: readonly Span[];
  readonly bSpans: readonly Span[];
  readonly low: number;
  readonly aHigh: number;
  readonly bHigh: number;
  readonly pair: (i: number, j: number, alike: number) => void;
  readonly partner: readonly number[];
  readonly likeness: readonly number[];
}

/** For very long lists: a statement's partner is the one that its first aligned token lies in. */
function pairByMap(comparison: Comparison, work: MapWork): Pairing {
  let j = work.low;
  for (let i = work.low; i < work.aHigh; i++) {
    const span = work.aSpans[i]!;
    let target = -1;
    for (let token = span[0]; token < span[1] && target < 0; token++) target = comparison.map[token]!;
    if (target < 0) continue;
    while (j < work.bHigh && work.bSpans[j]![1] <= target) j++;
    if (j >= work.bHigh) break;
    const alike = comparison.aligned(span, work.bSpans[j]!);
    if (alike >= MIN_LIKENESS) work.pair(i, j++, alike);
  }
  return work;
}

/** Heaviest common subsequence over a table of likeness. */
function longest(table: Float32Array, rows: number, columns: number, pair: (i: number, j: number) => void): void {
  const stride = columns + 1;
  const best = new Float32Array((rows + 1) * stride);
  const worth = (i: number, j: number): number => {
    const alike = table[i * columns + j]!;
    return alike < MIN_LIKENESS ? -1 : alike - 0.2;
  };
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      const skip = Math.max(best[(i + 1) * stride + j]!, best[i * stride + j + 1]!);
      const gain = worth(i, j);
      best[i * stride + j] = gain < 0 ? skip : Math.max(skip, gain + best[(i + 1) * stride + j + 1]!);
    }
  }
  let i = 0;
  let j = 0;
  while (i < rows && j < columns) {
    const gain = worth(i, j);
    if (gain >= 0 && Math.abs(best[i * stride + j]! - (gain + best[(i + 1) * stride + j + 1]!)) < 1e-5) pair(i++, j++);
    else if (best[(i + 1) * stride + j]! >= best[i * stride + j + 1]!) i++;
    else j++;
  }
}
