/** Chooses among all cases of a repository so that what is rare is there too. */
import type { MinedCase } from "./cases.ts";
import { random, shuffled } from "./random.ts";

/** How many of each kind, by what changed; the shares are about those of the benchmark. */
const WANTED: Readonly<Record<string, number>> = {
  elsewhere: 8,
  both: 15,
  one: 12,
  none: 11,
  renamed: 3,
  edited: 2,
  moved: 3,
  "neg-fn": 15,
  "neg-block": 12,
};
/** No file gives more of one kind than this, no place in it more than one. */
const MOST_OF_A_FILE = 3;

/** In turn from each distance, the far ones first; of those that log two for one that does not. */
export function chosen(cases: readonly MinedCase[], repo: string): MinedCase[] {
  const draw = random(`choose ${repo}`);
  const taken: MinedCase[] = [];
  const places = new Set<string>();
  for (const [stratum, count] of Object.entries(WANTED)) {
    const perFile = new Map<string, number>();
    const pools = ["d40+", "d15-39", "d3-14", "d1-2"].map((distance) => {
      const pool = shuffled(
        cases.filter((one) => one.distClass === distance && stratumOf(one) === stratum),
        draw,
      );
      return pool.map((one) => ({ one, rank: draw() + (one.cls === "log" ? 0 : 0.5) })).sort((a, b) => a.rank - b.rank);
    });
    for (let left = count, turn = 0; left > 0 && pools.some((pool) => pool.length > 0); turn++) {
      const next = pools[turn % pools.length]!.shift()?.one;
      if (!next) continue;
      const place = `${next.newPath} ${next.kind} ${next.newStart}`;
      const ofFile = perFile.get(next.newPath) ?? 0;
      if (places.has(place) || ofFile >= MOST_OF_A_FILE) continue;
      places.add(place);
      perFile.set(next.newPath, ofFile + 1);
      taken.push(next);
      left--;
    }
  }
  return taken;
}

function stratumOf(one: MinedCase): string {
  if (one.kind !== "pos") return one.kind;
  if (one.text !== "same") return String(one.text);
  return one.moved || one.rewrapped ? "moved" : String(one.ctx);
}
