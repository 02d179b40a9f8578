export class Trainer {
  learningRate = 0.1;
  fit(xs: number[]): number {
    let w = 0;
    for (const x of xs) {
      w += this.learningRate * x;
      console.log("rate", this.learningRate); // <<
    }
    return w;
  }
}
