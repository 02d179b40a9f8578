// Functions made in the loop that share variables which change: siblings, scopes within scopes, scopes older than the loop, heads, parameters.
type Counter = { inc: () => number; get: () => number; add(by: number): void; readonly doubled: number };
const kept: (() => unknown)[] = [];

function counter(start: number): Counter {
  let n = start;
  const inc = () => ++n;
  return {
    inc,
    get: () => n,
    add(by) {
      n += by;
    },
    get doubled() {
      return n * 2;
    },
  };
}

// Two scopes: rows share their table's total, each has a sum of its own.
function table(name: string) {
  let total = 0;
  const rows: { put: (x: number) => void; show: () => string }[] = [];
  return {
    rows,
    row() {
      let sum = 0;
      rows.push({
        put: (x) => {
          sum += x;
          total += x;
        },
        show: () => `${name}:${sum}/${total}`,
      });
      return rows.at(-1)!;
    },
    total: () => total,
  };
}

// A function that captures another one, by its name and by a variable.
function chain(step: number) {
  let at = step;
  function next(): number {
    at += step;
    return at;
  }
  let last = next;
  const twice = (): number => next() + last();
  return { twice, replace: () => (last = () => at * 2), at: () => at };
}

const parameter = (x: number) => () => x++;
const nothing = (value?: unknown) => () => (value === undefined ? (value = "set") : value);

function arrows(this: unknown, n: number) {
  const self = { n, bump: () => 0, read: () => 0 };
  let hits = 0;
  self.bump = () => (hits += self.n);
  self.read = () => hits;
  return self;
}

class Cell {
  #value = 1;
  watch(): () => string {
    let seen = 0;
    return () => `${++seen}:${(this.#value *= 2)}`;
  }
}

function lazy<T>(make: () => T) {
  let value: T | undefined;
  let made = false;
  return () => {
    if (!made) {
      value = make();
      made = true;
    }
    return value!;
  };
}

function main(rounds: number): void {
  let outer = 0; // the loop's own function: it lives in the replay already
  const counters: Counter[] = [counter(100)];
  const tables = [table("t0")];
  const chains = [chain(1)];
  const cells = [new Cell().watch()];
  const lazies: (() => { at: number })[] = [];
  const older = counter(7);
  for (let i = 0; i < rounds; i++) {
    counters.push(counter(i));
    if (i === 2) counters.push(counters[1]!);
    if (i % 2 === 0) tables.push(table(`t${i}`));
    const t = tables[i % tables.length]!;
    t.row().put(i);
    t.rows[0]!.put(1);
    chains.push(chain(i));
    if (i % 3 === 1) chains[i]!.replace();
    kept.push(parameter(i), nothing(), () => ++outer);
    for (let j = 0; j < 2; j++) kept.push(() => (j += i)); // the head's own variable, changed in the body
    for (let j of [1, 2]) {
      kept.push(() => j++);
      j *= 10;
    }
    let once = i;
    if (i % 2 === 1) {
      let inner = "";
      kept.push(() => (inner += once++));
    }
    kept.push(() => once);
    const self = arrows.call(null, i);
    kept.push(self.bump, self.read);
    cells.push(new Cell().watch());
    lazies.push(lazy(() => ({ at: i })));
    lazies[i >> 1]!().at++;
    try {
      throw i;
    } catch (error) {
      kept.push(() => (error = Number(error) + 1));
    }
    for (const c of counters) c.add(c.inc());
    older.inc();
    const said: unknown[] = [];
    for (const f of kept) said.push(f());
    console.log(i, outer, older.get(), counters.map((c) => `${c.get()},${c.doubled}`).join(" "));
    console.log(said.join());
    console.log(tables.map((each) => `${each.total()} ${each.rows.map((row) => row.show()).join()}`).join("; "));
    console.log(chains.map((c) => `${c.twice()}@${c.at()}`).join(), cells.map((c) => c()).join(), lazies.map((l) => l().at).join());
  }
  console.log(outer, kept.length, counters[2] === counters[4], kept.map((f) => f()).join());
}
main(8);

// The scopes of the callers and of an outer loop's iteration are alive when the inner loop is restored.
function callers(): void {
  let calls = 0;
  const each = (n: number, run: (i: number) => void): void => {
    for (let i = 0; i < n; i++) {
      run(i);
      console.log("each", i, calls);
    }
  };
  const fs: (() => number)[] = [];
  for (let outer = 0; outer < 3; outer++) {
    let here = outer * 10;
    const seen: (() => number)[] = [];
    each(4, (i) => {
      fs.push(() => (calls += i));
      seen.push(() => (here += i));
      here++;
      console.log("run", fs.map((f) => f()).join(), seen.map((f) => f()).join(), here);
    });
    fs.push(...seen);
  }
  console.log(calls, fs.map((f) => f()).join());
}
callers();

// Variables of the function that loops in it are the heads of.
function heads(): void {
  let read: () => string = () => "none";
  for (let round = 0; round < 4; round++) {
    for (var word of ["first", "second"]) {
      for (var key in { [word]: 1, other: 2 }) {
        console.log(round, word, key, read());
        read = () => `${word} ${key}`;
      }
    }
  }
  console.log(read());
}
heads();

// Variables of the function that a loop sets and does not read.
function left(n: number): string {
  for (var word of ["a", "b", String(n)]) console.log("of");
  for (var key in { x: 1, [`y${n}`]: 2 }) console.log("in");
  for (let i = 0; i < 3; i++) {
    if (i === 1) var { at, ...rest } = { at: n + i, more: n };
    console.log("for");
  }
  return `${word!} ${key!} ${at!} ${rest!.more}`;
}
for (let n = 1; n < 4; n++) console.log(left(n));
namespace Within {
  for (let i = 0; i < 3; i++) {
    if (i === 1) var seen = i;
    console.log("namespace");
  }
  console.log(seen!);
}
