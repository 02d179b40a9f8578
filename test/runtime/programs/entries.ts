// One function with a loop, called before, inside and after another loop, and by itself: each activation has an entry of its own.
import { log } from "hindlog";

let total = 0;
function helper(depth: number): void {
  for (let q = 0; q < 2; q++) {
    total += Math.random() * q;
    log("total", total);
    if (depth > 0) helper(depth - 1);
  }
}
for (let outer = 0; outer < 3; outer++) {
  helper(0);
  for (const inner of [1, 2]) {
    helper(1);
    log("inner", inner);
  }
  helper(0);
  helper(1);
}
console.log(total);
