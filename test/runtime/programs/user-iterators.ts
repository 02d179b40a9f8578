// Loops over iterators that the program wrote: classes, object literals, closures, with return(), patterns, let, targets, inner loops, early ends.
import { log } from "hindlog";

class Range implements IterableIterator<number> {
  static closed = 0;
  at = 0;
  #seen: number[] = [];
  readonly end: number;
  constructor(end: number) {
    this.end = end;
  }
  [Symbol.iterator](): this {
    console.log("asked", this.at);
    return this;
  }
  next(): IteratorResult<number, undefined> {
    this.#seen.push(this.at);
    if (this.at >= this.end) return { done: true, value: undefined };
    console.log("next", this.at);
    return { done: false, value: this.at++ };
  }
  return(): IteratorResult<number, undefined> {
    Range.closed++;
    console.log("closed at", this.at, this.#seen.length);
    return { done: true, value: undefined };
  }
}

const pairs = (n: number): Iterable<[string, number]> => ({
  [Symbol.iterator]() {
    let at = 0;
    return { next: () => (at < n ? { done: false, value: [`k${at}`, at++] as [string, number] } : { done: true, value: undefined }) };
  },
});

let total = 0;
const kept: (() => number)[] = [];
for (const x of new Range(5)) {
  total += x;
  if (x < 3) kept.push(() => x * 10);
  log("total", total);
}
for (let x of new Range(6)) {
  x *= 2;
  for (const [key, value] of pairs(3)) {
    total += value * x;
    log("inner", `${key} ${total}`);
  }
  if (x > 6) break;
}
const box = { item: 0 };
for (box.item of new Range(4)) log("box", box.item + total);
let plain = 0;
for (plain of new Range(4)) log("plain", plain + total);
function find(limit: number): number {
  for (const x of new Range(9)) {
    const double = x * 2;
    log("double", double);
    if (double > limit) return double;
  }
  return -1;
}
for (let round = 0; round < 3; round++) total += find(4 + round * 2);
try {
  for (const x of new Range(4)) {
    if (x === 2) throw new Error("out");
    console.log("in", x);
  }
} catch (error) {
  console.log((error as Error).message);
}
console.log(total, Range.closed, kept.map((f) => f()));
