/** How likely a place is right, from the measurements of its match. */
import type { Evidence } from "./place.ts";

/** Places below this are refused as ambiguous: abstaining beats misplacing. */
export const MIN_CONFIDENCE = 0.5;

/** 0 to 1. */
export function confidenceOf(evidence: Evidence): number {
  const { gap } = evidence;
  let score = evidence.score;
  if (evidence.adjacent) score += 0.1 + 0.1 * Math.min(1, (evidence.runLeft + evidence.runRight) / 40);
  if (gap.high > gap.low && !evidence.adjacent) score -= 0.05 * Math.min(4, gap.high - gap.low);
  if (gap.before < 0 && gap.behind < 0 && evidence.olderCount > 0) score -= 0.3;
  if (evidence.wrappers !== 0) score -= 0.1;
  if (evidence.rival > 0.92 * evidence.score && !evidence.adjacent) score -= 0.15;
  if (evidence.forced) score -= 0.1;
  return Math.max(0, Math.min(1, score));
}
