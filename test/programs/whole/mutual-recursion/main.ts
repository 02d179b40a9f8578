/**
 * Generates sentences from a grammar by mutual recursion, then parses them back by recursive descent with memory; counts derivations.
 * Main loop: attempt. Arguments: `14`.
 */
const grammar: Record<string, readonly (readonly string[])[]> = {
  S: [["NP", "VP"]],
  NP: [["Det", "N"], ["Det", "N", "PP"], ["Name"]],
  VP: [["V", "NP"], ["V", "NP", "PP"], ["V"]],
  PP: [["P", "NP"]],
  Det: [["the"], ["a"]],
  N: [["dog"], ["garden"], ["telescope"]],
  Name: [["ada"], ["alan"]],
  V: [["sees"], ["follows"]],
  P: [["in"], ["with"]],
};

let depth = 0;
let deepest = 0;

function expand(symbol: string): string[] {
  const rules = grammar[symbol];
  if (rules === undefined) return [symbol];
  deepest = Math.max(deepest, ++depth);
  try {
    const rule = depth > 7 ? rules.at(-1)! : rules[Math.floor(Math.random() * rules.length)]!;
    return expandAll(rule);
  } finally {
    depth--;
  }
}

function expandAll(symbols: readonly string[]): string[] {
  const [first, ...rest] = symbols;
  return first === undefined ? [] : [...expand(first), ...expandAll(rest)];
}

class Chart {
  private readonly known = new Map<string, ReadonlyMap<number, number>>();
  private readonly words: readonly string[];

  constructor(words: readonly string[]) {
    this.words = words;
  }

  /** End positions with the number of derivations. */
  ends(symbol: string, from: number): ReadonlyMap<number, number> {
    const rules = grammar[symbol];
    if (rules === undefined) return this.words[from] === symbol ? new Map([[from + 1, 1]]) : new Map();
    const key = `${symbol}@${from}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const all = new Map<number, number>();
    this.known.set(key, all);
    rules.map((rule) => this.sequence(rule, from)).forEach((ends) => ends.forEach((count, end) => all.set(end, (all.get(end) ?? 0) + count)));
    return all;
  }

  private sequence(symbols: readonly string[], from: number): ReadonlyMap<number, number> {
    const [first, ...rest] = symbols;
    if (first === undefined) return new Map([[from, 1]]);
    const all = new Map<number, number>();
    this.ends(first, from).forEach((count, middle) =>
      this.sequence(rest, middle).forEach((further, end) => all.set(end, (all.get(end) ?? 0) + count * further)),
    );
    return all;
  }
}

const lengths: number[] = [];
let ambiguous = 0;
const attempts = Number(process.argv[2] ?? 800) * Number(process.env["SCALE"] ?? 1);
for (let attempt = 0; attempt < attempts; attempt++) {
  const words = expand("S");
  const derivations = new Chart(words).ends("S", 0).get(words.length) ?? 0;
  if (derivations > 1) ambiguous++;
  lengths.push(words.length);
  console.log(`${derivations}x ${words.join(" ")}`);
}
console.log(ambiguous, deepest, depth, lengths.reduce((a, b) => a + b, 0));
