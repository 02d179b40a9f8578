export class Trainer {
  lr = 0.1;
  fit(xs: number[]): number {
    let w = 0;
    for (const x of xs) {
      w += this.lr * x;
      console.log("rate", this.lr);
    }
    return w;
  }
}
