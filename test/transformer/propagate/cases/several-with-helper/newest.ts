import { grads } from "./grads.ts";

function norm(xs: number[]): number { // <<
  return Math.hypot(...xs);
}

export function run(n: number): void {
  for (let i = 0; i < n; i++) {
    const g = grads(i);
    const size = norm(g); // <<
    console.log("gradNorm", size); // <<
    g.fill(0);
  }
}
