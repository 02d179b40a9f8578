// Proxies, revocable proxies and bound functions, made before the loop and in it; no trap may run but for the program.
let traps = 0;
const counting: ProxyHandler<object> = {
  get: (target, key, receiver) => (traps++, Reflect.get(target, key, receiver)),
  has: (target, key) => (traps++, Reflect.has(target, key)),
  ownKeys: (target) => (traps++, Reflect.ownKeys(target)),
  getPrototypeOf: (target) => (traps++, Reflect.getPrototypeOf(target)),
  getOwnPropertyDescriptor: (target, key) => (traps++, Reflect.getOwnPropertyDescriptor(target, key)),
  isExtensible: (target) => (traps++, Reflect.isExtensible(target)),
  apply: (target, self, args) => (traps++, Reflect.apply(target as () => unknown, self, args)),
  construct: (target, args) => (traps++, Reflect.construct(target as new () => object, args)),
};

// A reactive store: proxies cached by target, effects in closures that share variables.
const cache = new WeakMap<object, object>();
function reactive<T extends object>(target: T, changed: (key: PropertyKey) => void): T {
  const known = cache.get(target);
  if (known !== undefined) return known as T;
  let version = 0;
  const made = new Proxy(target, {
    get(inner, key, receiver) {
      if (key === "version") return version;
      const value: unknown = Reflect.get(inner, key, receiver);
      return typeof value === "object" && value !== null ? reactive(value, changed) : value;
    },
    set(inner, key, value, receiver) {
      version++;
      changed(key);
      return Reflect.set(inner, key, value, receiver);
    },
  });
  cache.set(target, made);
  return made;
}

class Button {
  clicks = 0;
  readonly onClick: (by?: number) => number;
  constructor() {
    this.onClick = this.click.bind(this);
  }
  click(by = 1): number {
    return (this.clicks += by);
  }
}

function add(this: { sum: number } | void, a: number, b: number): number {
  if (this !== undefined) this.sum += a + b;
  return a + b;
}

function main(rounds: number): void {
  const proxies: Record<string, any>[] = [new Proxy({ n: 0 }, counting)];
  const derived: object[] = [];
  const revocables: { proxy: any; revoke: () => void }[] = [];
  const callables: ((...args: number[]) => number)[] = [new Proxy(add as never, counting)];
  const classes: (new () => Button)[] = [new Proxy(Button, counting)];
  const bound: ((...args: any[]) => unknown)[] = [add.bind({ sum: 1 }, 1), String.prototype.trim.bind(" older ")];
  const buttons: Button[] = [new Button()];
  const changes: string[] = [];
  const store = reactive({ count: 0, user: { name: "ada" }, list: [] as number[] }, (key) => void changes.push(String(key)));
  const stores = [store];
  const total = { sum: 0 };
  for (let i = 0; i < rounds; i++) {
    const target = { n: i, self: null as unknown };
    const proxy = new Proxy(target, counting);
    target.self = proxy;
    proxies.push(proxy, new Proxy([i, i + 1], counting), new Proxy(proxy, i % 2 === 0 ? counting : {}));
    derived.push(Object.create(proxy) as object);
    callables.push(new Proxy((a: number) => a + i, counting), new Proxy(callables[i]!, {}));
    classes.push(new Proxy(class extends Button {}.constructor === Function ? Button : Button, counting));
    const revocable = Proxy.revocable<any>({ i }, counting);
    revocables.push(i % 3 === 0 ? { ...revocable } : revocable);
    if (i > 1) revocables[i - 2]!.revoke();
    const named = add.bind(total, i);
    Object.defineProperty(named, "extra", { value: { i }, enumerable: true });
    bound.push(named, named.bind(null, 2), ((x: number) => x * i).bind(null), function (this: { sum: number }) { return this.sum; }.bind(total));
    bound.push(String.prototype.padStart.bind(String(i), 4) as never);
    buttons.push(new Button());
    if (i === 3) buttons.push(buttons[2]!);
    stores.push(reactive({ count: i, user: { name: `u${i}` }, list: [i] }, (key) => void changes.push(`${i}${String(key)}`)));
    for (const each of stores) {
      each.count++;
      each.user.name += "!";
      each.list.push(i);
    }
    const seen = proxies.map((each) => (each["n"] ?? each[0]) as number).join();
    const gone = revocables.map(({ proxy: each }) => { try { return each.i as number; } catch (error) { return (error as Error).message.length; } }).join();
    const called = callables.map((call) => call(i, 1)).join();
    console.log(i, traps, seen, gone, called, derived.map((each) => (each as { n: number }).n).join(), classes.map((type) => new type().onClick(i)).join());
    console.log(bound.map((call) => `${call.name}/${call.length}=${String(call(i, 1))}`).join(" "), total.sum);
    console.log(buttons.map((button) => button.onClick(i) + button.clicks).join(), stores.map((each: any) => `${each.count}${each.user.name}${each.list.length}v${each.version}${each.user.version}`).join(), changes.length);
  }
  console.log(traps, cache.has(stores[1]!), buttons[4] === buttons[2], (bound[2] as any).extra === undefined, proxies[1]!["self"] === proxies[1]);
}
main(7);
