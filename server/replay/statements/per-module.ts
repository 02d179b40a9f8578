/** What is made of a module by its path. It is made when it is asked for: a version has many modules, and where a statement stands is often all that is asked. */
export class PerModule<T> {
  readonly #make: (path: string) => T;
  readonly #known = new Map<string, T>();

  constructor(make: (path: string) => T) {
    this.#make = make;
  }

  /** What is made of one module, once. */
  get(path: string): T {
    const known = this.#known.get(path) ?? this.#make(path);
    this.#known.set(path, known);
    return known;
  }
}
