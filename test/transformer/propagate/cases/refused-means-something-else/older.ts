import { score } from "./score.ts";
import { rate } from "./rate.ts";

export function run(n: number): number {
  let v = 0;
  for (let i = 0; i < n; i++) {
    v += i;
  }
  return v;
}
