export function step(weights: number[], gradient: number[], rate: number): number[] {
  const next = weights.map((weight, index) => weight - rate * gradient[index]!);
  return next.filter((weight) => Number.isFinite(weight));
}
