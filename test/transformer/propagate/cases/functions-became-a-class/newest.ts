export class Descent {
  rate: number;
  constructor(rate: number) {
    this.rate = rate;
  }

  step(weights: number[], gradient: number[]): number[] {
    const next = weights.map((weight, index) => weight - this.rate * gradient[index]!);
    console.log("rate", this.rate, next.length); // <<
    return next.filter((weight) => Number.isFinite(weight));
  }
}
