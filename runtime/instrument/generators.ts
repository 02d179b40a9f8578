/** Generators: asked where they wait, set down elsewhere by a restore. */
import { countFrom, goingOn, isNotIterable, isState, notIterable } from "../boundary/iterated.ts";
import { enterAround, entriesAround } from "../context/entries.ts";
import type { Frame } from "../context/frame.ts";
import type { RuntimeModule } from "../module.ts";
import type { Strand } from "../session.ts";
import { delegation, delegationEnded } from "../state/delegation.ts";
import { newJump, registerGenerator } from "../state/generators.ts";
import { iteratorAt } from "../state/iterators.ts";
import { shared, type GeneratorJump } from "../state/shared.ts";
import { keepsStates, session } from "./run.ts";

/** Generator functions that are no closures. @param list - `stable`: there is one of it for each module. */
export function generators(owner: RuntimeModule | undefined, list: readonly (readonly [fn: unknown, place: number, stable: boolean])[]): void {
  for (const [fn, place, stable] of list) registerGenerator(fn, owner?.generators[place], stable);
}

export { told } from "../state/generators.ts";

/** How generators are asked where they wait, and what they are sent for it. */
export const probe: { readonly on: boolean } = shared.probe;

export const asking: object = shared.probe.asking;

/** What was entered so far around a generator that waits. */
export function entries(strand: Strand): string | null {
  return entriesOf(strand);
}

/** A recording that left loops out does so no more, where a generator goes on that has to know of them. */
function entriesOf(strand: Strand): string | null {
  const told = entriesAround(strand.saved);
  if (told === null) session.quiet.end();
  return told;
}

/** What a `yield*` of a generator iterates. @param place - where it stands, what is held there; `jump` of replay builds. */
export function delegates(
  owner: RuntimeModule | undefined,
  generator: number,
  iterable: unknown,
  [at, values, strand, jump]: readonly [at: number, values: readonly unknown[], strand?: Strand, jump?: GeneratorJump],
): unknown {
  const site = owner?.generators[generator];
  if (site === undefined || !keepsStates) return iterable;
  const entries = (): string | null => (strand === undefined ? "" : entriesOf(strand));
  return delegation(site, iterable, { at, values, names: site.points[at]![0], entries, jump: jump ?? null });
}

/** Behind a `yield*`, with what it gave. @param iterated - what {@link delegates} gave. */
export function delegated<T>(owner: RuntimeModule | undefined, generator: number, result: T, iterated: unknown): T {
  const site = owner?.generators[generator];
  if (site !== undefined && keepsStates) delegationEnded(site, iterated);
  return result;
}

/** Replay builds: what a generator is told by a restore. */
export function jumping(): GeneratorJump {
  return newJump((told) => enterAround(session, session.current, told));
}

/** Replay builds: what an async generator was sent at a yield, unless a restore sends it elsewhere. */
export { jumpsBy as jumps } from "../state/async-generators.ts";

/** What a for-of loop of a generator iterates; returned as it is. @param spelled - as for {@link over}. */
export function opens<T>(iterable: T, spelled?: string): T {
  if (spelled !== undefined && isNotIterable(iterable)) throw notIterable(spelled, opens);
  return iterable;
}

/** The count before the first item; see {@link countFrom}. */
export function counts(iterable: unknown): number {
  return !keepsStates ? 0 : countFrom(iterable);
}

/** What such a loop iterates instead, where its iterator was asked for. @param jump - replay builds. */
export function thin(given: object, jump?: GeneratorJump): object {
  return jump === undefined || !isState(given) ? { [Symbol.iterator]: () => given } : goingOn(leavingBy(jump), given, false);
}

/** A jump leaves loops and closes nothing. */
function leavingBy(jump: GeneratorJump): { readonly exiting: boolean; readonly cutting: boolean } {
  return {
    get exiting() {
      return jump.on;
    },
    cutting: false,
  };
}

/** Replay builds: what a for-of loop iterates that is jumped into: the item under way, and then what comes behind it. */
export function goesOn(jump: GeneratorJump, iterated: unknown, count: number, item?: unknown): object {
  const rest = Number.isNaN(count) ? (iterated as Iterator<unknown>) : iteratorAt(iterated, count + 1);
  let first = true;
  return {
    [Symbol.iterator]: () => ({
      next: () => {
        if (!first) return rest.next();
        first = false;
        return { done: false, value: item };
      },
      get return() {
        const close = jump.on ? undefined : rest.return;
        return typeof close === "function" ? (Function.prototype.bind.call(close, rest) as () => unknown) : close;
      },
    }),
  };
}

/** Replay builds: a loop of a generator is jumped into. */
export function reentered(frame: Frame, entry: unknown, k: unknown): void {
  if (frame.site !== undefined && typeof entry === "number" && typeof k === "number") frame.reenter(entry, k);
}
