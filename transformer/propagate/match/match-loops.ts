import type ts from "typescript";
import { matchList } from "./match-lists.ts";
import { Comparison, wholeSpan } from "./similarity.ts";
import { SubtreeMemory } from "../text/subtree-memory.ts";
import { parseShared } from "../text/parse-text.ts";
import { buildTree, type ListRole, type StatementList } from "../text/tree.ts";

const LOOPS: ReadonlySet<ListRole> = new Set<ListRole>(["for", "for-of", "for-in", "while", "do"]);

/** Pairs below this are left out. */
const MIN_SCORE = 0.45;

/**
 * Aligns the loop statements of two versions of a file.
 *
 * @param path Tells whether the texts are TypeScript, JSX or JavaScript.
 * @defaultValue path `module.ts`
 * @returns For the start offset of each newest loop that has one, the start offset of its older counterpart; each older loop at most once.
 */
export function matchLoops(compiler: typeof ts, newestText: string, olderText: string, path = "module.ts"): Map<number, number> {
  const out = new Map<number, number>();
  try {
    const memory = new SubtreeMemory();
    const newer = buildTree(compiler, parseShared(compiler, path, newestText), memory);
    const older = buildTree(compiler, parseShared(compiler, path, olderText), memory);
    const comparison = new Comparison(newer, older, memory.vocabulary);
    const pairs: { newer: StatementList; older: StatementList; score: number }[] = [];
    for (const list of newer.lists) {
      if (!LOOPS.has(list.role)) continue;
      for (const candidate of matchList(comparison, list)) {
        if (!LOOPS.has(candidate.list.role)) continue;
        const score = Math.max(candidate.score, 0.85 * candidate.own);
        if (score < MIN_SCORE) continue;
        const aligned = comparison.aligned(wholeSpan(list), wholeSpan(candidate.list));
        pairs.push({ newer: list, older: candidate.list, score: score + 0.1 * aligned });
      }
    }
    const taken = new Set<number>();
    for (const pair of pairs.sort((a, b) => b.score - a.score || a.newer.id - b.newer.id)) {
      const start = pair.newer.owner.getStart(newer.file);
      if (out.has(start) || taken.has(pair.older.id)) continue;
      taken.add(pair.older.id);
      out.set(start, pair.older.owner.getStart(older.file));
    }
  } catch {
    return out;
  }
  return out;
}
