/**
 * Members of Node's own objects that a program sets (`process.title`, `EventEmitter.defaultMaxListeners`, `querystring.escape`): they are state where
 * they are not what they were before the module ran that may do that (transformer/analyse/node-members.ts).
 *
 * Invariants
 * 1. Nothing is looked at that no instrumented module sets: some of these members do something when they are asked for.
 */
import type { Root } from "./encode.ts";

interface Watched {
  readonly object: object;
  /** Null for all that are no accessors. */
  readonly key: string | null;
  readonly before: ReadonlyMap<string, unknown>;
}

const MEMBER = "%of Node ";
const MISSING = "%not in Node ";

/** Members of Node's own objects that modules of one run may set. */
export class NodeMembers {
  /** By where the object is: `util:inspect.defaultOptions#depth`. */
  readonly #watched: Map<string, Watched> = new Map();

  /** A module is about to run that may set this one. @param place - module, members that lead to the object, member (`*`: any) */
  watch(place: string): void {
    if (this.#watched.has(place)) return;
    const [module, path, key] = place.split(/[:#]/) as [string, string, string];
    const steps = path.split(".").filter(Boolean);
    const object = steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | null | undefined)?.[step], process.getBuiltinModule(module));
    if ((typeof object !== "object" && typeof object !== "function") || object === null) return;
    const watched = { object, key: key === "*" ? null : key };
    this.#watched.set(place, { ...watched, before: membersOf(watched) });
  }

  /** What differs from before. */
  roots(): Root[] {
    const found: Root[] = [];
    for (const [place, watched] of this.#watched) {
      const now = membersOf(watched);
      for (const [key, value] of now)
        if (!watched.before.has(key) || !Object.is(watched.before.get(key), value)) found.push({ name: MEMBER + nameOf(place, key), value });
      for (const key of watched.before.keys()) if (!now.has(key)) found.push({ name: MISSING + nameOf(place, key), value: true });
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Makes them what was saved. @throws where that cannot be */
  write(values: ReadonlyMap<string, unknown>): void {
    for (const [place, watched] of this.#watched) {
      const now = membersOf(watched);
      const wanted = new Map(watched.before);
      const prefix = MEMBER + nameOf(place, "");
      for (const [name, value] of values) if (name.startsWith(prefix)) wanted.set(name.slice(prefix.length), value);
      for (const key of watched.before.keys()) if (values.has(MISSING + nameOf(place, key))) wanted.delete(key);
      for (const key of now.keys()) if (!wanted.has(key)) setMember(watched.object, key, false);
      for (const [key, value] of wanted) if (!now.has(key) || !Object.is(now.get(key), value)) setMember(watched.object, key, true, value);
    }
  }
}

function nameOf(place: string, key: string): string {
  return `${place} ${key}`;
}

function membersOf({ object, key }: Omit<Watched, "before">): Map<string, unknown> {
  const of = object as Record<string, unknown>;
  if (key !== null) return new Map(key in object ? [[key, of[key]]] : []);
  const keys = Object.getOwnPropertyNames(object).filter((name) => "value" in Object.getOwnPropertyDescriptor(object, name)!);
  return new Map(keys.map((name) => [name, of[name]]));
}

function setMember(object: object, key: string, isThere: boolean, value?: unknown): void {
  const done = isThere ? Reflect.set(object, key, value) || Reflect.defineProperty(object, key, { value }) : Reflect.deleteProperty(object, key);
  if (!done) throw new Error(`the member ${key} of an object of Node cannot be made what it was`);
}
