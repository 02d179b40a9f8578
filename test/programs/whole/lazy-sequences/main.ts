/**
 * Lazy sequences made of getters and thunks: an infinite stream of primes, memoised tails, derived views that compute on access.
 * Main loop: index. Arguments: `30`.
 */
class Stream<T> {
  static forced = 0;
  readonly head: T;
  #tail: Stream<T> | (() => Stream<T>);

  constructor(head: T, tail: () => Stream<T>) {
    this.head = head;
    this.#tail = tail;
  }

  get tail(): Stream<T> {
    if (typeof this.#tail === "function") {
      Stream.forced++;
      this.#tail = this.#tail();
    }
    return this.#tail;
  }

  filter(accepts: (value: T) => boolean): Stream<T> {
    let stream: Stream<T> = this;
    while (!accepts(stream.head)) stream = stream.tail;
    return new Stream(stream.head, () => stream.tail.filter(accepts));
  }

  at(index: number): T {
    let stream: Stream<T> = this;
    for (let step = 0; step < index; step++) stream = stream.tail;
    return stream.head;
  }
}

const from = (start: number): Stream<number> => new Stream(start, () => from(start + 1));
const sieve = (stream: Stream<number>): Stream<number> => new Stream(stream.head, () => sieve(stream.tail.filter((value) => value % stream.head !== 0)));

const view = {
  primes: sieve(from(2)),
  shown: 0,
  get next(): number {
    return this.primes.at(this.shown);
  },
  get gap(): number {
    return this.next - (this.shown === 0 ? 0 : this.primes.at(this.shown - 1));
  },
  set position(value: number) {
    this.shown = Math.max(0, value);
  },
};

const gaps: Record<number, number> = {};
const most = Number(process.argv[2] ?? 120);
for (let index = 0; index < most; index++) {
  view.position = index;
  gaps[view.gap] = (gaps[view.gap] ?? 0) + 1;
  console.log(index, view.next, view.gap, Stream.forced);
}
console.log(gaps, view.primes.at(5), Object.getOwnPropertyDescriptor(view, "next")?.get?.name);
