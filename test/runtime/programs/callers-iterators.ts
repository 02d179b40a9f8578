/** A caller keeps an iterator over a Map and one over a Set that the loop of a function adds to and takes from. */
const waiting = new Map([
  ["a", 1],
  ["b", 2],
  ["c", 3],
]);
const seen = new Set([1, 2, 3]);

function fill(round: number): number {
  let sum = 0;
  for (let step = 0; step < 6; step++) {
    waiting.set(`k${round}${step}`, step);
    seen.add(10 * round + step);
    if (step === 4) {
      waiting.delete("a");
      seen.delete(2);
    }
    sum += Math.round(Math.random() * 10) + waiting.size;
    console.log("step", step, sum);
  }
  return sum;
}

function drive(): void {
  const entries = waiting.entries();
  const values = seen.values();
  entries.next();
  values.next();
  values.next();
  console.log("filled", fill(1));
  console.log(entries.next().value, values.next().value, entries.next().value, values.next().value);
}

drive();
console.log([...waiting], [...seen]);
