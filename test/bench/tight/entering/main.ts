/** Loops of three iterations that call a function, entered a million times: what an autograd graph is walked with. Main loop: round. */
class Node {
  readonly children: readonly Node[];
  value: number;
  constructor(children: readonly Node[], value: number) {
    this.children = children;
    this.value = value;
  }
}

function grow(depth: number): Node {
  const children: Node[] = [];
  if (depth > 0) for (let at = 0; at < 3; at++) children.push(grow(depth - 1));
  return new Node(children, depth);
}

function visit(node: Node): number {
  let sum = node.value;
  for (const child of node.children) sum += visit(child);
  return sum;
}

const tree = grow(9);
const rounds = 20 * Number(process.env["SCALE"] ?? 1);
let total = 0;
for (let round = 0; round < rounds; round++) total += visit(tree);
console.log("total", total);
