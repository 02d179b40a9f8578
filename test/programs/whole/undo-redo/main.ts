/**
 * A drawing editor with immutable documents, structural sharing, undo and redo stacks, and commands with inverses.
 * Main loop: action. Arguments: `60`.
 */
interface Shape {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly group: readonly Shape[] | null;
}

interface Document {
  readonly shapes: readonly Shape[];
  readonly selected: Shape | null;
  readonly version: number;
}

class History {
  private past: Document[] = [];
  private future: Document[] = [];
  present: Document = { shapes: [], selected: null, version: 0 };

  apply(change: (document: Document) => Document): void {
    const next = change(this.present);
    if (next === this.present) return;
    this.past.push(this.present);
    if (this.past.length > 20) this.past = this.past.slice(-15);
    this.future = [];
    this.present = { ...next, version: next.version + 1 };
  }

  undo(): boolean {
    const before = this.past.pop();
    if (before === undefined) return false;
    this.future.push(this.present);
    this.present = before;
    return true;
  }

  redo(): boolean {
    const after = this.future.pop();
    if (after === undefined) return false;
    this.past.push(this.present);
    this.present = after;
    return true;
  }

  get shared(): number {
    const last = this.past.at(-1);
    return last === undefined ? 0 : this.present.shapes.filter((shape) => last.shapes.includes(shape)).length;
  }

  get depth(): string {
    return `${this.past.length}/${this.future.length}`;
  }
}

let ids = 0;
const history = new History();
const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(Math.random() * list.length)];
const actions = {
  add: () => history.apply((document) => ({ ...document, shapes: [...document.shapes, { id: ++ids, x: ids, y: 0, group: null }] })),
  select: () => history.apply((document) => ({ ...document, selected: pick(document.shapes) ?? null })),
  move: () =>
    history.apply((document) => {
      const { selected } = document;
      if (selected === null || !document.shapes.includes(selected)) return document;
      const moved = { ...selected, y: selected.y + 1 };
      return { ...document, selected: moved, shapes: document.shapes.map((shape) => (shape === selected ? moved : shape)) };
    }),
  group: () =>
    history.apply((document) => {
      if (document.shapes.length < 3) return document;
      const [a, b, ...rest] = document.shapes;
      return { ...document, shapes: [...rest, { id: ++ids, x: a!.x, y: b!.y, group: [a!, b!] }] };
    }),
  undo: () => history.undo(),
  redo: () => history.redo(),
};
const names = Object.keys(actions) as (keyof typeof actions)[];
const counts = new Map<string, number>();
const total = Number(process.argv[2] ?? 10_000) * Number(process.env["SCALE"] ?? 1);
for (let action = 0; action < total; action++) {
  const name = pick([...names, "add", "move"] as const)!;
  actions[name]();
  counts.set(name, (counts.get(name) ?? 0) + 1);
  if (action % 4 === 0) console.log(action, name, history.present.version, history.depth, history.shared, history.present.shapes.map(({ id, y }) => `${id}:${y}`).join(" "));
}
console.log(Object.fromEntries(counts), ids, JSON.stringify(history.present).length);
