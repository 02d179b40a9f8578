/**
 * Which tokens of one text are which of another: a monotone alignment, first over lines, then over tokens inside changed hunks.
 *
 * Both levels anchor on what is unique on both sides (patience) and close what is left by a weighted longest common subsequence, so that rare words pull harder than braces.
 */
import { isWord, type Tokens } from "../text/tokens.ts";
import type { Vocabulary } from "../text/vocabulary.ts";

/** A cell table larger than this is not computed: such a hunk stays unmatched. */
const MAX_CELLS = 600_000;

/** Two sequences to align and where to write the result. */
interface Alignment {
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** Values are below it. */
  readonly values: number;
  readonly weight: (value: number) => number;
  readonly out: Int32Array;
}

/** A pair of half-open ranges. */
export interface Hunk {
  readonly aLow: number;
  readonly aHigh: number;
  readonly bLow: number;
  readonly bHigh: number;
}

/** For each token of `a` the index of its partner in `b`, or -1. */
export function mapTokens(a: Tokens, b: Tokens, texts: { readonly a: string; readonly b: string }, weights: Float64Array): Int32Array {
  const out = new Int32Array(a.ids.length).fill(-1);
  const aLines = linesOf(a, texts.a);
  const bLines = splitLines(b, texts.b, aLines);
  const weightOf = (line: number): number => {
    const [{ ids }, { starts }, at] = line < aLines.count ? [a, aLines, aLines.first[line]!] : [b, bLines, bLines.first[line - aLines.count]!];
    let sum = 0;
    for (let i = starts[at]!; i < starts[at + 1]!; i++) sum += weights[ids[i]!]!;
    return sum;
  };
  const lineMap = new Int32Array(aLines.ids.length).fill(-1);
  align(
    { a: aLines.ids, b: bLines.ids, values: bLines.count, weight: weightOf, out: lineMap },
    { aLow: 0, aHigh: aLines.ids.length, bLow: 0, bHigh: bLines.ids.length },
  );
  const tokens: Alignment = { a: a.ids, b: b.ids, values: weights.length, weight: (id) => weights[id]!, out };
  let aDone = 0;
  let bDone = 0;
  const close = (aTo: number, bTo: number): void => align(tokens, { aLow: aDone, aHigh: aTo, bLow: bDone, bHigh: bTo });
  for (let line = 0; line < lineMap.length; line++) {
    const partner = lineMap[line]!;
    if (partner < 0) continue;
    close(aLines.starts[line]!, bLines.starts[partner]!);
    const size = aLines.starts[line + 1]! - aLines.starts[line]!;
    for (let i = 0; i < size; i++) out[aLines.starts[line]! + i] = bLines.starts[partner]! + i;
    aDone = aLines.starts[line]! + size;
    bDone = bLines.starts[partner]! + size;
  }
  close(a.ids.length, b.ids.length);
  return out;
}

/** Aligns only the given ranges; the result is as long as `a`. */
export function mapTokenRanges(a: Tokens, b: Tokens, hunk: Hunk, weights: Float64Array): Int32Array {
  const out = new Int32Array(a.ids.length).fill(-1);
  align({ a: a.ids, b: b.ids, values: weights.length, weight: (id) => weights[id]!, out }, hunk);
  return out;
}

/** How telling a token is: punctuation little, a word or literal the more the rarer it is in both texts. */
export function tokenWeights(vocabulary: Vocabulary, sides: readonly Tokens[]): Float64Array {
  const counts = new Float64Array(vocabulary.texts.length);
  for (const { ids } of sides) for (let at = 0; at < ids.length; at++) counts[ids[at]!]!++;
  for (let id = 0; id < counts.length; id++) counts[id] = tokenWeight(vocabulary, id, counts[id]!);
  return counts;
}

/** Weight of a token that stands `count` times in both texts together: words more than signs, rare ones more than usual ones. */
export function tokenWeight({ texts }: Vocabulary, id: number, count: number): number {
  let weights = knownWeights.get(texts);
  if (!weights) knownWeights.set(texts, (weights = { base: [], divisor: [] }));
  return (weights.base[id] ??= isTelling(texts[id]!) ? 1 : 0.15) / (weights.divisor[count] ??= 1 + 0.35 * Math.log(1 + Math.max(0, count - 2)));
}

/** Parts of weights, by token and by count: each is asked for in every text. */
const knownWeights = new WeakMap<readonly string[], { readonly base: number[]; readonly divisor: number[] }>();

/** Whether a token is a word or a literal. */
function isTelling(text: string): boolean {
  return isWord(text) || text.charCodeAt(0) === 34 || text.charCodeAt(0) === 96 || (text >= "0" && text < ":");
}

/** A number of 53 bits for a stretch of tokens. */
function fingerprint(ids: Int32Array, from: number, to: number): number {
  let a = 17;
  let b = to - from;
  for (let i = from; i < to; i++) {
    a = Math.imul(a ^ ids[i]!, 0x9e3779b1);
    b = Math.imul(b + ids[i]! + (a >>> 15), 0x85ebca6b);
  }
  return (a >>> 0) * 0x200000 + (b >>> 11);
}

/** The lines of a text that hold tokens, equal ones by one number. */
interface Lines {
  readonly ids: Int32Array;
  /** First token of each, and the number of tokens. */
  readonly starts: Int32Array;
  /** Numbers by fingerprint: of these lines alone, those of an earlier text are known before. */
  readonly known: ReadonlyMap<number, number>;
  /** For each number that is new the first line that has it. */
  readonly first: readonly number[];
  /** How many numbers there are, with those known before. */
  readonly count: number;
}

/** Of the newest text, that many are compared with. */
const knownLines = new WeakMap<Tokens, Lines>();

function linesOf(tokens: Tokens, text: string): Lines {
  const lines = knownLines.get(tokens) ?? splitLines(tokens, text);
  knownLines.set(tokens, lines);
  return lines;
}

function splitLines(tokens: Tokens, text: string, before?: Lines): Lines {
  const ids = new Int32Array(tokens.pos.length);
  const starts = new Int32Array(tokens.pos.length + 1);
  const known = new Map<number, number>();
  const first: number[] = [];
  let count = before?.count ?? 0;
  let lines = 0;
  let from = 0;
  for (let i = 1; i <= tokens.pos.length; i++) {
    if (i < tokens.pos.length && !hasLineBreak(text, tokens.end[i - 1]!, tokens.pos[i]!)) continue;
    const key = fingerprint(tokens.ids, from, i);
    let id = before?.known.get(key) ?? known.get(key);
    if (id === undefined) {
      known.set(key, (id = count++));
      first.push(lines);
    }
    ids[lines] = id;
    starts[lines++] = from;
    from = i;
  }
  starts[lines] = tokens.pos.length;
  return { ids: ids.subarray(0, lines), starts: starts.subarray(0, lines + 1), known, first, count };
}

function hasLineBreak(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (text.charCodeAt(at) === 10) return true;
  return false;
}

function align(work: Alignment, whole: Hunk): void {
  const { a, b, out } = work;
  const pending: Hunk[] = [whole];
  for (let hunk = pending.pop(); hunk; hunk = pending.pop()) {
    let { aLow, aHigh, bLow, bHigh } = hunk;
    while (aLow < aHigh && bLow < bHigh && a[aLow] === b[bLow]) out[aLow++] = bLow++;
    while (aLow < aHigh && bLow < bHigh && a[aHigh - 1] === b[bHigh - 1]) out[--aHigh] = --bHigh;
    if (aLow === aHigh || bLow === bHigh) continue;
    const rest = { aLow, aHigh, bLow, bHigh };
    if ((aHigh - aLow) * (bHigh - bLow) <= 20_000) {
      heaviestCommon(work, rest);
      continue;
    }
    const anchors = uniqueAnchors(work, rest);
    if (anchors.length === 0) {
      if ((aHigh - aLow) * (bHigh - bLow) <= MAX_CELLS) heaviestCommon(work, rest);
      continue;
    }
    let aFrom = aLow;
    let bFrom = bLow;
    for (const [i, j] of anchors) {
      out[i] = j;
      pending.push({ aLow: aFrom, aHigh: i, bLow: bFrom, bHigh: j });
      aFrom = i + 1;
      bFrom = j + 1;
    }
    pending.push({ aLow: aFrom, aHigh, bLow: bFrom, bHigh });
  }
}

/** Values that are unique in both ranges, thinned to the longest increasing run of pairs. */
function uniqueAnchors(work: Alignment, hunk: Hunk): [number, number][] {
  const inA = onlyPlaces(work.a, hunk.aLow, hunk.aHigh, work.values);
  const inB = onlyPlaces(work.b, hunk.bLow, hunk.bHigh, work.values);
  const pairs: { readonly i: number; readonly j: number }[] = [];
  for (let i = hunk.aLow; i < hunk.aHigh; i++) {
    const j = inB[work.a[i]!]! - 1;
    if (j >= 0 && inA[work.a[i]!] === i + 1) pairs.push({ i, j });
  }
  const tails: number[] = [];
  const previous = new Int32Array(pairs.length).fill(-1);
  pairs.forEach((pair, index) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[tails[middle]!]!.j < pair.j) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? tails[low - 1]! : -1;
    tails[low] = index;
  });
  const chain: [number, number][] = [];
  for (let at = tails[tails.length - 1] ?? -1; at >= 0; at = previous[at]!) chain.push([pairs[at]!.i, pairs[at]!.j]);
  return chain.reverse();
}

/** For each value one more than the only place that has it; 0 where none has it, -1 where several do. */
function onlyPlaces(sequence: Int32Array, low: number, high: number, values: number): Int32Array {
  const places = new Int32Array(values);
  for (let at = low; at < high; at++) places[sequence[at]!] = places[sequence[at]!] === 0 ? at + 1 : -1;
  return places;
}

/** Weighted longest common subsequence of a small hunk; neighbours that match together get a bonus. */
function heaviestCommon(work: Alignment, hunk: Hunk): void {
  const { a, b, out, weight } = work;
  const { aLow, aHigh, bLow, bHigh } = hunk;
  // What the other side has not adds nothing: the table has no rows and columns for it.
  const rows = commonPlaces({ values: a, low: aLow, high: aHigh }, { values: b, low: bLow, high: bHigh });
  const columns = commonPlaces({ values: b, low: bLow, high: bHigh }, { values: a, low: aLow, high: aHigh });
  const stride = columns.places.length + 1;
  const best = new Float32Array((rows.places.length + 1) * stride);
  const gain = (i: number, j: number): number => {
    const follows = i + 1 < aHigh && j + 1 < bHigh && a[i + 1] === b[j + 1];
    return weight(a[i]!) + (follows ? 0.1 : 0);
  };
  for (let row = rows.places.length - 1; row >= 0; row--) {
    const i = rows.places[row]!;
    const value = a[i]!;
    for (let column = stride - 2; column >= 0; column--) {
      const here = row * stride + column;
      const j = columns.places[column]!;
      const skip = Math.max(best[here + stride]!, best[here + 1]!);
      best[here] = value === b[j]! ? Math.max(skip, gain(i, j) + best[here + stride + 1]!) : skip;
    }
  }
  const from = (i: number, j: number): number => best[rows.from[i - aLow]! * stride + columns.from[j - bLow]!]!;
  let i = aLow;
  let j = bLow;
  while (i < aHigh && j < bHigh) {
    if (a[i] === b[j] && Math.abs(from(i, j) - (gain(i, j) + from(i + 1, j + 1))) < 1e-4) out[i++] = j++;
    else if (from(i + 1, j) >= from(i, j + 1)) i++;
    else j++;
  }
}

/** A stretch of a sequence. */
interface Stretch {
  readonly values: Int32Array;
  readonly low: number;
  readonly high: number;
}

/** Where a stretch has values that another one has too, and for each of its places how many of those are before. */
function commonPlaces(one: Stretch, other: Stretch): { readonly places: readonly number[]; readonly from: Int32Array } {
  const there = new Set<number>();
  for (let at = other.low; at < other.high; at++) there.add(other.values[at]!);
  const places: number[] = [];
  const from = new Int32Array(one.high - one.low + 1);
  for (let at = one.low; at < one.high; at++) {
    from[at - one.low] = places.length;
    if (there.has(one.values[at]!)) places.push(at);
  }
  from[one.high - one.low] = places.length;
  return { places, from };
}
