/** How likely a place is right, from the measurements of its match. */
import type { Evidence } from "./evidence.ts";

/** Places below this are refused as ambiguous: abstaining beats misplacing. */
export const MIN_CONFIDENCE = 0.8;

/**
 * Logistic regression over the placements of a benchmark of real histories (16 public repositories, positive and negative cases), written by
 * `npm run propagation -- --fit`; docs/propagation.md says how they do on repositories that they were not fitted on.
 */
const WEIGHTS: Readonly<Record<string, number>> = {
  bias: 0.19,
  fit: 1.85,
  own: 1.23,
  rival: -1.81,
  runs: 2.15,
  first: 0.52,
  last: 0.42,
  only: 2.09,
  onlyEmpty: 1.76,
  otherRole: -0.29,
  definedBefore: 1.19,
  strange: -0.96,
  similar: -2.85,
  headerSame: 0.58,
  headerOther: 1.8,
  claim: -1.59,
  depth: -0.76,
  frame: 0.65,
  bag: -1.07,
  newerKept: -1.79,
  olderKept: 1.59,
  newerLeaves: -1.79,
  olderLeaves: 0.13,
  unpaired: -1.87,
};

/** 0 to 1, from the measurements of {@link measuresOf}. */
export function confidenceOf(measures: Readonly<Record<string, number>>): number {
  let sum = WEIGHTS["bias"] ?? 0;
  for (const [name, value] of Object.entries(measures)) sum += (WEIGHTS[name] ?? 0) * value;
  return 1 / (1 + Math.exp(-sum));
}

/** The measurements as numbers of about 0 to 1. */
export function measuresOf(evidence: Evidence): Record<string, number> {
  const { correspondence: both, header } = evidence;
  const isFirst = evidence.newerIndex === 0;
  const isLast = evidence.newerIndex === evidence.newerCount;
  return {
    fit: evidence.fit,
    own: evidence.own,
    rival: Math.max(0, evidence.rival / evidence.fit - 0.6),
    runs: evidence.adjacent ? Math.log2(1 + Math.min(evidence.runLeft, evidence.runRight)) / 6 : 0,
    first: isFirst && !isLast ? header : 0,
    last: isLast && !isFirst ? header : 0,
    only: isFirst && isLast ? 1 : 0,
    onlyEmpty: isFirst && isLast && evidence.olderCount === 0 ? 1 : 0,
    otherRole: evidence.sameRole ? 0 : 1,
    definedBefore: evidence.definedBefore ? 1 : 0,
    strange: evidence.strangeWords > 0 ? 1 : 0,
    similar: evidence.similar,
    headerSame: header >= 0.999 ? 1 : 0,
    headerOther: Math.min(1, evidence.headerWeight / 6) * (1 - header),
    claim: Math.max(-0.5, Math.min(0.5, evidence.claim)) + 0.5,
    depth: Math.min(6, evidence.depth) / 6,
    frame: evidence.frame,
    bag: both.bag,
    newerKept: both.newerKept,
    olderKept: both.olderKept,
    newerLeaves: both.newerLeaves,
    olderLeaves: both.olderLeaves,
    unpaired: both.unpaired,
  };
}
