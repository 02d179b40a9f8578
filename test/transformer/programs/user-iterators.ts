// What a for-of loop shows of the iterator protocol: the order of calls, what is called with what, closing, and the stacks of errors on the way.
const trace: string[] = [];
function traced(name: string, fail: string): Iterable<number> {
  return {
    get [Symbol.iterator]() {
      trace.push(`${name} get iterator`);
      return function make(this: unknown): Iterator<number> {
        trace.push(`${name} iterator ${arguments.length} ${typeof this}`);
        if (fail === "iterator") throw new Error("no iterator");
        let at = 0;
        return {
          get next() {
            trace.push(`${name} get next`);
            return function next(): IteratorResult<number> {
              trace.push(`${name} next ${arguments.length}`);
              if (fail === "next") throw new Error("no next");
              return { done: at >= 3, value: at++ };
            };
          },
          get return() {
            trace.push(`${name} get return`);
            if (fail === "no return") return undefined;
            return function end(): IteratorResult<number> {
              trace.push(`${name} return ${arguments.length}`);
              if (fail === "return") throw new Error("no return");
              return { done: true, value: 7 };
            };
          },
        };
      };
    },
  } as Iterable<number>;
}
class Steps {
  static readonly stacks: string[] = [];
  at = 0;
  readonly #fail: string;
  constructor(fail: string) {
    this.#fail = fail;
  }
  [Symbol.iterator](): this {
    if (this.#fail === "iterator") throw new Error("in iterator");
    return this;
  }
  next(): { done: boolean; value: number } {
    if (this.#fail === "next" && this.at === 1) throw new Error("in next");
    return { done: this.at > 2, value: this.at++ };
  }
  return(): object {
    if (this.#fail === "return") throw new Error("in return");
    console.log("return", this.at);
    return {};
  }
}
function attempt(work: () => unknown): void {
  try {
    console.log("result", work());
  } catch (error) {
    console.log((error as Error).stack?.split("\n").slice(0, 4).join("\n"));
  }
}
for (const fail of ["", "iterator", "next", "return", "no return"]) {
  attempt(() => {
    for (const x of traced(fail, fail)) {
      console.log(x);
      if (x === 1) break;
    }
  });
  attempt(() => {
    for (const x of traced(fail, fail)) {
      console.log(x);
      if (x === 1) throw new Error("body");
    }
  });
  attempt(() => {
    for (const x of new Steps(fail)) {
      console.log(x);
      if (x === 1) return x;
    }
    return "end";
  });
}
attempt(() => {
  const odd = { [Symbol.iterator]: () => 5 } as unknown as Iterable<number>;
  for (const x of odd) console.log(x);
});
attempt(() => {
  const odd = { [Symbol.iterator]: () => ({}) } as unknown as Iterable<number>;
  for (const x of odd) console.log(x);
});
attempt(() => {
  const odd = { [Symbol.iterator]: () => ({ next: () => 1 }) } as unknown as Iterable<number>;
  for (const x of odd) console.log(x);
});
attempt(() => {
  const odd = { [Symbol.iterator]: 1 } as unknown as Iterable<number>;
  for (const x of odd) console.log(x);
});
console.log(trace.join("\n"));
