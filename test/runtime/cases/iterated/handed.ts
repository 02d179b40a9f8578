// Iterators of a Set and a Map that are in nobody's variables any more, or in those of callers: given away, kept by objects and closures, hidden in
// generators and in calls that iterate, while a function takes entries out and adds them again.
const words = new Set(["a", "b", "c", "d"]);
const counts = new Map([
  ["x", 1],
  ["y", 2],
  ["z", 3],
]);
const groups = new Map([["words", words]]);
const seen: string[] = [];

function change(): number {
  let sum = 0;
  for (let step = 0; step < 4; step++) {
    // The last of its entries, where it will be the last again.
    if (step === 1) {
      words.delete("d");
      words.add("d");
      counts.delete("z");
      counts.set("z", 3);
    }
    if (step === 2) {
      words.delete("b");
      words.add("b");
      counts.delete("x");
      counts.set("x", 1);
    }
    sum += words.size * step;
    seen.push(`${step} ${sum}`);
  }
  return sum;
}

/** Three words, what the function changes, two words more. */
function read(values: Iterator<unknown>): void {
  const next = (): void => void seen.push(String(values.next().value));
  for (const _ of "123") next();
  change();
  next();
  next();
}

class Reader {
  #values: Iterator<string>;
  readonly left: { readonly counts: Iterator<unknown> };
  constructor(from: Set<string>) {
    this.#values = from.values();
    this.left = { counts: counts.values() };
  }
  next(): string {
    return `${String(this.#values.next().value)} ${String(this.left.counts.next().value)}`;
  }
}

class Repository {
  values(): IterableIterator<string> {
    return words.values();
  }
  [Symbol.iterator](): IterableIterator<string> {
    return words.keys();
  }
  *all(): Generator<string> {
    yield* words;
  }
  *each(): Generator<string> {
    for (const word of words.values()) yield word;
  }
}

function made(): Iterator<string> {
  const values = words.values();
  return values;
}

function asked(): () => unknown {
  const values = words.values();
  return () => values.next().value;
}

function kept(): void {
  read(made());
  read(words.size > 0 ? words.values() : words.keys());
  read([words][0]!.values());
  read(groups.get("words")!.values());
  read([...groups.values()][0]!.values());
  const next = asked();
  seen.push(String(next()), String(next()), String(next()), String(change()), String(next()), String(next()));
  const reader = new Reader(words);
  seen.push(reader.next(), reader.next(), String(change()), reader.next(), reader.next());
}

function iterated(): void {
  const repository = new Repository();
  for (const make of [() => repository.values(), () => repository, () => repository.all(), () => repository.each(), () => groups.get("words")!.values()]) {
    let rounds = 0;
    for (const word of make()) {
      seen.push(word, String(change()));
      if (++rounds === 5) break;
    }
  }
  read(repository.all());
  read(repository.each());
}

function passed(): void {
  let rounds = 0;
  words.forEach((word) => void seen.push(word, rounds++ < 3 ? String(change()) : ""));
  groups.get("words")!.forEach((word) => void seen.push(word, rounds++ < 7 ? String(change()) : ""));
  [...groups.values()].at(-1)!.forEach((word) => void seen.push(word, rounds++ < 10 ? String(change()) : ""));
  Array.from(words, (word) => seen.push(word, rounds++ < 13 ? String(change()) : ""));
  Array.from(words.values(), (word) => seen.push(word, rounds++ < 16 ? String(change()) : ""));
}

async function waiting(): Promise<void> {
  const values = words.values();
  await null;
  seen.push(String(values.next().value), String(values.next().value), String(values.next().value), String(change()), String(values.next().value));
}

kept();
iterated();
passed();
await waiting();
console.log(seen.join(" "), [...words], [...counts]);
