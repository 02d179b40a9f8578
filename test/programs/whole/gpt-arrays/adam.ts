import type { Tensor } from "./tensor.js";

export class Adam {
  private readonly tensors: Tensor[];
  private readonly rate: number;
  private readonly moments = new Map<Tensor, { m: number[][]; v: number[][] }>();
  private time = 0;

  constructor(tensors: Tensor[], rate: number) {
    this.tensors = tensors;
    this.rate = rate;
  }

  step(): void {
    this.time++;
    this.tensors.forEach((tensor) => {
      const state = this.stateOf(tensor);
      tensor.data.forEach((row, i) =>
        row.forEach((_, j) => {
          const grad = tensor.grad[i]![j]!;
          const m = (state.m[i]![j] = 0.9 * state.m[i]![j]! + 0.1 * grad);
          const v = (state.v[i]![j] = 0.99 * state.v[i]![j]! + 0.01 * grad * grad);
          row[j]! -= (this.rate * (m / (1 - 0.9 ** this.time))) / (Math.sqrt(v / (1 - 0.99 ** this.time)) + 1e-8);
          tensor.grad[i]![j] = 0;
        }),
      );
    });
  }

  private stateOf(tensor: Tensor): { m: number[][]; v: number[][] } {
    let state = this.moments.get(tensor);
    if (state === undefined) {
      const zeros = () => tensor.data.map((row) => row.map(() => 0));
      state = { m: zeros(), v: zeros() };
      this.moments.set(tensor, state);
    }
    return state;
  }
}
