/**
 * Follows a log statement of a buffer into an older text of its file: by name and place, never by line number.
 *
 * Invariants
 * 1. A statement that cannot be told from another of the same name is not matched at all.
 * 2. `same` is true only where the older statement logs the same expressions, after renames.
 */
import type ts from "typescript";
import type { LogSite } from "../../runtime/format/site.ts";
import { propagate } from "../../transformer/propagate/index.ts";

/** A text with its log statements. */
export interface AnalysedText {
  readonly path: string;
  readonly text: string;
  /** Stands for the text in caches. */
  readonly hash: string;
  readonly sites: readonly LogSite[];
}

/** The statement in the older text. */
export interface Match {
  readonly site: LogSite;
  readonly same: boolean;
}

/**
 * What names and expressions tell at once.
 *
 * @param site - one of `newer.sites`
 * @returns null where the older text does not have the statement, "unsure" where {@link carefulMatch} has to be asked
 */
export function quickMatch(newer: AnalysedText, site: LogSite, older: AnalysedText): Match | null | "unsure" {
  if (newer.text === older.text) return { site: older.sites.find((other) => other.id === site.id) ?? site, same: true };
  const candidates = named(older, site);
  const only = onlyPair(named(newer, site), candidates, site);
  if (only !== null && sameExpressions(only, site)) return { site: only, same: true };
  // A name that is the expression's own source changes with a rename.
  const mayBeRenamed = site.names.some((name, part) => name === site.expressions[part]) && older.sites.length > 0;
  return candidates.length === 0 && !mayBeRenamed ? null : "unsure";
}

/** What propagation tells: takes tens of milliseconds, hundreds for a long text. */
export function carefulMatch(ts_: typeof ts, newer: AnalysedText, site: LogSite, older: AnalysedText): Match | null {
  const { already } = propagate(ts_, {
    newest: [{ path: newer.path, text: newer.text, start: site.start, end: site.end }],
    older: { path: older.path, text: older.text },
  });
  const found = already && older.sites.find((other) => already.start <= other.start && other.end <= already.end && other.names.length === site.names.length);
  if (found !== undefined) return { site: found, same: true };
  const only = onlyPair(named(newer, site), named(older, site), site);
  return only === null ? null : { site: only, same: false };
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

function sameExpressions(a: LogSite, b: LogSite): boolean {
  return sameTexts(a.expressions, b.expressions);
}

function sameTexts(a: readonly (string | null)[], b: readonly (string | null)[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}
