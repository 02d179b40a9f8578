// Generators that wait while a loop goes on: driven by the loop's head, kept in variables, made in the loop; in loops, branches, try blocks, before their start and behind their end.
import { log } from "hindlog";

function* counter(start: number, step = 2): Generator<number, string, number | undefined> {
  let at = start;
  while (at < 40) {
    const got = yield at;
    at += got ?? step;
  }
  return "done";
}
class Loader {
  epochs = 0;
  readonly rows = ["a", "b", "c", "d", "e", "f", "g"];
  *batches(size: number): Generator<[number, string[]]> {
    this.epochs++;
    for (let start = 0, index = 0; start < this.rows.length; start += size, index++) {
      yield [index, this.rows.slice(start, start + size)];
    }
  }
  *[Symbol.iterator](): Generator<string> {
    for (const row of this.rows) {
      const upper = row.toUpperCase();
      if (upper < "C") yield upper;
      else {
        try {
          yield `${upper}!`;
        } finally {
          log("finally", row);
        }
      }
    }
    log("end of rows", this.epochs);
  }
}
function* lazy<T, U>(source: Iterable<T>, change: (item: T) => U): Generator<U> {
  for (const item of source) yield change(item);
}
function* zip<A, B>(left: Iterable<A>, right: Map<string, B>, { most = 5, skip: [skipped] = [0] }: { most?: number; skip?: number[] } = {}): Generator<[A, string, B]> {
  const names = right.keys();
  let count = skipped;
  for (const item of left) {
    const { value: name, done } = names.next();
    if (done === true || count! >= most) return;
    count!++;
    for (const [key, value] of right) {
      if (key !== name) continue;
      const result: [A, string, B] = [item, key, value];
      yield result;
    }
  }
}
const ids = counter(1);
const loader = new Loader();
const notStarted = counter(7);
const ended = counter(50);
ended.next();
let total = 0;
const kept: Generator<unknown>[] = [];
for (let epoch = 0; epoch < 3; epoch++) {
  for (const [index, batch] of loader.batches(2 + epoch)) {
    total += batch.length * index;
    log("batch", `${epoch} ${index} ${batch.join("")} ${total} ${ids.next(epoch === 1 ? 5 : undefined).value}`);
  }
}
for (const row of loader) {
  log("row", row + total);
  if (row === "E!") break;
}
for (const row of lazy(loader, (item) => item + item)) log("doubled", row);
const map = new Map([
  ["x", 1],
  ["y", 2],
  ["z", 3],
]);
for (const [item, key, value] of zip(lazy([1, 2, 3, 4], (n) => n * n), map)) log("zipped", `${item} ${key} ${value}`);
for (let i = 0; i < 8; i++) {
  if (i === 2) kept.push(counter(i * 10), lazy(["p", "q"], (text) => text.length), loader[Symbol.iterator]());
  if (i > 3) log("kept", JSON.stringify(kept.map((generator) => generator.next())));
  if (i === 4) log("started", notStarted.next().value);
  if (i === 5) log("returned", JSON.stringify(kept[2]!.return(0)));
  if (i === 6) {
    try {
      kept[0]!.throw(new Error("thrown in"));
    } catch (error) {
      log("caught", (error as Error).message);
    }
  }
  log("ids", JSON.stringify([ids.next(), ended.next(), i]));
}
const expression = function* (n: number): Generator<number> {
  let sum = 0;
  do {
    if (n % 2 === 1) {
      n--;
      continue;
    }
    sum += n;
    yield sum;
    n -= 3;
  } while (n > 0);
  const last = (yield -1) as unknown as number;
  log("last", last ?? "nothing");
};
const holder = {
  *words(text: string): Generator<string> {
    let word = "";
    for (const letter of text) {
      if (letter !== " ") {
        word += letter;
        continue;
      }
      yield word;
      word = "";
    }
    yield word;
  },
};
for (const sum of expression(20)) log("sum", sum);
for (const word of holder.words("the quick brown fox")) log("word", word);
console.log(total, [...ids], [...notStarted].length, loader.epochs);
