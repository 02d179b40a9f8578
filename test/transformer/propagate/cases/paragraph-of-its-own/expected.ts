export class Classifier {
  private rows: number[][] = [];
  private shape: readonly number[] | undefined;

  addExample(example: number[], label: string): void {
    if (this.shape === undefined) {
      this.shape = [example.length];
    }
    if (example.length !== this.shape[0]) {
      throw new Error("wrong shape");
    }
    if (label === "") {
      throw new Error("a label is needed");
    }
    console.log("adding an example", label);

    for (const value of example) {
      this.rows.push([value, label.length, 0]);
    }
  }
}
