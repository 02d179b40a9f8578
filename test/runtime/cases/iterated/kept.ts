// Iterators of a Set and a Map that callers keep in variables while a function takes entries out and adds them again.
const words = new Set(["a", "b", "c", "d"]);
const counts = new Map([
  ["x", 1],
  ["y", 2],
  ["z", 3],
]);
const seen: string[] = [];

function change(round: number): number {
  let sum = 0;
  for (let step = 0; step < 4; step++) {
    if (round % 4 < 2 && step === 1) {
      words.delete("c");
      words.add("c");
      counts.delete("z");
      counts.set("z", step);
    }
    if (round % 4 === 2 && step === 0) {
      words.delete("a");
      words.add("a");
    }
    if (round % 4 === 3 && step === 2) {
      const [keys, entries] = [[...words], [...counts]];
      words.clear();
      counts.clear();
      for (const key of keys) words.add(key);
      for (const [key, count] of entries) counts.set(key, count + 1);
    }
    sum += words.size + step;
    seen.push(`${round}.${step} ${sum}`);
  }
  return sum;
}

function advance(): void {
  const values = words.values();
  let rounds = 0;
  for (let at = values.next(); at.done !== true && rounds < 6; at = values.next()) seen.push(at.value, String(change(rounds++)));
}

function inTurn(): void {
  const values = words[Symbol.iterator]();
  const entries = counts.entries();
  for (const round of [0, 2, 3, 1]) {
    seen.push(String(values.next().value), String(entries.next().value));
    change(round);
  }
  const late = counts.keys();
  const read = (): unknown => late.next().value;
  seen.push(String(read()), String(change(1)), String(read()), String(change(3)), String(read()));
}

function nested(): void {
  for (const round of [2, 3]) {
    const keys = counts.keys();
    keys.next();
    if (round === 3) {
      const last = words.values();
      try {
        change(round);
        throw new Error("left");
      } catch {
        seen.push(String(last.next().value));
      }
    }
    change(round);
    seen.push(String(keys.next().value));
  }
}

advance();
inTurn();
nested();
console.log(seen.join(" "), [...words], [...counts]);
