import { log } from "hindlog";

// Functions that the loop makes and keeps, which share variables; proxies, bound functions and classes beside them.
type Account = { pay(by: number): number; balance: () => number };

function open(start: number): Account {
  let balance = start;
  let payments = 0;
  return {
    pay(by) {
      payments++;
      balance += by / payments;
      //: payments  log("payments", payments);
      return balance;
    },
    balance: () => balance,
  };
}

function watched(limit: number) {
  let seen = 0;
  const proxy = new Proxy({ limit }, { get: (target, key) => (seen++, Reflect.get(target, key) as unknown) });
  return { proxy, seen: () => seen };
}

const kind = (step: number) =>
  class {
    static made = 0;
    size = step;
    grow(): number {
      this.size += step;
      //: size  log("size", this.size);
      return this.size;
    }
  };

const books: Account[] = [];
const watches: ReturnType<typeof watched>[] = [];
const things: { grow(): number }[] = [];
const bound: (() => number)[] = [];
let total = 0;

for (let day = 0; day < 9; day++) {
  books.push(open(day));
  watches.push(watched(day));
  things.push(new (kind(day))());
  bound.push(books.at(-1)!.balance.bind(null));
  for (let turn = 0; turn < 60; turn++) {
    const account = books[turn % books.length]!;
    total += account.pay(Math.random()) + watches[turn % watches.length]!.proxy.limit;
  }
  total += things[day >> 1]!.grow();
  //: balances  log("balances", bound.map((read) => read()));
  log("total", total);
}
//: seen  log("seen", watches.map((watch) => watch.seen()));
log("end", things.map((thing) => thing.grow()));
