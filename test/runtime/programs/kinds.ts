// One of each: symbols, boxed primitives, addresses, buffers of all sorts, errors, integrity levels, sparse arrays, accessors, subclasses.
class Stack extends Array<number> {
  label = "stack";
  get top(): number | undefined {
    return this.at(-1);
  }
}
class Tally extends Map<string, number> {
  total = 0;
  override set(key: string, value: number): this {
    this.total += value;
    return super.set(key, value);
  }
}
class Tags extends Set<symbol> {}
class Problem extends Error {
  readonly code: number;
  constructor(message: string, code: number, options?: ErrorOptions) {
    super(message, options);
    this.name = "Problem";
    this.code = code;
  }
}
class Settings {
  static defaults = { level: 1 };
  static #instances = 0;
  static readonly byName = new Map<string, Settings>();
  level = Settings.defaults.level;
  constructor(name: string) {
    Settings.#instances++;
    Settings.byName.set(name, this);
  }
  static get instances(): number {
    return Settings.#instances;
  }
}
function counter(): number {
  return (counter.count += 1);
}
counter.count = 0;
function Legacy(this: { n: number }, n: number): void {
  this.n = n;
}
Legacy.prototype.speed = 1;
const KEY = Symbol("key");
type Bag = Record<string | symbol, unknown>;
const bag: Bag = Object.create(null) as Bag;
const pooled = Buffer.from("hello pool");
const wide = new BigInt64Array(4);
const big = Object.assign(new Float64Array(500), { note: 0 });
const view = new DataView(new ArrayBuffer(16), 4, 8);
const resizable = new (ArrayBuffer as new (n: number, o: object) => ArrayBuffer & { resize(n: number): void })(4, { maxByteLength: 64 });
const address = new URL("https://example.org/a?x=1#top");
const query = new URLSearchParams("q=1");
const sparse: number[] & { extra?: number } = [];
const stack = new Stack();
const tally = new Tally();
const tags = new Tags();
const errors: Error[] = [];
const frozen: object[] = [];
const boxes: object[] = [Object(1n) as object];
const symbols: symbol[] = [];
const addresses: URL[] = [];
const buffers: Buffer[] = [];
const legacy: object[] = [];
const lists: IArguments[] = [];
let frozenState: Readonly<{ at: number; list: readonly number[] }> = Object.freeze({ at: 0, list: Object.freeze([0]) });

function list(..._given: unknown[]): IArguments {
  return arguments;
}

function step(i: number): void {
  bag[KEY] = i;
  const fresh = Symbol(`s${i}`);
  symbols.push(fresh);
  tags.add(fresh);
  bag[fresh] = Symbol.for("shared");
  Object.defineProperty(bag, `hidden${i}`, { value: i, enumerable: false, configurable: true, writable: i % 2 === 0 });
  Object.defineProperty(bag, `computed${i}`, { get: () => i * 2, enumerable: true, configurable: true });
  pooled[i % pooled.length]! ^= i;
  buffers.push(Buffer.from(`n${i}`));
  wide[i % 4]! += BigInt(i) ** 20n;
  big.note++;
  big[i]! += Math.random();
  view.setFloat32(i % 5, Math.random());
  resizable.resize(4 + i);
  new Uint8Array(resizable)[i % 4]! += i;
  address.searchParams.append("i", String(i));
  address.hash = `h${i}`;
  query.set("q", `${i} x`);
  addresses.push(new URL(`/p${i}?k=${i}`, address));
  addresses.at(-1)!.searchParams.set("m", "a b");
  sparse[i * 10] = i;
  sparse.extra = i;
  stack.push(i);
  if (i % 3 === 2) stack.shift();
  tally.set(`k${i % 3}`, Math.random());
  errors.push(new Problem(`p${i}`, i, { cause: errors.at(-1) ?? "none" }), new AggregateError([errors.at(-1), i], "many"));
  if (errors.length > 6) errors.splice(0, 3);
  frozen.push(Object.freeze({ i, in: Object.seal({ i }) }), Object.preventExtensions([i]));
  boxes.push(Object(i) as object, Object(`b${i}`) as object, Object(i % 2 === 0) as object, Object.assign(Object("x") as object, { more: i }), Object(fresh) as object);
  frozenState = Object.freeze({ at: i, list: Object.freeze([...frozenState.list, i]) });
  legacy.push(new (Legacy as unknown as new (n: number) => object)(i));
  Legacy.prototype.speed += i;
  lists.push(list(i, fresh));
  new Settings(`s${i}`).level += i;
  Settings.defaults.level++;
  counter();
}

function show(i: number): void {
  const names = Reflect.ownKeys(bag).map((key) => String(key)).join();
  console.log(i, names, Object.values(bag).map(String).join());
  console.log(pooled.toString("hex"), buffers.map(String).join(), wide.join(), big.note, big[i], view.getFloat32(0), [...new Uint8Array(resizable)].join());
  console.log(address.href, query.toString(), addresses.map((each) => `${each.href}|${each.searchParams.get("k")}`).join(" "));
  console.log(Object.keys(sparse).join(), sparse.length, sparse.extra, stack.top, stack.label, stack instanceof Stack, tally.total, [...tally].join());
  console.log(errors.map((error) => `${String(error)}/${String((error as Problem).code)}/${String(error.cause)}/${(error as AggregateError).errors?.length}`).join(), tags.size);
  console.log(frozen.map((each) => [Object.isFrozen(each), Object.isSealed(each), Object.isExtensible(each)].map(Number).join("")).join());
  console.log(boxes.map((box) => `${typeof box.valueOf()}${Object.keys(box).length}`).join(), frozenState.list.join(), symbols.map((symbol) => String(bag[symbol])).join());
  console.log(legacy.map((each) => Object.entries(each).join()).join(), (legacy[0] as { speed: number }).speed, lists.map((each) => `${each.length}${String(each[0])}`).join(), Settings.instances, [...Settings.byName.keys()].join(), Settings.defaults.level, counter.count);
}

for (let i = 0; i < 7; i++) {
  step(i);
  show(i);
}
