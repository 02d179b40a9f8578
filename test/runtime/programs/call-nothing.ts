// Loops that call nothing: they count their iterations themselves, and those that prove short are left alone for good.
import { log } from "hindlog";

const size = 40;
const heat = new Float64Array(size);
heat[3] = 1;

function relax(rate: number): number {
  let change = 0;
  sweep: for (let round = 0; round < 6; round++) {
    for (let at = 1; at < size - 1; at++) {
      const next = heat[at]! + rate * (heat[at - 1]! - 2 * heat[at]! + heat[at + 1]!);
      change += Math.abs(next - heat[at]!);
      if (change > 1e6) break sweep;
      heat[at] = next;
    }
    if (change < 1e-9) return change;
  }
  return change;
}

function tiny(n: number): number {
  let sum = 0;
  for (let i = 0; i < 3; i++) sum += Math.sqrt(n + i);
  return sum;
}

let pi = 0;
for (let k = 0; k < 30; k++) pi += Math.pow(-1, k) * (4 / (2 * k + 1)) * (1 + 0.001 * Math.random());
log("pi", pi);

let left = 0;
let k = 0;
while (k < 12) {
  k++;
  if (k % 3 === 0) continue;
  left += k;
}
do left -= 2;
while (left > 40);

for (let step = 0; step < 4; step++) {
  log("change", relax(0.1));
  for (let n = 0; n < 20; n++) left += tiny(n);
}
log("left", left + heat.reduce((sum, value) => sum + value, 0));
