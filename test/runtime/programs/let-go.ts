// Objects that a loop changed and then let go of: someone outside of it still holds them.
import { log } from "hindlog";

interface Node {
  n: number;
  next: Node | null;
}

function main(): void {
  let a: Node = { n: 0, next: null };
  const keep = { link: a };
  const queue = [{ items: [1, 2] }, { items: [3] }, { items: [4, 5, 6] }];
  const all = [...queue];
  for (let i = 0; i < 6; i++) {
    if (i === 1) a.n = 7;
    if (i === 2) {
      // The old one leads to something newer than the loop, too.
      a.next = { n: 20 + i, next: null };
      a = { n: 1, next: null };
    }
    const head = queue.shift();
    head?.items.push(i * 10);
    log("n", a.n + queue.length);
  }
  console.log(keep.link.n, keep.link.next?.n, JSON.stringify(all));
}
main();
