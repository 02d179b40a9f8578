import { mean } from "./mean.ts";

export interface Options {
  readonly rate: number;
  readonly rounds: number;
}

export function descend(start: number[], options: Options): number[] {
  let weights = start;
  for (let round = 0; round < options.rounds; round++) {
    const gradient: number[] = weights.map((weight) => 2 * weight);
    weights = weights.map((weight, index) => weight - options.rate * gradient[index]!);
    console.log("gradient", mean(gradient)); // <<
  }
  return weights;
}
