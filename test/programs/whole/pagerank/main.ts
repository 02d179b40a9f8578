/**
 * PageRank by power iteration over a graph of linked page objects with cycles and dangling pages.
 * Main loop: rank.loop in rank.ts. Arguments: `16`.
 */
import { makeWeb } from "./web.js";
import { rank } from "./rank.js";

const pages = makeWeb(Number(process.argv[2] ?? 2000));
console.log(pages.length, "pages,", pages.filter(({ links }) => links.size === 0).length, "dangling");
const iterations = rank(pages, { damping: 0.85, tolerance: 1e-6 });
console.log("converged after", iterations);
for (const { url, score, links } of [...pages].sort((a, b) => b.score - a.score).slice(0, 5)) console.log(url, score.toFixed(8), [...links].map((page) => page.url).join(","));
console.log(pages.reduce((sum, { score }) => sum + score, 0).toFixed(9));
