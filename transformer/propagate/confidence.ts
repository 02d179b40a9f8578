/** How likely a place is right, from the measurements of its match. */
import type { Evidence } from "./evidence.ts";

/** Places below this are refused as ambiguous: abstaining beats misplacing. */
export const MIN_CONFIDENCE = 0.81;

/**
 * Logistic regression over the placements of a benchmark of real histories (16 public repositories, positive and negative cases), written by
 * `npm run propagation -- --fit`; docs/propagation.md says how they do on repositories that they were not fitted on.
 */
const WEIGHTS: Readonly<Record<string, number>> = {
  bias: 0.62,
  fit: 0.58,
  own: 0.53,
  header: 0.01,
  around: 0.75,
  rival: -1.25,
  adjacent: 0.52,
  runs: 1.2,
  run: -0.08,
  left: 0.38,
  right: -0.2,
  bothSides: -0.22,
  first: 0.27,
  last: -0.1,
  only: 0.14,
  onlyEmpty: 1.47,
  onlyHeader: 0.03,
  noAnchor: -0.56,
  width: -1.01,
  loose: -1.31,
  wrapper: -0.54,
  otherRole: 0.99,
  forced: 0.08,
  definedBefore: 0.79,
  strange: -1.16,
  headerSame: 0.72,
  sameFrame: 0.3,
  kept: -0.41,
  claim: -1.41,
  frameClaim: -0.28,
  renames: -0.17,
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
    definedBefore: evidence.definedBefore ? 1 : 0,
    strange: evidence.strangeWords > 0 ? 1 : 0,
    headerSame: evidence.header >= 0.999 ? 1 : 0,
    sameFrame: evidence.sameFrame ? 1 : 0,
    kept: evidence.kept,
    claim: Math.max(-0.5, Math.min(0.5, evidence.claim)) + 0.5,
    frameClaim: Math.max(-0.5, Math.min(0.5, evidence.frameClaim)) + 0.5,
    renames: Math.min(2, evidence.renames) / 2,
  };
}
