type Run = () => void;

const subscribers = new Map<object, Map<PropertyKey, Set<Run>>>();
const proxies = new Map<object, object>();
const queued = new Set<Run>();
let active: Run | null = null;
let batching = 0;

function track(target: object, key: PropertyKey): void {
  if (active === null) return;
  const keys = subscribers.get(target) ?? new Map<PropertyKey, Set<Run>>();
  subscribers.set(target, keys);
  const runs = keys.get(key) ?? new Set<Run>();
  keys.set(key, runs);
  runs.add(active);
}

function trigger(target: object, key: PropertyKey): void {
  for (const run of subscribers.get(target)?.get(key) ?? []) queued.add(run);
  if (batching === 0) flush();
}

function flush(): void {
  for (const run of queued) {
    queued.delete(run);
    if (run !== active) run();
  }
}

export function reactive<T extends object>(target: T): T {
  const known = proxies.get(target);
  if (known !== undefined) return known as T;
  const proxy = new Proxy(target, {
    get(object, key, receiver) {
      track(object, key);
      const value: unknown = Reflect.get(object, key, receiver);
      return typeof value === "object" && value !== null ? reactive(value) : value;
    },
    set(object, key, value, receiver) {
      const changed = !Object.is(Reflect.get(object, key, receiver), value);
      const done = Reflect.set(object, key, value, receiver);
      if (changed || key === "length") trigger(object, key);
      return done;
    },
  });
  proxies.set(target, proxy);
  return proxy;
}

export function effect(work: Run): void {
  const run = (): void => {
    const outer = active;
    active = run;
    try {
      work();
    } finally {
      active = outer;
    }
  };
  run();
}

export function computed<T>(work: () => T): { readonly value: T } {
  const box = reactive<{ value: T }>({ value: undefined as T });
  effect(() => (box.value = work()));
  return box;
}

export function batch(work: Run): void {
  batching++;
  try {
    work();
  } finally {
    if (--batching === 0) flush();
  }
}
