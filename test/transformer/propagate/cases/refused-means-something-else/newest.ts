import { score } from "./score.ts";

export function run(n: number): number {
  const rate = n / 2;
  let v = 0;
  for (let i = 0; i < n; i++) {
    v += i;
    console.log("rate", rate); // <<
  }
  return v;
}
