import { EventEmitter } from "node:events";

interface Events {
  epoch: [{ epoch: number; loss: number }];
  end: [reason: string];
}

export class Trainer extends EventEmitter<Events> {
  rate: number;
  readonly model = { slope: 0, offset: 0 };
  private readonly epochs: number;
  private stopped: string | null = null;
  private readonly data = Array.from({ length: 12 }, (_, index) => ({ x: index / 12, y: 2 * (index / 12) - 1 + Math.random() * 0.2 }));

  constructor({ epochs, rate }: { epochs: number; rate: number }) {
    super();
    this.epochs = epochs;
    this.rate = rate;
  }

  stop(reason: string): void {
    this.stopped = reason;
  }

  train(): void {
    for (let epoch = 0; epoch < this.epochs; epoch++) {
      const { slope, offset } = this.model;
      const errors = this.data.map(({ x, y }) => slope * x + offset - y);
      this.model.slope -= (this.rate * this.data.reduce((sum, { x }, index) => sum + errors[index]! * x, 0)) / 6;
      this.model.offset -= (this.rate * errors.reduce((a, b) => a + b, 0)) / 6;
      this.emit("epoch", { epoch, loss: errors.reduce((sum, error) => sum + error * error, 0) });
      if (this.stopped !== null) break;
    }
    this.emit("end", this.stopped ?? "done");
  }
}
