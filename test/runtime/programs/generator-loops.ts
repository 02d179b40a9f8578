// Loops in generators that go round without a yield: before the first one and behind later ones, in loops that yield, driven by loops, by hand and by a spread; the generator itself is state and runs.
import { log } from "hindlog";

const state = { sum: 0, seen: [] as number[] };
const step = (by: number): number => (state.sum += by);
function settle(rounds: number, by: number): number {
  for (let round = 0; round < rounds; round++) log("round", step(by) + round);
  return state.sum;
}

function* training(epochs: number): Generator<string> {
  let best = Infinity;
  let weights = [1, 2, 3];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const loss = weights.reduce((sum, weight) => sum + weight * weight, 0) / (epoch + 1) + Math.random();
    if (loss < best) best = loss;
    weights = weights.map((weight) => weight * 0.9 + step(1) / 100);
    log("loss", loss);
  }
  yield `best ${best.toFixed(3)}`;
  for (const [index, weight] of weights.entries()) log("weight", `${index} ${weight + step(2)}`);
  for (const key in { a: 1, b: 2, c: 3 }) log("key", key + step(3));
  yield `weights ${weights.map((weight) => weight.toFixed(2)).join()}`;
  try {
    let left = 5;
    do {
      log("left", left + settle(2, left));
      if (left === 2) throw new RangeError("enough");
    } while (--left > 0);
  } catch (error) {
    log("caught", (error as Error).message);
  } finally {
    outer: while (true) {
      for (const item of new Map([["x", 1], ["y", 2], ["z", 3]])) {
        log("item", item.join() + step(5));
        if (state.seen.push(item[1]) > 5) break outer;
      }
    }
  }
}

function* walk(depth: number): Generator<number> {
  for (let child = 0; child < 2; child++) {
    for (let at = 0; at < 4; at++) log("at", `${depth} ${child} ${at} ${step(at)}`);
    if (depth > 0) for (const below of walk(depth - 1)) yield below * 10 + child;
    yield settle(2, child);
  }
}

class Source {
  count = 0;
  *[Symbol.iterator](): Generator<number> {
    for (; this.count < 5; this.count++) log("count", this.count + step(this.count));
    yield this.count;
    for (let more = 0; more < 3; more++) log("more", (this.count += more));
    yield this.count;
  }
}

// The generator is a variable of the module, so each of its own boundaries meets it while it runs.
const trained = training(7);
for (const message of trained) log("message", message);
for (const value of walk(1)) log("value", value + state.sum);
const source = new Source();
log("spread", [...source, ...walk(0)].join());
const byHand = training(4);
for (let turn = 0; turn < 4; turn++) {
  const { value, done } = byHand.next();
  log("turn", `${turn} ${String(value)} ${done}`);
}
console.log(state, source.count);
