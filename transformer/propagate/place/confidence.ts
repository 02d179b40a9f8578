/** How likely a place is right, from the measurements of its match. */
import type { Evidence } from "./evidence.ts";

/** Places below this are refused as ambiguous: abstaining beats misplacing. */
export const MIN_CONFIDENCE = 0.76;

/**
 * Logistic regression over the placements in real histories of 41 public repositories (16 of a benchmark, 25 mined; positive and negative cases), written by
 * `npm run propagation -- --fit`; docs/propagation.md says how they do on repositories that they were not fitted on.
 */
const WEIGHTS: Readonly<Record<string, number>> = {
  bias: -3.11,
  fit: 3.72,
  own: -1.42,
  rival: -1.59,
  runs: 1.79,
  runLeft: 1.19,
  first: 0.53,
  onlyEmpty: 1.9,
  certainty: 3.87,
  definedBefore: 1.38,
  strange: -1.06,
  renamed: -0.77,
  similar: -2.41,
  otherName: -1.12,
  otherBoth: 1.49,
  claim: -2.29,
  bag: -2.45,
  olderKept: 2.26,
  newerLeaves: -0.61,
  newerUnpaired: -0.7,
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
    runLeft: Math.log2(1 + evidence.runLeft) / 6,
    first: isFirst && !isLast ? header : 0,
    onlyEmpty: isFirst && isLast && evidence.olderCount === 0 ? 1 : 0,
    certainty: evidence.certainty,
    definedBefore: evidence.definedBefore ? 1 : 0,
    strange: evidence.strangeWords > 0 ? 1 : 0,
    renamed: evidence.isRenamed ? 1 : 0,
    similar: evidence.similar,
    otherName: evidence.otherName ? 1 : 0,
    otherBoth: evidence.otherName ? Math.min(1, evidence.headerWeight / 6) * (1 - header) : 0,
    claim: Math.max(-0.5, Math.min(0.5, evidence.claim)) + 0.5,
    bag: both.bag,
    olderKept: both.olderKept,
    newerLeaves: both.newerLeaves,
    newerUnpaired: both.newerUnpaired,
  };
}
