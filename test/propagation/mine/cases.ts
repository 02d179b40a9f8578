/** Finds cases in the history of one repository. */
import { createHash } from "node:crypto";
import { isBlockAbsent, isFunctionAbsent } from "./absent.ts";
import { chainsOf, textsOf, type Chain } from "./chains.ts";
import { inOlder, relation, type Pair } from "./follow.ts";
import { parsed, type CallStatement, type Parsed } from "./parsed.ts";
import { random, shuffled } from "./random.ts";

/** One line of the benchmark's `cases.jsonl`; there is more in it than is named here. */
export interface MinedCase {
  readonly id: string;
  readonly kind: "pos" | "neg-fn" | "neg-block";
  readonly repo: string;
  readonly newPath: string;
  readonly cls: "log" | "call";
  readonly distClass: string;
  readonly ctx?: unknown;
  readonly text?: unknown;
  readonly moved?: unknown;
  readonly rewrapped?: unknown;
  readonly newStart: number;
  readonly [more: string]: unknown;
}

const DISTANCES = [
  { name: "d1-2", from: 1 },
  { name: "d3-14", from: 3 },
  { name: "d15-39", from: 15 },
  { name: "d40+", from: 40 },
];
/** Bounds on the work: files of a repository, versions of a file, newest versions tried, statements of each that do not log, characters of a text. */
const MOST = { files: 250, versions: 160, newest: 3, calls: 12, characters: 150_000 };

/** All cases that a history gives within bounds; always the same ones for the same clone. */
export function casesIn(repo: string, clone: string): MinedCase[] {
  const draw = random(repo);
  return shuffled(chainsOf(clone), draw)
    .slice(0, MOST.files)
    .flatMap((chain) => new File(repo, clone, chain.slice(0, MOST.versions), draw).cases());
}

/** One file through its versions. */
class File {
  private readonly repo: string;
  private readonly chain: Chain;
  private readonly draw: () => number;
  private readonly texts: readonly (string | undefined)[];
  private readonly trees = new Map<number, Parsed | undefined>();

  constructor(repo: string, clone: string, chain: Chain, draw: () => number) {
    this.repo = repo;
    this.chain = chain;
    this.draw = draw;
    this.texts = textsOf(clone, chain);
  }

  cases(): MinedCase[] {
    const last = this.chain.length - 2;
    const starts = new Set([0, ...Array.from({ length: MOST.newest - 1 }, () => Math.floor(this.draw() * (last + 1)))]);
    return [...starts].flatMap((newest) => {
      const tree = this.tree(newest);
      if (!tree) return [];
      const calls = shuffled(tree.calls, this.draw);
      const chosen = [...calls.filter((one) => one.isLog), ...calls.filter((one) => !one.isLog).slice(0, MOST.calls)];
      return chosen.flatMap((one) => [...this.present(newest, tree, one), ...this.absent(newest, tree, one)]);
    });
  }

  /** At most one older version of each distance to which the statement can be followed step by step. */
  private present(newest: number, tree: Parsed, one: CallStatement): MinedCase[] {
    const trail: (CallStatement | undefined)[] = [one];
    for (let at = newest, here = one, newer = tree; at + 1 < this.chain.length; at++) {
      const older = this.tree(at + 1);
      const there = older && inOlder(here, newer, older);
      if (!older || !there) break;
      trail.push(there);
      [here, newer] = [there, older];
    }
    return this.pick(newest, (distance) => trail[distance] !== undefined).map((distance) => {
      const pair: Pair = { newer: one, older: trail[distance]! };
      const found = relation(pair, this.tree(newest + distance)!);
      const place = { oldStart: pair.older.start, oldEnd: pair.older.end, how: pair.newer.words === pair.older.words ? "text" : "literal" };
      return this.line("pos", [newest, distance], one, { ...place, ...found, clean: found["text"] === "same" && !found["moved"] && !found["rewrapped"] });
    });
  }

  private absent(newest: number, tree: Parsed, one: CallStatement): MinedCase[] {
    const older = (distance: number): Parsed | undefined => this.tree(newest + distance);
    const isAbsent = {
      "neg-fn": (distance: number) => older(distance) !== undefined && isFunctionAbsent(one, older(distance)!),
      "neg-block": (distance: number) => older(distance) !== undefined && isBlockAbsent(one, tree, older(distance)!),
    };
    return (["neg-fn", "neg-block"] as const).flatMap((kind) =>
      this.pick(newest, isAbsent[kind])
        .slice(0, 1)
        .map((distance) => this.line(kind, [newest, distance], one, {})),
    );
  }

  /** For each class of distances one that is drawn and passes, in an order that is drawn too. */
  private pick(newest: number, test: (distance: number) => boolean): number[] {
    const most = this.chain.length - 1 - newest;
    const drawn = DISTANCES.flatMap(({ from }, i) => {
      const to = Math.min(most, (DISTANCES[i + 1]?.from ?? Infinity) - 1);
      return from > to ? [] : [from + Math.floor(this.draw() * (to - from + 1))];
    });
    return shuffled(drawn, this.draw).filter(test);
  }

  private line(kind: MinedCase["kind"], [newest, distance]: readonly [number, number], one: CallStatement, more: object): MinedCase {
    const [newer, older] = [this.chain[newest]!, this.chain[newest + distance]!];
    const key = [this.repo, kind, newer.blob, one.start, older.blob].join(" ");
    return {
      id: createHash("sha1").update(key).digest("hex").slice(0, 12),
      kind,
      repo: this.repo,
      split: "mined",
      newPath: newer.path,
      oldPath: older.path,
      newCommit: newer.commit,
      oldCommit: older.commit,
      newBlob: newer.blob,
      oldBlob: older.blob,
      dist: distance,
      distCommits: older.position - newer.position,
      newStart: one.start,
      newEnd: one.end,
      cls: one.isLog ? "log" : "call",
      distClass: DISTANCES.findLast(({ from }) => from <= distance)!.name,
      ...more,
    };
  }

  private tree(at: number): Parsed | undefined {
    if (!this.trees.has(at)) {
      const text = this.texts[at];
      this.trees.set(at, text === undefined || text.length > MOST.characters ? undefined : parsed(text, this.chain[at]!.path));
    }
    return this.trees.get(at);
  }
}
