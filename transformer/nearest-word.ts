/** The word that a misspelled one was meant to be. */

/** The nearest of some words by edit distance, case aside; null where none is near (more than a third of its letters differ). */
export function nearestWord(word: string, words: readonly string[]): string | null {
  const scored = words.map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }));
  const best = scored.sort((a, b) => a.distance - b.distance)[0];
  return best !== undefined && best.distance <= Math.ceil(best.candidate.length / 3) ? best.candidate : null;
}

/** Insertions, deletions and substitutions that make one text the other (Levenshtein). */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(changed, above[j]! + 1, row[j - 1]! + 1));
    }
    above = row;
  }
  return above[b.length]!;
}
