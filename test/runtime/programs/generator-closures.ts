// Functions that a generator makes in its loops and that share its changing variables, of the function and of single iterations.
import { log } from "hindlog";
const held: (() => number)[] = [];
function* g(n: number): Generator<number> {
  let t = 0;
  const own: (() => number)[] = [];
  for (let i = 0; i < n; i++) {
    t += i;
    let local = i;
    held.push(() => t + i, () => ++t, () => (local += 10));
    own.push(() => (t += 0.5));
    if (held.length > 8) held.splice(0, 3);
    log("t", t + held.map((f) => f()).join());
  }
  yield t;
  for (let j = 0; j < 4; j++) { t *= 2; log("j", own.map((f) => f()).join() + held.length); held.push(() => t); }
  yield t + own[0]!();
  log("end", held.map((f) => f()).join());
}
function* h(): Generator<number> {
  yield 1;
  for (let i = 0; i < 5; i++) { let s = i; { let u = s; held.push(() => u++ + s++); } log("i", held.at(-1)!()); }
  yield 2;
  let late = 5;
  for (let i = 0; i < 5; i++) { held.push(() => late++); log("late", held.at(-1)!() + late); }
  held.length = 4;
}
for (const x of g(6)) log("x", x);
for (const x of h()) log("x", x + held.at(-1)!());
console.log(held.map((f) => f()));
