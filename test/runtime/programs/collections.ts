// Collections that change while they are iterated, cycles, shared references, views over one buffer, key order.
class Item {
  next: Item | null = null;
  previous: Item | null = null;
  readonly linked = new Set<Item>();
  readonly id: number;
  readonly when: Date;
  constructor(id: number, when: Date) {
    this.id = id;
    this.when = when;
  }
}
class Special extends Item {
  readonly tags: string[] = [];
  override toString(): string {
    return `S${this.id}${this.tags.length}`;
  }
}
const grid = new Float64Array(16);
const view = new Uint8Array(grid.buffer, 8, 16);
const byId = new Map<number, Item>();
const counters: Record<string, number> = { hits: 0 };
let head: Item | null = null;

function step(i: number): void {
  const item = i % 3 === 0 ? new Special(i, new Date(1e12 + i)) : new Item(i, new Date(1e12));
  item.next = head;
  if (head) head.previous = item;
  head = item;
  byId.set(i, item);
  if (item.next) {
    item.next.linked.add(item);
    item.linked.add(item.next);
  }
  grid[i % 16]! += Math.random();
  view[i % 16]! ^= 3;
  counters["hits"]!++;
  if (i % 5 === 4) {
    delete counters[`k${i - 2}`];
    byId.delete(i - 3);
  }
  counters[`k${i}`] = i;
}

function train(epochs: number): number {
  let best = Number.POSITIVE_INFINITY;
  const history: number[] = [];
  outer: for (let epoch = 0; epoch < epochs; epoch++) {
    const order = [3, 1, 2];
    order.sort(() => Math.random() - 0.5);
    let i = 0;
    while (i < 4) {
      step(epoch * 4 + i);
      i++;
      if (Math.random() < 0.05) continue outer;
    }
    do best = Math.min(best, Math.random());
    while (Math.random() < 0.6);
    for (const o of order) {
      history.push(o * Math.random());
      if (o === 2 && Math.random() < 0.5) break;
    }
    for (const key in counters) counters[key]! += Math.round(Math.random());
    for (const [id, item] of byId) {
      item.when.setTime(item.when.getTime() + id);
      if (id % 7 === 6 && byId.size < 12) byId.set(100 + id + epoch, item);
    }
    for (const [index, value] of order.entries()) history.push(index * value * Math.random());
    console.log(epoch, best, history.length, grid[3], counters["hits"], Object.keys(counters).join(), [...byId].map(([id, item]) => `${id}:${String(item.when.getTime())}`).join());
  }
  return best + history.reduce((sum, x) => sum + x, 0);
}
const result = train(5);
let sum = 0;
for (let at: Item | null = head; at !== null; at = at.next) sum += at.linked.size + at.id + Number(String(at).length);
console.log(result, sum, [...view].join());
