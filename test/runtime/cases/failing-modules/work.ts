import { log } from "hindlog";

export function work(name: string): void {
  let sum = 0;
  for (let step = 0; step < 3; step++) {
    sum += Math.round(Math.sqrt(step));
    log("sum", sum);
  }
  console.log(name, sum);
}
