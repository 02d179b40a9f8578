import { log } from "hindlog";

export class Model {
  seen = 0;
  error = 0;
  readonly weights: Float64Array;

  constructor(size: number) {
    this.weights = Float64Array.from({ length: size }, () => Math.random());
  }

  learn(row: number): void {
    this.seen++;
    const slot = this.seen % this.weights.length;
    const miss = row - this.weights[slot]!;
    this.weights[slot]! += miss * 0.1;
    //: called  log("called", miss);
    this.error = this.error * 0.99 + miss * miss;
    if (this.seen % 40 === 0) log("round weight", this.weights[0]);
  }
}

export function scale(value: number): number {
  const scaled = Math.sqrt(Math.abs(value));
  //: scaled  log("scaled", scaled);
  return scaled;
}
