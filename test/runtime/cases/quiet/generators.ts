/**
 * Generators and functions that wait, and loops that are left out around and below them: some begin below one and go on outside of it, some the other
 * way round, and some of their loops are entered by both ways.
 */
import { log } from "hindlog";

let loud = false;

function double(at: number): number {
  if (loud) log("double", at);
  return 2 * at;
}

function doubles(count: number): number {
  let total = 0;
  for (let at = 0; at < count; at++) total += double(at);
  return total;
}

/** Its loops are entered wherever it is advanced. */
function* steps(count: number): Generator<number> {
  for (let step = 0; step < count; step++) {
    doubles(2);
    log("step", step);
    yield doubles(step);
    doubles(1);
  }
}

function* quietSteps(count: number): Generator<number> {
  for (let at = 0; at < count; at++) yield doubles(at);
}

/** Advances a generator that is not its own. */
function take(from: Iterator<number>, count: number): number {
  let total = 0;
  for (let at = 0; at < count; at++) total += from.next().value ?? 0;
  return total;
}

function sumOf(count: number): number {
  let total = 0;
  for (const each of quietSteps(count)) total += double(each);
  return total;
}

/** Generators that begin below a loop which may be left out, and are left waiting. */
function opened(count: number): Generator<number>[] {
  const all: Generator<number>[] = [];
  for (let at = 0; at < count; at++) {
    const one = steps(3);
    one.next();
    all.push(one);
  }
  return all;
}

async function later(count: number): Promise<number> {
  doubles(1);
  await null;
  doubles(2);
  log("later", count);
  return doubles(count);
}

/** Each of its iterations is advanced twice. */
function* pairs(): Generator<number> {
  for (;;) {
    yield doubles(1);
    yield doubles(2);
  }
}

/** The loop in it is followed, below one that is left out. */
const both = pairs();
loud = true;
doubles(1);
loud = false;
for (let epoch = 0; epoch < 4; epoch++) {
  take(both, 1);
  loud = true;
  both.next();
  loud = false;
}

const endless = quietSteps(1e9);
for (let epoch = 0; epoch < 10; epoch++) {
  loud = epoch === 4 || epoch === 8;
  const own = steps(6);
  own.next();
  for (let batch = 0; batch < 3; batch++) {
    doubles(2);
    sumOf(3);
    take(own, 1);
    own.next();
    take(endless, 2);
    log("batch", batch);
  }
  const waiting = later(epoch);
  doubles(3);
  sumOf(2);
  await waiting;
  doubles(1);
  const some = epoch % 2 === 0 ? opened(2) : [];
  for (const one of some) log("rest", [...one].length);
  try {
    for (const step of steps(4)) if (step > 1) throw new RangeError(`at ${step}`);
  } catch (error) {
    log("caught", String(error));
  }
  doubles(2);
  log("epoch", epoch);
}
