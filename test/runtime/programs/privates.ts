// #private members: base and derived with the same names, static, methods, accessors, new and old objects, aliases, return override.
class Given {
  constructor(target: object) {
    return target;
  }
}
class Stamp extends Given {
  #seen = 0;
  static look(target: object): number {
    return #seen in target ? ++(target as Stamp).#seen : -1;
  }
}
let made = 0;
class Base {
  #value: number;
  #log: string[] = [];
  static #count = 0;
  readonly id = ++made;
  constructor({ value }: { value: number }) {
    this.#value = value;
    Base.#count++;
    console.log("base", value);
  }
  #grow(by: number): void {
    this.#value += by;
    this.#log.push(`+${by}`);
  }
  get #double(): number {
    return this.#value * 2;
  }
  set #double(to: number) {
    this.#value = to / 2;
  }
  step(by: number): number {
    this.#grow(by);
    this.#double = this.#double + 1;
    return this.#value;
  }
  static count(): number {
    return Base.#count;
  }
  show(): string {
    return `${this.#value}/${this.#log.length}`;
  }
}
class Derived extends Base {
  #value = new Map<string, Base>();
  #self: Derived | null = null;
  readonly #later = () => this.#value.size + made;
  constructor(value: number, other: Base | null) {
    super({ value: value * 2 });
    this.#self = this;
    if (other !== null) this.#value.set("other", other);
    console.log("derived", value);
  }
  override show(): string {
    return `${super.show()}:${this.#value.size}:${this.#self === this}:${this.#value.get("other")?.id ?? ""}:${this.#later()}`;
  }
  swap(other: Derived): void {
    [this.#value, other.#value] = [other.#value, this.#value];
  }
}
class Plain extends Derived {
  note = "plain";
}
class OnlyMethod {
  x = 0;
  #inc(): number {
    return ++this.x;
  }
  inc(): number {
    return this.#inc();
  }
}
class Counter extends Map<string, number> {
  #hits = 0;
  hit(key: string): number {
    this.#hits++;
    this.set(key, (this.get(key) ?? 0) + this.#hits);
    return this.#hits;
  }
}
const pool: Derived[] = [new Derived(1, null)];
const stamped: object[] = [];
const methods: OnlyMethod[] = [];
let counter = new Counter();

function run(rounds: number): void {
  for (let round = 0; round < rounds; round++) {
    const last = pool.at(-1)!;
    pool.push(round % 2 === 0 ? new Derived(round, last) : new Plain(round, last));
    for (const item of pool) {
      item.step(Math.random());
      if (Math.random() < 0.3) item.swap(pool[0]!);
    }
    if (round % 3 === 1) {
      const target = { round };
      new Stamp(target);
      stamped.push(target);
      methods.push(new OnlyMethod());
      counter = new Counter(counter);
    }
    for (const target of stamped) Stamp.look(target);
    for (const item of methods) item.inc();
    counter.hit(`k${round % 4}`);
    console.log(round, pool.map((item) => item.show()).join(" "), stamped.map((item) => Stamp.look(item)).join(), Base.count(), made, [...counter].join());
    if (pool.length > 5) pool.splice(1, 2);
  }
}
run(8);
console.log(methods.map((item) => item.x).join());
