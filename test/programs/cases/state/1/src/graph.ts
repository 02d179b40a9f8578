export class Node {
  static made = 0;
  readonly id: number = Node.made++;
  readonly label: string;
  next: Node = this;
  previous: Node = this;
  #weight: number;

  constructor(label: string, weight: number) {
    this.label = label;
    this.#weight = weight;
  }

  get weight(): number {
    return this.#weight;
  }

  touch(by: number): void {
    this.#weight = this.#weight * 0.9 + by;
  }
}

export class Graph {
  readonly nodes: Node[] = [];
  current: Node;

  constructor(size: number) {
    for (let index = 0; index < size; index++) this.nodes.push(new Node(`n${index}`, Math.random()));
    for (let index = 0; index < size; index++) {
      this.nodes[index]!.next = this.nodes[(index + 1) % size]!;
      this.nodes[(index + 1) % size]!.previous = this.nodes[index]!;
    }
    this.current = this.nodes[0]!;
  }

  /** Goes some nodes on, changes weights, and now and then swaps two nodes of the list. */
  walk(): Node {
    const hops = 1 + Math.floor(Math.random() * 4);
    for (let hop = 0; hop < hops; hop++) this.current = this.current.next;
    this.current.touch(Math.random());
    const [first, second] = [Math.floor(Math.random() * this.nodes.length), Math.floor(Math.random() * this.nodes.length)];
    [this.nodes[first], this.nodes[second]] = [this.nodes[second]!, this.nodes[first]!];
    return this.current;
  }

  energy(): number {
    return this.nodes.reduce((sum, node, index) => sum + node.weight * index, 0);
  }
}
