export class Classifier {
  private rows: number[][] = [];
  private labels = new Map<string, number>();
  private shape: readonly number[] | undefined;

  addExample(example: number[], label: string): void {
    if (this.shape === undefined) {
      this.shape = [example.length];
    }
    if (example.length !== this.shape[0]) {
      throw new Error("wrong shape");
    }

    console.log("adding an example", label); // <<

    if (!this.labels.has(label)) {
      this.labels.set(label, this.labels.size);
    }

    for (const value of example) {
      this.rows.push([value, label.length]);
    }
  }
}
