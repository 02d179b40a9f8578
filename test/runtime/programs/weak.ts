// WeakMap and WeakSet: values reachable only through them, keys that come and go, chains of keys, collections of collections.
class Node_ {
  readonly id: number;
  next: Node_ | null = null;
  constructor(id: number) {
    this.id = id;
  }
}
const meta = new WeakMap<object, { visits: number; link?: object }>();
const marked = new WeakSet<object>();
const chain = new WeakMap<object, object>();
const caches = new WeakMap<WeakMap<object, number>, string>();
const inner = new WeakMap<object, number>();
caches.set(inner, "inner");
meta.set(Math, { visits: 0 });
const nodes: Node_[] = [new Node_(0)];
let held: WeakMap<object, number>[] = [];

function visit(node: object): number {
  const found = meta.get(node) ?? { visits: 0 };
  found.visits++;
  meta.set(node, found);
  return found.visits;
}

function run(rounds: number): void {
  for (let round = 0; round < rounds; round++) {
    const node = new Node_(round + 1);
    node.next = nodes.at(-1)!;
    nodes.push(node);
    // a chain whose links are held by the weak map alone
    const [a, b] = [{ a: round }, { b: round }];
    chain.set(node, a);
    chain.set(a, b);
    chain.set(b, { end: Math.random() });
    if (Math.random() < 0.5) marked.add(node);
    if (round % 3 === 2) {
      marked.delete(nodes[round - 1]!);
      meta.delete(nodes[round - 2]!);
      held.push(new WeakMap([[node, round]]));
      inner.set(held.at(-1)!, round);
    }
    let total = visit(Math);
    for (const each of nodes) total += visit(each) + (marked.has(each) ? 100 : 0);
    for (const each of nodes) {
      const end = chain.get(chain.get(chain.get(each) ?? each) ?? each) as { end?: number } | undefined;
      total += end?.end ?? 0;
    }
    console.log(round, total, held.map((map) => map.get(node) ?? inner.get(map)).join(), caches.get(inner));
    if (nodes.length > 5) nodes.shift();
  }
}
run(8);
