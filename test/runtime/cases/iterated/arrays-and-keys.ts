// Loops over an array and over the keys of objects, which a function splices, empties, fills, deletes and adds again meanwhile.
const list = ["a", "b", "c", "d", "e"];
const fields: Record<string, number> = { p: 1, q: 2, r: 3, s: 4 };
const inheriting = Object.assign(Object.create({ inherited: 1, own: 9 }) as Record<string, number>, { own: 1, more: 2 });
const seen: string[] = [];

function change(round: number): number {
  let sum = 0;
  for (let step = 0; step < 3; step++) {
    if (round === 0 && step === 1) {
      list.splice(0, 1);
      delete fields["q"];
      fields["q"] = 7;
      fields["t"] = 5;
      delete inheriting["own"];
    }
    if (round === 1 && step === 1) {
      list.unshift("n", "m");
      delete fields["r"];
      inheriting["own"] = 3;
      delete inheriting["more"];
    }
    if (round === 1 && step === 2) {
      fields["r"] = 8;
      delete fields["s"];
    }
    if (round === 2 && step === 1) {
      list.length = 0;
      list.push("x", "y", "z", "u", "v", "w");
    }
    sum += list.length + step;
    seen.push(`${round}.${step} ${sum}`);
  }
  return sum;
}

let rounds = 0;
for (const word of list) {
  if (rounds === 6) break;
  seen.push(word, String(change(rounds++)));
}
for (const object of [fields, inheriting]) {
  rounds = 0;
  for (const key in object) seen.push(key, String(change(rounds++)));
}
rounds = 0;
for (const [index, word] of list.entries()) {
  if (rounds === 4) break;
  seen.push(String(index), word, String(change(rounds++)));
}
console.log(seen.join(" "), list, fields, inheriting);
