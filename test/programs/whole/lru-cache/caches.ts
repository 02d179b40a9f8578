export interface Cache<K, V> {
  evicted: number;
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  keys(): K[];
}

export class Lru<K, V> implements Cache<K, V> {
  evicted = 0;
  protected readonly entries = new Map<K, V>();
  protected readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get(key: K): V | undefined {
    const value = this.entries.get(key);
    if (value === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, value);
    return value;
  }

  set(key: K, value: V): void {
    this.entries.set(key, value);
    if (this.entries.size <= this.capacity) return;
    this.entries.delete(this.entries.keys().next().value!);
    this.evicted++;
  }

  keys(): K[] {
    return [...this.entries.keys()];
  }
}

export class Fifo<K, V> extends Lru<K, V> {
  override get(key: K): V | undefined {
    return this.entries.get(key);
  }
}

export class Lfu<K, V> implements Cache<K, V> {
  evicted = 0;
  private readonly uses = new Map<K, number>();
  private readonly values = new Map<K, V>();
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get(key: K): V | undefined {
    if (this.values.has(key)) this.uses.set(key, this.uses.get(key)! + 1);
    return this.values.get(key);
  }

  set(key: K, value: V): void {
    if (this.values.size >= this.capacity) {
      const [victim] = [...this.uses].reduce((least, entry) => (entry[1] < least[1] ? entry : least));
      this.uses.delete(victim);
      this.values.delete(victim);
      this.evicted++;
    }
    this.values.set(key, value);
    this.uses.set(key, 1);
  }

  keys(): K[] {
    return [...this.values.keys()].sort();
  }
}
