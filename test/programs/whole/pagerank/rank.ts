import type { Page } from "./web.js";

export function rank(pages: readonly Page[], { damping, tolerance }: { damping: number; tolerance: number }): number {
  let iteration = 0;
  let change = Infinity;
  for (; change > tolerance && iteration < 100; iteration++) {
    const dangling = pages.filter(({ links }) => links.size === 0).reduce((sum, { score }) => sum + score, 0);
    const scores = new Map<Page, number>();
    for (const page of pages) {
      let inflow = dangling / pages.length;
      for (const from of page.backlinks) inflow += from.score / from.links.size;
      scores.set(page, (1 - damping) / pages.length + damping * inflow);
    }
    change = 0;
    scores.forEach((score, page) => {
      change += Math.abs(score - page.score);
      page.score = score;
    });
    if (iteration % 3 === 0) console.log(`iteration ${iteration} change ${change.toExponential(6)}`);
  }
  return iteration;
}
