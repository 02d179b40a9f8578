/** Short loops in helpers: recursion, something that logs only later, an exception through them, functions that wait and begin in them, entries that go on. */
import { iteration, log } from "hindlog";

interface Tree {
  readonly value: number;
  readonly below: readonly Tree[];
}

function grow(depth: number): Tree {
  const below: Tree[] = [];
  for (let at = 0; at < 2 && depth > 0; at++) below.push(grow(depth - 1));
  return { value: depth, below };
}

function sum({ value, below }: Tree): number {
  let total = value;
  for (const tree of below) total += sum(tree);
  return total;
}

let loud = false;

function square(at: number): number {
  if (loud) log("square", at);
  if (at === 7) throw new RangeError("seven");
  return at * at;
}

function squares(count: number): number {
  let total = 0;
  for (let at = 0; at < count; at++) total += square(at);
  return total;
}

let isCubic = false;

function cube(at: number): number {
  if (isCubic) log("cube", at);
  return at ** 3;
}

function cubes(count: number): number {
  let total = 0;
  for (let at = 0; at < count; at++) total += cube(at);
  return total;
}

/** Long, but entered below short ones now and then. */
function long(count: number): number {
  let total = 0;
  for (let step = 0; step < count; step++) total += squares(2);
  return total;
}

async function later(at: number): Promise<void> {
  await null;
  squares(2);
  log("later", at);
}

function begin(count: number): Promise<void>[] {
  const begun: Promise<void>[] = [];
  for (let at = 0; at < count; at++) begun.push(later(at));
  return begun;
}

function callback(count: number): void {
  for (let at = 0; at < count; at++) iteration("step", at, () => squares(1));
}

let isLoudTriple = false;

function triple(at: number): number {
  if (isLoudTriple) log("triple", at);
  return 3 * at;
}

function triples(count: number): number {
  let total = 0;
  for (let at = 0; at < count; at++) total += triple(at);
  return total;
}

/** Its loop was left out where it was entered before, in the same iteration. */
async function triplesLater(): Promise<void> {
  await null;
  isLoudTriple = true;
  triples(2);
  isLoudTriple = false;
}

function sixes(count: number): number {
  let total = 0;
  for (let at = 0; at < count; at++) total += 2 * triple(at);
  return total;
}

/** It begins when that was left out. */
async function sixesLater(): Promise<void> {
  await null;
  isLoudTriple = true;
  sixes(2);
  isLoudTriple = false;
}

const sizes = new Map([
  ["small", 1],
  ["large", 9],
]);

/** A block in it keeps an iterator, and goes on behind the last use of that. */
function smallest(count: number): number {
  let total = 0;
  for (let at = 0; at < count; at++) {
    const values = sizes.values();
    total += values.next().value!;
    total += cube(at);
    sizes.forEach((size) => {
      total += cube(size);
    });
  }
  return total;
}

const tree = grow(3);
for (let epoch = 0; epoch < 8; epoch++) {
  sixes(2);
  if (epoch > 5) await sixesLater();
  loud = epoch === 3 || epoch >= 6;
  for (let batch = 0; batch < 3; batch++) {
    sum(tree);
    squares(3);
    // Whether it was left out before or not: the second of its activations in this iteration.
    if (batch === 1) squares(2);
    long(2);
    log("smallest", smallest(2));
    log("batch", `${epoch}.${batch}`);
  }
  try {
    squares(8);
  } catch (error) {
    log("caught", String(error));
  }
  // Left out, found to record, and followed, all in one iteration: nobody knows how often it was entered before.
  cubes(2);
  isCubic = epoch === 4;
  cubes(2);
  cubes(2);
  callback(2);
  await Promise.all(begin(2));
  const loudly = epoch > 5 ? [triplesLater()] : [];
  triples(2);
  await Promise.all([...loudly, ...(epoch > 6 ? [triplesLater()] : [])]);
  triples(1);
  log("epoch", epoch);
}
