export class Cursor<T> implements IterableIterator<T> {
  static open = 0;
  static closed = 0;
  position = 0;
  #finished = false;
  private readonly rows: readonly T[];
  private readonly accepts: (row: T) => boolean;

  constructor(rows: readonly T[], accepts: (row: T) => boolean) {
    this.rows = rows;
    this.accepts = accepts;
    Cursor.open++;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<T, undefined> {
    while (this.position < this.rows.length) {
      const row = this.rows[this.position++]!;
      if (this.accepts(row)) return { done: false, value: row };
    }
    this.#close();
    return { done: true, value: undefined };
  }

  return(): IteratorResult<T, undefined> {
    this.#close();
    return { done: true, value: undefined };
  }

  #close(): void {
    if (this.#finished) return;
    this.#finished = true;
    Cursor.open--;
    Cursor.closed++;
  }
}

export class Windows<T> implements Iterable<T[]> {
  private readonly items: readonly T[];
  private readonly width: number;

  constructor(items: readonly T[], width: number) {
    this.items = items;
    this.width = width;
  }

  [Symbol.iterator](): Iterator<T[]> {
    let at = 0;
    return {
      next: () => {
        if (at + this.width > this.items.length) return { done: true, value: undefined };
        return { done: false, value: this.items.slice(at, at++ + this.width) };
      },
    };
  }
}

export function zip<A, B>(left: Iterable<A>, right: Iterable<B>): Iterable<[A, B]> {
  return {
    [Symbol.iterator](): Iterator<[A, B]> {
      const [a, b] = [left[Symbol.iterator](), right[Symbol.iterator]()];
      return {
        next() {
          const [x, y] = [a.next(), b.next()];
          return x.done || y.done ? { done: true, value: undefined } : { done: false, value: [x.value, y.value] };
        },
        return(value?: unknown) {
          a.return?.();
          b.return?.();
          return { done: true, value };
        },
      };
    },
  };
}
