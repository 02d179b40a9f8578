import { grads } from "./grads.ts";

export function run(n: number): void {
  for (let i = 0; i < n; i++) {
    const g = grads(i);
    g.fill(0);
  }
}
