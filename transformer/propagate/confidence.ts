/** How likely a place is right, from the measurements of its match. */
import type { Evidence } from "./place.ts";

/** Places below this are refused as ambiguous: abstaining beats misplacing. */
export const MIN_CONFIDENCE = 0.75;

/**
 * Logistic regression over 1,021 placements of a benchmark of real histories (16 public repositories, positive and negative cases).
 * With one repository left out at a time, places above the limit were exactly right in 98% of the positive cases.
 */
const WEIGHTS: Readonly<Record<string, number>> = {
  bias: -0.27,
  fit: 0.73,
  own: 0.66,
  header: 0.51,
  around: 0.73,
  rival: -0.96,
  adjacent: 0.32,
  runs: 1.09,
  run: 0.47,
  left: 0.52,
  right: -0.08,
  bothSides: -0.22,
  first: 0.23,
  last: 0.09,
  only: 0.14,
  onlyEmpty: 1,
  onlyHeader: 0.15,
  noAnchor: -0.27,
  width: -0.97,
  loose: -1.51,
  wrapper: -0.65,
  otherRole: 0.7,
  forced: 0.4,
  renames: -0.51,
};

/** 0 to 1, from the measurements of {@link measuresOf}. */
export function confidenceOf(measures: Readonly<Record<string, number>>): number {
  let sum = WEIGHTS["bias"] ?? 0;
  for (const [name, value] of Object.entries(measures)) sum += (WEIGHTS[name] ?? 0) * value;
  return 1 / (1 + Math.exp(-sum));
}

/** The measurements as numbers of about 0 to 1. */
export function measuresOf(evidence: Evidence): Record<string, number> {
  const { gap } = evidence;
  const isFirst = evidence.newerIndex === 0;
  const isLast = evidence.newerIndex === evidence.newerCount;
  const width = Math.min(4, gap.high - gap.low) / 4;
  const left = gap.before === 0 ? gap.strength[0] : gap.strength[0] * 0.6 ** Math.max(1, gap.before);
  const right = gap.behind === 0 ? gap.strength[1] : gap.strength[1] * 0.6 ** Math.max(1, gap.behind);
  return {
    fit: evidence.fit,
    own: evidence.own,
    header: evidence.header,
    around: evidence.around,
    rival: Math.max(0, evidence.rival / evidence.fit - 0.6),
    adjacent: evidence.adjacent ? 1 : 0,
    runs: evidence.adjacent ? Math.log2(1 + Math.min(evidence.runLeft, evidence.runRight)) / 6 : 0,
    run: Math.log2(1 + Math.max(evidence.runLeft, evidence.runRight)) / 6,
    left,
    right,
    bothSides: Math.min(left, right),
    first: isFirst && !isLast ? evidence.header : 0,
    last: isLast && !isFirst ? evidence.header : 0,
    only: isFirst && isLast ? 1 : 0,
    onlyEmpty: isFirst && isLast && evidence.olderCount === 0 ? 1 : 0,
    onlyHeader: isFirst && isLast ? evidence.header : 0,
    noAnchor: left === 0 && right === 0 && evidence.newerCount > 0 ? 1 : 0,
    width,
    loose: width > 0 && !evidence.adjacent ? 1 : 0,
    wrapper: evidence.wrappers !== 0 ? 1 : 0,
    otherRole: evidence.sameRole ? 0 : 1,
    forced: evidence.forced ? 1 : 0,
    renames: Math.min(2, evidence.renames) / 2,
  };
}
