import { statementSpots, type StatementSpots } from "./statement-spots.ts";
import type { StatementList, Tree } from "../text/tree.ts";
import { mapTokens, tokenWeight, tokenWeights, type Hunk } from "./token-map.ts";
import type { Vocabulary } from "../text/vocabulary.ts";
import { unifiedIds } from "./unify.ts";

/** A half-open range of token indexes. */
export type Span = readonly [number, number];

/** Two indexed texts with the alignment of their tokens; answers how alike stretches of them are, 0 to 1. */
export class Comparison {
  readonly newer: Tree;
  readonly older: Tree;
  readonly vocabulary: Vocabulary;
  /** Ids of the older tokens as written; those of `older.tokens` have obvious renames undone. */
  readonly olderNames: Int32Array;
  /** Partner of each newer token, or -1. */
  readonly map: Int32Array;
  /** Partner of each older token, or -1. */
  readonly back: Int32Array;
  readonly weights: Float64Array;
  private spots: StatementSpots | undefined;
  private readonly newerSums: Float64Array;
  private readonly olderSums: Float64Array;
  /** How many tokens of each side that have a partner stand before each token. They stand in one order on both sides. */
  private readonly newerMapped: Int32Array;
  private readonly olderMapped: Int32Array;
  /** Weight of the first of them, by their number. */
  private readonly mappedSums: Float64Array;
  private readonly bag: Float64Array;

  constructor(newer: Tree, older: Tree, vocabulary: Vocabulary) {
    this.newer = newer;
    this.vocabulary = vocabulary;
    this.olderNames = older.tokens.ids;
    const texts = { a: newer.text, b: older.text };
    const rough = tokenWeights(vocabulary, [newer.tokens, older.tokens]);
    const map = mapTokens(newer.tokens, older.tokens, texts, rough);
    const unified = unifiedIds(newer.tokens.ids, older.tokens.ids, map, vocabulary);
    this.older = unified.size === 0 ? older : { ...older, tokens: { ...older.tokens, ids: older.tokens.ids.map((id) => unified.get(id) ?? id) } };
    this.weights = unified.size === 0 ? rough : tokenWeights(vocabulary, [newer.tokens, this.older.tokens]);
    this.map = unified.size === 0 ? map : mapTokens(newer.tokens, this.older.tokens, texts, this.weights);
    this.newerSums = sums(newer.tokens.ids, this.weights);
    this.olderSums = sums(this.older.tokens.ids, this.weights);
    this.bag = new Float64Array(this.weights.length);
    this.back = new Int32Array(older.tokens.ids.length).fill(-1);
    this.mappedSums = new Float64Array(this.map.length + 1);
    let count = 0;
    for (let index = 0; index < this.map.length; index++) {
      const partner = this.map[index]!;
      if (partner < 0) continue;
      this.back[partner] = index;
      this.mappedSums[count + 1] = this.mappedSums[count]! + this.weights[newer.tokens.ids[index]!]!;
      count++;
    }
    this.newerMapped = counted(this.map);
    this.olderMapped = counted(this.back);
  }

  /** The older statements by their tokens. */
  olderStatements(): StatementSpots {
    return (this.spots ??= statementSpots(this.older));
  }

  /** Weight of a newer stretch. */
  newerWeight(span: Span): number {
    return span[1] <= span[0] ? 0 : this.newerSums[span[1]]! - this.newerSums[span[0]]!;
  }

  /** Weight of an older stretch. */
  olderWeight(span: Span): number {
    return span[1] <= span[0] ? 0 : this.olderSums[span[1]]! - this.olderSums[span[0]]!;
  }

  /** Weight of the newer tokens of `a` whose partner lies in `b`. */
  shared(a: Span, b: Span): number {
    const low = Math.max(this.newerMapped[a[0]]!, this.olderMapped[b[0]]!);
    const high = Math.min(this.newerMapped[a[1]]!, this.olderMapped[b[1]]!);
    return high > low ? this.mappedSums[high]! - this.mappedSums[low]! : 0;
  }

  /** Likeness by the alignment: same tokens, same order, same place. */
  aligned(a: Span, b: Span): number {
    const total = this.newerWeight(a) + this.olderWeight(b);
    return total === 0 ? 1 : (2 * this.shared(a, b)) / total;
  }

  /** The most that {@link bagged} can give, by the weights alone. */
  baggedAtMost(a: Span, b: Span): number {
    const [x, y] = [this.newerWeight(a), this.olderWeight(b)];
    return x + y === 0 ? 1 : (2 * Math.min(x, y)) / (x + y);
  }

  /** Likeness by tokens alone, wherever they stand. */
  bagged(a: Span, b: Span): number {
    const total = this.newerWeight(a) + this.olderWeight(b);
    if (total === 0) return 1;
    const aIds = this.newer.tokens.ids;
    const bIds = this.older.tokens.ids;
    for (let i = a[0]; i < a[1]; i++) this.bag[aIds[i]!]!++;
    let common = 0;
    for (let j = b[0]; j < b[1]; j++) {
      const id = bIds[j]!;
      if (this.bag[id]! > 0) {
        this.bag[id]!--;
        common += this.weights[id]!;
      }
    }
    for (let i = a[0]; i < a[1]; i++) this.bag[aIds[i]!] = 0;
    return (2 * common) / total;
  }

  /** Likeness of tokens that stand in neither text to an older stretch. */
  baggedTokens(own: readonly number[], b: Span): number {
    const counts = new Map<number, number>();
    let total = this.olderWeight(b);
    for (const id of own) {
      counts.set(id, (counts.get(id) ?? 0) + 1);
      total += this.weights[id] ?? tokenWeight(this.vocabulary, id, 0);
    }
    let common = 0;
    for (let j = b[0]; j < b[1]; j++) {
      const id = this.older.tokens.ids[j]!;
      const left = counts.get(id) ?? 0;
      if (left > 0) common += this.weights[id]!;
      counts.set(id, left - 1);
    }
    return total === 0 ? 1 : (2 * common) / total;
  }

  /** Whether two stretches have the same tokens. */
  same(a: Span, b: Span): boolean {
    if (a[1] - a[0] !== b[1] - b[0]) return false;
    for (let k = 0; k < a[1] - a[0]; k++) if (this.newer.tokens.ids[a[0] + k] !== this.older.tokens.ids[b[0] + k]) return false;
    return true;
  }
}

/** Header and body of a list. */
export function wholeSpan(list: StatementList): Span {
  return [Math.min(list.first, list.open), list.close];
}

/** The body of a list. */
export function bodySpan(list: StatementList): Span {
  return [list.open, list.close];
}

/** Two lists as a hunk for the alignment. */
export function hunkOf(a: Span, b: Span): Hunk {
  return { aLow: a[0], aHigh: a[1], bLow: b[0], bHigh: b[1] };
}

/** How many places before each one have a partner. */
function counted(partners: Int32Array): Int32Array {
  const out = new Int32Array(partners.length + 1);
  for (let index = 0; index < partners.length; index++) out[index + 1] = out[index]! + (partners[index]! < 0 ? 0 : 1);
  return out;
}

function sums(ids: Int32Array, weights: Float64Array): Float64Array {
  const out = new Float64Array(ids.length + 1);
  for (let index = 0; index < ids.length; index++) out[index + 1] = out[index]! + weights[ids[index]!]!;
  return out;
}
