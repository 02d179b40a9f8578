/** Logistic regression: how much each measurement of a place says about whether the place is right. */

/** One placed case: what was measured, and whether it is right. */
export interface Sample {
  readonly measures: Readonly<Record<string, number>>;
  readonly isRight: boolean;
}

/** Weights by measurement; `bias` is among them. */
export type Weights = Readonly<Record<string, number>>;

/** How strongly weights are held near zero: the measurements are many and the wrong places few. */
const RIDGE = 0.3;
const STEPS = 15;

/** Fits by Newton's method (Hastie, Tibshirani, Friedman: The Elements of Statistical Learning, section 4.4.1), with a ridge. */
export function fit(samples: readonly Sample[]): Weights {
  const names = ["bias", ...new Set(samples.flatMap((sample) => Object.keys(sample.measures)))];
  const rows = samples.map((sample) => names.map((name) => (name === "bias" ? 1 : (sample.measures[name] ?? 0))));
  const weights = names.map(() => 0);
  for (let step = 0; step < STEPS; step++) {
    const gradient = weights.map((weight, i) => (i === 0 ? 0 : -RIDGE * weight));
    const curvature = weights.map((_, i) => weights.map((__, j) => (i === j ? (i === 0 ? 1e-6 : RIDGE) : 0)));
    rows.forEach((row, index) => {
      const guess = logistic(row.reduce((sum, value, i) => sum + value * weights[i]!, 0));
      const error = (samples[index]!.isRight ? 1 : 0) - guess;
      const spread = guess * (1 - guess);
      row.forEach((value, i) => {
        if (value === 0) return;
        gradient[i]! += value * error;
        row.forEach((other, j) => (curvature[i]![j]! += spread * value * other));
      });
    });
    solve(curvature, gradient).forEach((change, i) => (weights[i]! += change));
  }
  return Object.fromEntries(names.map((name, i) => [name, Number(weights[i]!.toFixed(2))]));
}

/** 0 to 1. */
export function estimate(weights: Weights, measures: Readonly<Record<string, number>>): number {
  return logistic((weights["bias"] ?? 0) + Object.entries(measures).reduce((sum, [name, value]) => sum + (weights[name] ?? 0) * value, 0));
}

function logistic(sum: number): number {
  return 1 / (1 + Math.exp(-sum));
}

/** Solves a linear system by elimination; changes its arguments. */
export function solve(matrix: number[][], right: number[]): number[] {
  const size = right.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) if (Math.abs(matrix[row]![column]!) > Math.abs(matrix[pivot]![column]!)) pivot = row;
    [matrix[column], matrix[pivot]] = [matrix[pivot]!, matrix[column]!];
    [right[column], right[pivot]] = [right[pivot]!, right[column]!];
    for (let row = column + 1; row < size; row++) {
      const factor = matrix[row]![column]! / matrix[column]![column]!;
      for (let k = column; k < size; k++) matrix[row]![k]! -= factor * matrix[column]![k]!;
      right[row]! -= factor * right[column]!;
    }
  }
  const out = right.map(() => 0);
  for (let row = size - 1; row >= 0; row--) {
    let rest = right[row]!;
    for (let k = row + 1; k < size; k++) rest -= matrix[row]![k]! * out[k]!;
    out[row] = rest / matrix[row]![row]!;
  }
  return out;
}
