/**
 * Vending machines as state machines whose states are symbols; a table of transitions, history by symbol key, well-known symbols.
 * Main loop: loop. Arguments: `60`.
 */
const idle = Symbol("idle");
const paid = Symbol("paid");
const broken = Symbol.for("vending.broken");
const log = Symbol("log");

type State = typeof idle | typeof paid | typeof broken;
type Input = "coin" | "button" | "kick";

class Machine {
  state: State = idle;
  coins = 0;
  sold = 0;
  readonly [log]: State[] = [];

  static readonly table: Record<symbol, Partial<Record<Input, (machine: Machine) => State>>> = {
    [idle]: {
      coin: (machine) => (machine.coins++, paid),
      kick: () => (Math.random() < 0.3 ? broken : idle),
    },
    [paid]: {
      coin: (machine) => (machine.coins++, paid),
      button: (machine) => (machine.sold++, --machine.coins > 0 ? paid : idle),
    },
    [broken]: { kick: (machine) => (machine.coins > 0 ? paid : idle) },
  };

  send(input: Input): boolean {
    const next = Machine.table[this.state]?.[input];
    if (next === undefined) return false;
    const before = this.state;
    this.state = next(this);
    if (this.state !== before) this[log].push(this.state);
    return true;
  }

  get [Symbol.toStringTag](): string {
    return `Machine ${String(this.state.description)}`;
  }

  [Symbol.toPrimitive](hint: string): string | number {
    return hint === "number" ? this.sold : `${this.sold} sold`;
  }

  *[Symbol.iterator](): Generator<string> {
    for (const state of this[log]) yield state.description!;
  }
}

const machines = [new Machine(), new Machine(), new Machine()];
const ignored = { [idle]: 0, [paid]: 0, [broken]: 0 };
const inputs: Input[] = ["coin", "button", "kick"];
const ticks = Number(process.argv[2] ?? 20_000) * Number(process.env["SCALE"] ?? 1);
let tick = 0;
do {
  const machine = machines[Math.floor(Math.random() * machines.length)]!;
  if (!machine.send(inputs[Math.floor(Math.random() * 3)]!)) ignored[machine.state]++;
  if (tick % 6 === 0) console.log(tick, machines.map((each) => Object.prototype.toString.call(each)).join(" "));
} while (++tick < ticks);
for (const machine of machines) console.log(`${machine}`, +machine * 2, [...machine].slice(-4).join(">"));
console.log(ignored, Symbol.keyFor(broken));
