// An adapter for a class whose contents lie in a table that the walk cannot see.
import { registerState } from "hindlog";

const tables = (0, eval)("(() => { const table = new Map(); let next = 0; return { make: (v) => { table.set(++next, v); return next; }, get: (id) => table.get(id), set: (id, v) => table.set(id, v), size: () => table.size }; })()") as {
  make(values: number[]): number;
  get(id: number): number[];
  set(id: number, values: number[]): void;
  size(): number;
};
class Tensor {
  readonly id: number;
  constructor(values: number[]) {
    console.log("made", values.length);
    this.id = tables.make(values);
  }
  get values(): number[] {
    return tables.get(this.id);
  }
}
class Named extends Tensor {
  name = "named";
}
registerState(Tensor, {
  save: (tensor) => ({ values: [...tensor.values], name: tensor instanceof Named ? tensor.name : null }),
  restore: ({ values, name }, present) => {
    const tensor = present ?? Object.assign(Object.create(name === null ? Tensor.prototype : Named.prototype) as Tensor, { id: tables.make([]) });
    if (name !== null) (tensor as Named).name = name;
    tables.set(tensor.id, values);
    return tensor;
  },
});
const first = new Tensor([1, 2, 3]);
const all: Tensor[] = [first];
for (let step = 0; step < 6; step++) {
  all.push(step % 2 === 0 ? new Tensor([step]) : new Named([step, step]));
  if (step % 2 === 1) (all.at(-1) as Named).name = `n${step}`;
  for (const tensor of all) tables.set(tensor.id, tensor.values.map((x) => x + Math.random()));
  console.log(step, first.values.join(), all.map((tensor) => `${tensor.values.length}${tensor.values[0]}${(tensor as Named).name ?? ""}`).join());
}
