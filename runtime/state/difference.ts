/** Where two states differ, as paths a user can read. */
import { ObjectRef, type DecodedState, type FunctionData, type ObjectData } from "./decode.ts";
import { Kind } from "./kind.ts";

/** A place where they differ. */
export interface Difference {
  /** The root and the steps from it: `main.ts:nodes[2].name`. */
  readonly path: string;
  /** With both values, where they can be shown. */
  readonly text: string;
}

/** @returns null where they are the same. */
export function firstDifference(expected: DecodedState, got: DecodedState): string | null {
  return findDifferences(expected, got, 1).found[0]?.text ?? null;
}

/** What differs. */
export interface Differences {
  /** The first so many. */
  readonly found: readonly Difference[];
  /** Those that lie in objects of packages and nowhere else. */
  readonly inPackages: readonly Difference[];
  /** The ways by which the program's own objects lead to those of packages. */
  readonly ways: readonly string[];
}

/** So many differences in objects of packages are looked for, and ways to such. */
const MOST_IN_PACKAGES = 64;

/**
 * The first so many; where objects of other shapes stand in one place, not what they hold.
 * @param isOfPackage - whether an object of the second state is one of a package (kinds.ts), by its number
 */
export function findDifferences(expected: DecodedState, got: DecodedState, most: number, isOfPackage: (index: number) => boolean = () => false): Differences {
  const pairs: Pair[] = [];
  for (let index = 0; index < Math.max(expected.roots.length, got.roots.length); index++) {
    const [a, b] = [expected.roots[index], got.roots[index]];
    const name = (a ?? b)!.name;
    if (a === undefined || b === undefined || a.name !== b.name) return { found: [{ path: name, text: name }], inPackages: [], ways: [] };
    pairs.push({ path: name, a: a.value, b: b.value });
  }
  const comparison = new Comparison(expected, got, isOfPackage);
  comparison.follow(pairs, most);
  const ways = comparison.aside.map(({ path }) => path);
  const own = comparison.found.splice(0);
  comparison.enter(MOST_IN_PACKAGES);
  const inPackages = comparison.found.splice(0);
  // What no root leads to: the loop has let go of it. Such objects are in the same order in both.
  const [left, right] = comparison.notReached();
  comparison.follow(
    left.slice(0, right.length).map((a, index) => ({ path: "(let go by the loop)", a, b: right[index] })),
    most - own.length,
  );
  return { found: [...own, ...comparison.found], inPackages, ways };
}

/** Two values in one place. */
interface Pair {
  readonly path: string;
  readonly a: unknown;
  readonly b: unknown;
}

class Comparison {
  readonly found: Difference[] = [];
  /** Objects of packages that were come to. */
  readonly aside: Pair[] = [];
  readonly #states: readonly [DecodedState, DecodedState];
  readonly #isOfPackage: (index: number) => boolean;
  #isInside = false;
  readonly #pairs = new Set<string>();
  readonly #reached: readonly [Set<number>, Set<number>] = [new Set(), new Set()];

  constructor(expected: DecodedState, got: DecodedState, isOfPackage: (index: number) => boolean) {
    this.#states = [expected, got];
    this.#isOfPackage = isOfPackage;
  }

  /** Compares pairs and what they lead to, nearest first, but for objects of packages: those are left for {@link enter}. */
  follow(pairs: readonly Pair[], most: number): void {
    const queue = [...pairs];
    for (let at = 0; at < queue.length && this.found.length < most; at++) {
      const { path, a, b } = queue[at]!;
      if (a instanceof ObjectRef && b instanceof ObjectRef) {
        if (!this.#isInside && this.#isOfPackage(b.index)) {
          this.aside.push(queue[at]!);
          continue;
        }
        const inner = this.#objects(a.index, b.index);
        if (inner === null) this.found.push({ path, text: path });
        for (const part of inner ?? []) queue.push({ path: path + part.step, a: part.a, b: part.b });
      } else if (!Object.is(a, b)) {
        this.found.push({ path, text: `${path} (${show(a)} then, ${show(b)} now)` });
      }
    }
  }

  /** Compares the objects of packages that were left aside, and what only they lead to. */
  enter(most: number): void {
    this.#isInside = true;
    this.follow(this.aside, most);
  }

  notReached(): readonly [readonly ObjectRef[], readonly ObjectRef[]] {
    const left = (side: 0 | 1): ObjectRef[] => this.#states[side].objects.flatMap((_, index) => (this.#reached[side].has(index) ? [] : [new ObjectRef(index)]));
    return [left(0), left(1)];
  }

  #objects(a: number, b: number): Part[] | null {
    const pair = `${a},${b}`;
    if (this.#pairs.has(pair)) return [];
    this.#pairs.add(pair);
    this.#reached[0].add(a);
    this.#reached[1].add(b);
    return parts(this.#states[0].objects[a]!, this.#states[1].objects[b]!);
  }
}

interface Part {
  readonly step: string;
  readonly a: unknown;
  readonly b: unknown;
}

/** What to compare inside two objects; null where they differ already. */
function parts(a: ObjectData, b: ObjectData): Part[] | null {
  if (a.kind !== b.kind || a.extensible !== b.extensible || a.properties.length !== b.properties.length) return null;
  const inner: Part[] = [{ step: ".__proto__", a: a.prototype, b: b.prototype }];
  const [x, y] = [contentsOf(a), contentsOf(b)];
  if (x.length !== y.length) return null;
  x.forEach((value, index) => inner.push({ step: `[${index}]`, a: value, b: y[index] }));
  for (let index = 0; index < a.properties.length; index++) {
    const [p, q] = [a.properties[index]!, b.properties[index]!];
    if (p.flags !== q.flags || (!(p.key instanceof ObjectRef) && p.key !== q.key)) return null;
    const step = typeof p.key === "string" ? `.${p.key}` : "[...]";
    flat(p.value).forEach((value, part) => inner.push({ step, a: value, b: flat(q.value)[part] }));
  }
  return inner;
}

function contentsOf(object: ObjectData): unknown[] {
  const payload = object.kind === Kind.function ? (object.payload as FunctionData).captured : object.payload;
  const hidden = object.privates.flatMap((part) => part.values);
  return [...flat(payload), ...hidden, ...object.weak.flatMap((entry) => [entry.key, entry.value])];
}

function flat(payload: unknown): unknown[] {
  if (payload instanceof Uint8Array) return [...payload];
  return Array.isArray(payload) ? payload.flatMap((part: unknown) => (part instanceof Uint8Array || Array.isArray(part) ? flat(part) : [part])) : [payload];
}

function show(value: unknown): string {
  if (value instanceof ObjectRef) return "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
