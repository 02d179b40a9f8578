// Functions and classes that are called where they stand, and get at themselves by their own name.
type Scale = ((x: number) => number) & { ratio: (r: number) => Scale };
type Tree = { value: number; children: Tree[] };

const golden = (function custom(r: number): Scale {
  const scale = ((x: number) => x * r) as Scale;
  scale.ratio = (other) => custom(other > 1 ? other : 1);
  return scale;
})(1.618);

const counter = new (class Counter {
  count = 0;
  next(): Counter {
    this.count++;
    return this;
  }
})();

const registry = new (function (this: { names: string[]; add: (name: string) => number }) {
  this.names = [];
  this.add = (name) => this.names.push(name);
} as unknown as new () => { names: string[]; add: (name: string) => number })();

function grow(depth: number, seed: number): Tree {
  const children: Tree[] = [];
  for (let child = 0; child < depth; child++) children.push(grow(depth - 1, seed * 2 + child));
  return { value: seed, children };
}

function total(tree: Tree): number {
  let sum = 0;
  (function visit({ value, children }: Tree, depth: number): void {
    sum += value * depth;
    for (const child of children) visit(child, depth + 1);
  })(tree, 1);
  return sum;
}

/** Grows in a loop what only its own name leads to. */
function fold(values: number[]): number[] {
  return values.map(function again(value, index): number {
    let left = value;
    while (left > 10) left = again(left - 10, index + 1) + Math.floor(Math.abs(left % 3));
    return left + index;
  });
}

/** What compilers write for `typeof`: another function takes its place. */
function kindOf(value: unknown): string {
  // @ts-expect-error JavaScript may.
  return ((kindOf = typeof Symbol === "function" ? (other: unknown) => typeof other : () => "?"), kindOf(value));
}

function main(rounds: number): void {
  const scales: Scale[] = [golden];
  for (let round = 0; round < rounds; round++) {
    scales.push(scales.at(-1)!.ratio(round / 2));
    registry.add(`n${round}`);
    if (round > 3) kindOf(round);
    console.log(round, scales.map((scale) => scale(3)).join(), counter.next().count, registry.names.join(), total(grow(3, round)), fold([round, 12 + round, 25]).join());
  }
}
main(7);
