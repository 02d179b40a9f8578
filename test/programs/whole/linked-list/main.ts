/**
 * A linked list of 100,000 nodes, built, reversed, spliced and hashed; each round changes it in place.
 * Main loop: round. Arguments: `100000 4`.
 */
interface Node<T> {
  value: T;
  next: Node<T> | null;
}

class List<T> {
  head: Node<T> | null = null;
  length = 0;

  prepend(value: T): void {
    this.head = { value, next: this.head };
    this.length++;
  }

  reverse(): void {
    let reversed: Node<T> | null = null;
    while (this.head !== null) {
      const node: Node<T> = this.head;
      this.head = node.next;
      node.next = reversed;
      reversed = node;
    }
    this.head = reversed;
  }

  removeEvery(step: number): number {
    let removed = 0;
    let index = 0;
    for (let node = this.head; node?.next != null; node = node.next) {
      if (++index % step !== 0) continue;
      node.next = node.next.next;
      removed++;
      if (node.next === null) break;
    }
    this.length -= removed;
    return removed;
  }

  fingerprint(this: List<number>): number {
    let hash = 7;
    for (let node = this.head; node !== null; node = node.next) hash = (hash * 31 + node.value) % 1_000_003;
    return hash;
  }
}

const [size = 100_000, most = 3] = process.argv.slice(2).map(Number);
const rounds = most * Number(process.env["SCALE"] ?? 1);
const list = new List<number>();
Array.from({ length: size }, (_, index) => index % 1000).forEach((value) => list.prepend(value));
let removed = 0;
const prints = [list.fingerprint()];
for (let round = 0; round < rounds; round++) {
  list.reverse();
  removed += list.removeEvery(10 + round);
  prints.push(list.fingerprint());
  console.log(`round ${round}: ${list.length} nodes, ${removed} removed, ${prints.at(-1)}`);
}
console.log(prints.join(" "), list.head?.value);
