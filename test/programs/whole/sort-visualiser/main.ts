/**
 * Sorting algorithms on arrays of shared objects, step by step with a picture; swaps, aliases of one element in two arrays, reversal.
 * Main loop: step. Arguments: `18`.
 */
interface Bar {
  readonly value: number;
  label: string;
  moves: number;
}

type Algorithm = (bars: Bar[], swap: (a: number, b: number) => void) => Generator<void>;

const size = Number(process.argv[2] ?? 120);
const originals: Bar[] = Array.from({ length: size }, (_, index) => ({ value: Math.floor(Math.random() * 9), label: String.fromCharCode(97 + (index % 26)), moves: 0 }));

const plan: [number, number][] = [];
const bars = [...originals];
const favourites = [bars[0]!, bars[3]!, bars[0]!];

function planSort(values: number[]): void {
  for (let end = values.length; end > 1; end--) {
    let most = 0;
    for (let index = 1; index < end; index++) if (values[index]! >= values[most]!) most = index;
    plan.push([most, end - 1]);
    [values[most], values[end - 1]] = [values[end - 1]!, values[most]!];
  }
}

planSort(bars.map(({ value }) => value));
let inversions = 0;
for (let step = 0; step < plan.length; step++) {
  const [a, b] = plan[step]!;
  [bars[a], bars[b]] = [bars[b]!, bars[a]!];
  bars[a]!.moves++;
  bars[b]!.moves++;
  if (step === Math.floor(size / 2)) {
    bars.reverse();
    bars.reverse();
    originals.push(bars[0]!);
  }
  favourites[1] = bars[b]!;
  favourites[0]!.label = favourites[0]!.label.toUpperCase();
  inversions = bars.reduce((count, bar, index) => count + bars.slice(index + 1).filter((other) => other.value < bar.value).length, 0);
  console.log(bars.map(({ value, label }) => `${label}${"▁▂▃▄▅▆▇█"[Math.min(value, 7)]}`).join(""), inversions);
}
console.log(favourites.map(({ label, moves }) => `${label}${moves}`).join(" "), favourites[0] === favourites[2], originals.map((bar) => bars.indexOf(bar)).join(" "));
