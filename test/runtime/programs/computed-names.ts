// Members by computed names, in classes and object literals that the loop makes; methods of the program's own that keep callbacks.
const KEY = Symbol("key");
const TEXT = "text";
class Stream<T> {
  readonly head: T;
  readonly #rest: () => Stream<T>;
  #tail: Stream<T> | undefined;
  constructor(head: T, rest: () => Stream<T>) {
    this.head = head;
    this.#rest = rest;
  }
  get tail(): Stream<T> {
    return (this.#tail ??= this.#rest());
  }
  map<U>(f: (value: T) => U): Stream<U> {
    return new Stream(f(this.head), () => this.tail.map(f));
  }
  filter(accepts: (value: T) => boolean): Stream<T> {
    let stream: Stream<T> = this;
    while (!accepts(stream.head)) stream = stream.tail;
    return new Stream(stream.head, () => stream.tail.filter(accepts));
  }
}
const from = (n: number): Stream<number> => new Stream(n, () => from(n + 1));
function make(i: number) {
  let calls = 0;
  return {
    [KEY](by: number) {
      return (calls += by) + i;
    },
    get [TEXT]() {
      return `${i}:${calls}`;
    },
    ["plain"]: () => ++calls,
    ["method"]() {
      return calls * i;
    },
    7() {
      return calls;
    },
  };
}
function type(i: number) {
  return class {
    static made = i;
    [KEY](): number {
      return i * 10;
    }
    get [TEXT](): string {
      return `type ${i}`;
    }
  };
}
let primes = from(2);
const made = [make(0)];
const types = [type(0)];
for (let i = 1; i < 7; i++) {
  const { head } = primes;
  primes = primes.tail.filter((n) => n % head !== 0).map((n) => n + 0);
  made.push(make(i));
  types.push(type(i));
  console.log(i, head, made.map((o) => [o[KEY](i), o[TEXT], o.plain(), o.method(), o[7]()].join("/")).join(), types.map((T) => `${new T()[KEY]()}${new T()[TEXT]}${T.made++}`).join());
}
console.log(primes.head, primes.tail.tail.head);
