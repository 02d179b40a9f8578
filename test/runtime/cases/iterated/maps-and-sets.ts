// Loops over a Set and a Map whose entries a function takes out and adds again meanwhile, one by one or all of them; the keys in their order do not tell.
const words = new Set(["a", "b", "c"]);
const counts = new Map([
  ["x", 1],
  ["y", 2],
  ["z", 3],
]);
const seen: string[] = [];

function change(round: number): number {
  let sum = 0;
  for (let step = 0; step < 4; step++) {
    // The last of its entries, where it will be the last again.
    if (round < 2 && step === 1) {
      words.delete("c");
      words.add("c");
      counts.delete("z");
      counts.set("z", step);
    }
    // One that others are behind.
    if (round === 2 && step === 0) {
      words.delete("a");
      words.add("a");
    }
    if (round === 3 && step === 2) {
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

let rounds = 0;
for (const word of words) {
  if (rounds === 7) break;
  seen.push(word, String(change(rounds++)));
}
rounds = 0;
for (const [key, count] of counts) {
  if (rounds === 5) break;
  for (const word of words) {
    if (word === "b" && rounds === 1) words.delete("c");
    words.add(`${word}+`.slice(0, 3));
    seen.push(key, word, String(count));
  }
  seen.push(String(change(rounds++)));
}
rounds = 0;
for (const count of counts.values()) {
  if (rounds === 4) break;
  seen.push(String(count), String(change(rounds++)));
}
console.log(seen.join(" "), [...words], [...counts]);
