// Functions that are handed to members, stand behind casts and under names of members: they have the same names again, and the same variables.
type Give = () => number;
const KEY = "kept";
const board: { run?: Give; steps: Give[]; kept?: { [KEY]: Give }; made?: new () => object; nested: { last?: Give } } = { steps: [], nested: {} };
function Counter(this: { next?: Give; by: number }, by: number): void {
  let count = 0;
  this.by = by;
  this.next = () => (count += this.by);
}
const counters: { next: Give }[] = [];
function step(index: number): number {
  let own = index;
  board.run = () => own++;
  board.nested.last = board.steps[index % 3] = (() => own + index) as Give;
  board.kept = { [KEY]: <Give>(() => own * 2) };
  board.made = class { at = own; };
  counters.push(new (Counter as unknown as new (by: number) => { next: Give })(index));
  let sum = 0;
  for (let at = 0; at < 2; at++) sum += board.run() + counters[counters.length - 1 - (at % counters.length)]!.next();
  return sum;
}
for (let index = 0; index < 5; index++) {
  console.log(index, step(index), board.run!(), board.steps.map((f) => f()).join(), board.kept!.kept(), JSON.stringify(new board.made!()), counters.map((one) => one.next()).join());
  console.log([board.run!, board.steps[0]!, board.nested.last!, board.kept!.kept, board.made!, counters[0]!.next].map((f) => JSON.stringify(f.name)).join());
}
