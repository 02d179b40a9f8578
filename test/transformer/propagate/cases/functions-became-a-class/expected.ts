export function step(weights: number[], gradient: number[], rate: number): number[] {
  const next = weights.map((weight, index) => weight - rate * gradient[index]!);
  console.log("rate", rate, next.length);
  return next.filter((weight) => Number.isFinite(weight));
}
