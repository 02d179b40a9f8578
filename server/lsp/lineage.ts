/**
 * Follows a log statement of a buffer into an older text of its file: by name and place, never by line number.
 *
 * Invariants
 * 1. A statement that cannot be told from another of the same name is not matched at all.
 * 2. `difference` is null only where the older statement logs the same expressions, after renames, at the same place among the loops.
 */
import type ts from "typescript";
import type { LogSite, LoopSite } from "../../runtime/format/site.ts";
import { propagate } from "../../transformer/propagate/index.ts";

/** A text with its log statements. */
export interface AnalysedText {
  readonly path: string;
  readonly text: string;
  /** Stands for the text in caches. */
  readonly hash: string;
  readonly sites: readonly LogSite[];
  readonly loops: readonly LoopSite[];
}

/** The statement in the older text, and what makes its values another thing than today's. */
export interface Match {
  readonly site: LogSite;
  readonly difference: null | "expression" | "place";
}

/**
 * What names and expressions tell at once.
 *
 * @param site - one of `newer.sites`
 * @returns null where the older text does not have the statement, "unsure" where {@link carefulMatch} has to be asked
 */
export function quickMatch(newer: AnalysedText, site: LogSite, older: AnalysedText): Match | null | "unsure" {
  if (newer.text === older.text) {
    // It may have been no log statement then: `logCalls` has changed.
    const same = older.sites.find((other) => other.start === site.start && other.end === site.end);
    return same === undefined ? null : { site: same, difference: null };
  }
  const candidates = named(older, site);
  const only = onlyPair(named(newer, site), candidates, site);
  if (only !== null && sameTexts(only.expressions, site.expressions) && samePlace({ text: newer, site }, { text: older, site: only }))
    return { site: only, difference: null };
  // A name that is the expression's own source changes with a rename.
  const mayBeRenamed = site.names.some((name, part) => name === site.expressions[part]) && older.sites.length > 0;
  return candidates.length === 0 && !mayBeRenamed ? null : "unsure";
}

/** What propagation tells: takes tens of milliseconds, hundreds for a long text. */
export function carefulMatch(ts_: typeof ts, newer: AnalysedText, site: LogSite, older: AnalysedText): Match | null {
  const { already } = propagate(ts_, {
    newest: [{ path: newer.path, text: newer.text, start: site.start, end: site.end }],
    older: { path: older.path, text: older.text },
    checkTypes: false,
  });
  const found = already && older.sites.find((other) => already.start <= other.start && other.end <= already.end && other.names.length === site.names.length);
  if (found !== undefined) return { site: found, difference: null };
  const only = onlyPair(named(newer, site), named(older, site), site);
  return only === null ? null : { site: only, difference: sameTexts(only.expressions, site.expressions) ? "place" : "expression" };
}

function named(text: AnalysedText, site: LogSite): LogSite[] {
  return text.sites.filter((other) => sameTexts(other.names, site.names));
}

/** The older statement of the same names where there is one on each side, in the file or else in the function. */
function onlyPair(newer: readonly LogSite[], older: readonly LogSite[], site: LogSite): LogSite | null {
  if (newer.length === 1 && older.length === 1) return older[0] ?? null;
  const inFunction = (sites: readonly LogSite[]): LogSite[] => sites.filter((other) => other.fn === site.fn);
  if (inFunction(newer).length !== 1) return null;
  const [first, second] = inFunction(older);
  return second === undefined ? (first ?? null) : null;
}

interface Placed {
  readonly text: AnalysedText;
  readonly site: LogSite;
}

/** Whether two statements stand alike among the loops of their functions: as deep, behind as many. Names of loops may differ. */
function samePlace(a: Placed, b: Placed): boolean {
  return a.site.fn === b.site.fn && placeAmongLoops(a).join() === placeAmongLoops(b).join();
}

/** For the statement and each loop around it, innermost first: how many loops of the same block nest end before it. */
function placeAmongLoops({ text, site }: Placed): number[] {
  const place: number[] = [];
  let at: { start: number; loop: number | null } | null = { start: site.start, loop: site.loop };
  while (at !== null) {
    const { start, loop }: { start: number; loop: number | null } = at;
    place.push(text.loops.filter((other) => other.fn === site.fn && other.parent === loop && other.end <= start).length);
    const around: LoopSite | undefined = loop === null ? undefined : text.loops.find((other) => other.id === loop);
    at = around === undefined ? null : { start: around.start, loop: around.parent };
  }
  return place;
}

function sameTexts(a: readonly (string | null)[], b: readonly (string | null)[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}
