export class Loader<T> {
  epochs = 0;
  private readonly order: Uint32Array;
  private readonly items: readonly T[];
  private readonly settings: { batch: number; shuffle: boolean };

  constructor(items: readonly T[], settings: { batch: number; shuffle: boolean }) {
    this.items = items;
    this.settings = settings;
    this.order = Uint32Array.from(items, (_, index) => index);
  }

  private shuffle(): void {
    for (let last = this.order.length - 1; last > 0; last--) {
      const other = Math.floor(Math.random() * (last + 1));
      [this.order[last], this.order[other]] = [this.order[other]!, this.order[last]!];
    }
  }

  *batches(): Generator<[index: number, batch: T[]]> {
    this.epochs++;
    if (this.settings.shuffle) this.shuffle();
    for (let start = 0, index = 0; start < this.order.length; start += this.settings.batch, index++) {
      yield [index, Array.from(this.order.subarray(start, start + this.settings.batch), (at) => this.items[at]!)];
    }
  }
}
