/**
 * Renames seen by the texts alone, so that renamed code still counts as the same code.
 *
 * A word that only the newer text has and one that only the older has are taken for one when they stand in for each other, between the same neighbours,
 * and nowhere stand for something else: twice, or once where both are about equally frequent. (What a name means is decided later, by scopes: rename.ts.)
 */
import { isWord } from "../text/tokens.ts";
import type { Vocabulary } from "../text/vocabulary.ts";

/** For older token ids the newer ids that they stand for. */
export function unifiedIds(newer: Int32Array, older: Int32Array, map: Int32Array, vocabulary: Vocabulary): Map<number, number> {
  const [newerCounts, olderCounts] = [counted(newer, vocabulary), counted(older, vocabulary)];
  const isCandidate = (id: number, others: Uint32Array): boolean => others[id] === 0 && isWord(vocabulary.texts[id]!);
  const votes = new Map<number, Map<number, number>>();
  const reverse = new Map<number, Set<number>>();
  eachSubstitution(newer, map, (i, j) => {
    const [a, b] = [newer[i]!, older[j]!];
    if (!isCandidate(a, olderCounts) || !isCandidate(b, newerCounts)) return;
    const counts = votes.get(b) ?? new Map<number, number>();
    counts.set(a, (counts.get(a) ?? 0) + 1);
    votes.set(b, counts);
    reverse.set(a, (reverse.get(a) ?? new Set()).add(b));
  });
  const out = new Map<number, number>();
  for (const [b, counts] of votes) {
    const [first] = counts;
    if (counts.size !== 1 || !first || reverse.get(first[0])!.size !== 1) continue;
    const [x, y] = [newerCounts[first[0]]!, olderCounts[b]!];
    if (first[1] >= 2 || (Math.min(x, y) >= 2 && Math.min(x, y) >= 0.6 * Math.max(x, y))) out.set(b, first[0]);
  }
  return out;
}

/** How often each id stands there. */
function counted(ids: Int32Array, vocabulary: Vocabulary): Uint32Array {
  const counts = new Uint32Array(vocabulary.texts.length);
  for (const id of ids) counts[id]!++;
  return counts;
}

/** Calls back for tokens that stand between the same neighbours: hunks of equal length, at most four tokens. */
function eachSubstitution(newer: Int32Array, map: Int32Array, found: (i: number, j: number) => void): void {
  let last = -1;
  for (let i = 0; i < newer.length; i++) {
    const partner = map[i]!;
    if (partner < 0) continue;
    const size = i - last - 1;
    const before = last < 0 ? -1 : map[last]!;
    if (size > 0 && size <= 4 && partner - before - 1 === size) for (let k = 1; k <= size; k++) found(last + k, before + k);
    last = i;
  }
}
