// State in closures: counters, generators of numbers, objects with methods, classes made in functions.
import { log } from "hindlog";

function mulberry32(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function makeCounter(): { next(): number; readonly value: number; reset: () => void } {
  let count = 0;
  const steps: number[] = [];
  return {
    next() {
      steps.push(count);
      return ++count + steps.length;
    },
    get value() {
      return count;
    },
    reset: () => {
      count = 0;
      steps.length = 0;
    },
  };
}

function makeClass(scale: number): new () => { run(): number } {
  let made = 0;
  return class Local {
    weights = [scale, 0];
    constructor() {
      made++;
    }
    run(): number {
      this.weights[1]! += made;
      return this.weights[0]! * this.weights[1]!;
    }
  };
}

const random = mulberry32(7);
const counter = makeCounter();
const Local = makeClass(3);

function main(): number {
  let total = 0;
  let calls = 0;
  const bump = (by: number): void => {
    total += by;
    calls++;
  };
  const worker = new Local();
  for (let round = 0; round < 6; round++) {
    for (let i = 0; i < 3; i++) {
      bump(random() * counter.next());
      if (random() < 0.2) counter.reset();
    }
    bump(worker.run());
    log("total", total);
    console.log(`round ${round} calls ${calls} counter ${counter.value}`);
  }
  return total;
}
log("end", main() + random());
