/**
 * `yield*` of instrumented generators: whoever asks such a generator where it waits, or sends it elsewhere, is heard by what it iterates.
 *
 * Invariants
 * 1. What the language itself iterates (arrays, Maps, Sets) is replaced by an iterator that gives the same items and answers in the generator's place.
 * 2. Anything else is iterated as it is: while a generator does so, none of its function is asked.
 */
import { types } from "node:util";
import { plainMember } from "../members.ts";
import { isNoted, noteIterator } from "./iterators.ts";
import { handOut, isKeyed } from "./places.ts";
import { shared, type GeneratorJump, type GeneratorSite } from "./shared.ts";

/** Where a generator delegates. */
export interface DelegationPlace {
  readonly at: number;
  /** What it holds there; nothing changes that while it waits. */
  readonly values: readonly unknown[];
  readonly names: readonly string[];
  /** What has been entered around it by now. */
  readonly entries: () => string | null;
  /** Replay builds. */
  readonly jump: GeneratorJump | null;
}

/** Gives the items of a kept iterator. It has no `return` and no `throw`, as those of the language have none. */
class Delegation {
  readonly #inner: Iterator<unknown>;
  readonly #place: DelegationPlace;
  /** What a jump hands out first, that came here: before the generator leaves, for its context is current then. */
  #landing: { readonly value: unknown } | null;

  constructor(inner: Iterator<unknown>, place: DelegationPlace) {
    this.#inner = inner;
    this.#place = place;
    this.#landing = place.jump?.on === true ? { value: place.jump.land() } : null;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(sent: unknown): IteratorResult<unknown> {
    const { probe } = shared;
    const { jump } = this.#place;
    if (this.#landing !== null) {
      const { value } = this.#landing;
      this.#landing = null;
      return { done: false, value };
    }
    if (sent === probe.asking) {
      probe.answer = { at: this.#place.at, values: this.#values(), jump };
      return { done: false, value: probe.told };
    }
    if (sent !== probe.jumping || jump === null) return this.#inner.next();
    throw Object.assign(jump, probe.request, { on: true });
  }

  #values(): readonly unknown[] {
    const { values, names, entries } = this.#place;
    return values.map((value, index) => (names[index] === "%d" ? this.#inner : names[index] === "%c" ? entries() : value));
  }
}

/** What a `yield*` iterates instead. @param iterable - in a jump, the kept iterator that it goes on with. */
export function delegation(site: GeneratorSite, iterable: unknown, place: DelegationPlace): unknown {
  const inner = keptIterator(iterable);
  if (inner !== null) return new Delegation(inner, place);
  site.delegating++;
  return iterable;
}

/** Behind a `yield*`. @param iterated - what {@link delegation} gave. */
export function delegationEnded(site: GeneratorSite, iterated: unknown): void {
  if (!(iterated instanceof Delegation)) site.delegating--;
}

function keptIterator(iterable: unknown): Iterator<unknown> | null {
  if (typeof iterable !== "object" || iterable === null || types.isProxy(iterable)) return null;
  if (isNoted(iterable)) return iterable as Iterator<unknown>;
  if (!Array.isArray(iterable) && !types.isMap(iterable) && !types.isSet(iterable)) return null;
  const method = plainMember(iterable, Symbol.iterator);
  if (method !== prototypeOf(iterable)[Symbol.iterator]) return null;
  if (isKeyed(iterable)) handOut(iterable);
  const made = noteIterator((method as () => object).call(iterable), iterable, method) as object;
  return isNoted(made) ? (made as Iterator<unknown>) : null;
}

function prototypeOf(iterable: object): { readonly [Symbol.iterator]: unknown } {
  return Array.isArray(iterable) ? Array.prototype : types.isMap(iterable) ? Map.prototype : Set.prototype;
}
