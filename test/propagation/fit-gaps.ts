/** Conditional logit: how much each measurement of a gap says about which of several gaps is the right one. */
import { solve, type Weights } from "./fit.ts";

/** The gaps that came into question for one case, and which of them is right. */
export interface GapSample {
  readonly measured: readonly Readonly<Record<string, number>>[];
  readonly right: number;
}

/** How strongly weights are held near zero: cases with several gaps are few. */
const RIDGE = 1;
const STEPS = 15;

/** Fits by Newton's method (McFadden, Conditional logit analysis of qualitative choice behavior, 1974), with a ridge. */
export function fitGaps(samples: readonly GapSample[]): Weights {
  const names = Object.keys(samples[0]?.measured[0] ?? {});
  const weights = names.map(() => 0);
  const choices = samples.map(({ measured, right }) => ({ rows: measured.map((one) => names.map((name) => one[name]!)), right }));
  for (let step = 0; step < STEPS; step++) {
    const gradient = weights.map((weight) => -RIDGE * weight);
    const curvature = weights.map((_, i) => weights.map((__, j) => (i === j ? RIDGE : 0)));
    for (const { rows, right } of choices) {
      const shares = sharesOf(rows, weights);
      const mean = names.map((_, i) => rows.reduce((sum, row, at) => sum + shares[at]! * row[i]!, 0));
      names.forEach((_, i) => {
        gradient[i]! += rows[right]![i]! - mean[i]!;
        names.forEach((__, j) => rows.forEach((row, at) => (curvature[i]![j]! += shares[at]! * (row[i]! - mean[i]!) * (row[j]! - mean[j]!))));
      });
    }
    solve(curvature, gradient).forEach((change, i) => (weights[i]! += change));
  }
  return Object.fromEntries(names.map((name, i) => [name, Number(weights[i]!.toFixed(2))]));
}

function sharesOf(rows: readonly (readonly number[])[], weights: readonly number[]): number[] {
  const worth = rows.map((row) => Math.exp(row.reduce((sum, value, i) => sum + value * weights[i]!, 0)));
  const all = worth.reduce((sum, one) => sum + one, 0);
  return worth.map((one) => one / all);
}
