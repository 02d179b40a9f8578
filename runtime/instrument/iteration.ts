/** What for-of and for-in go over. */
import { types } from "node:util";
import { asksForIterator, goingOn, isNotIterable, isState, notIterable, seekOf } from "../boundary/iterated.ts";
import { NEVER, type Frame } from "../context/frame.ts";
import { LONGEST_PAUSE } from "../boundary/policy.ts";
import { isDriven } from "../state/async-generators.ts";
import { noteIterator, sourceOf } from "../state/iterators.ts";
import { handOut as handOutOf, isKeyed } from "../state/places.ts";
import { hasMember, pathEnd, plainMember } from "../members.ts";
import { keepsStates, replayer, session } from "./run.ts";

const { held } = session;

/**
 * What a for-of loop iterates; returned as it is.
 * @param spelled - what the source calls it, for the error that the language throws where it is not iterable.
 */
export function over<T>(frame: Frame, iterable: T, receiver?: unknown, spelled?: string): T {
  if (spelled !== undefined && isNotIterable(iterable)) throw notIterable(spelled, over);
  // Loops within it may be checkpointed where it is not.
  frame.iterated = receiver ?? iterable;
  if (frame.due === 0) findPlace(frame, iterable, receiver);
  return iterable;
}

/** What a `for await` loop waits for the items of; returned as it is. Of what is iterated by waiting, only generators can be set to another place. @param spelled - as for {@link over}. */
export function overAwaited<T>(frame: Frame, iterable: T, receiver?: unknown, spelled?: string): T {
  const isAsync = hasMember(iterable, Symbol.asyncIterator);
  if (spelled !== undefined && !isAsync && isNeither(iterable)) throw notIterable(spelled, overAwaited, "async iterable");
  frame.iterated = receiver ?? iterable;
  if (frame.due !== 0) return iterable;
  if (isAsync && isDriven(iterable)) {
    frame.iterated = iterable;
    frame.seek = "state";
  } else if (isAsync && typeof plainMember(iterable, Symbol.asyncIterator) === "function") frame.asks = true;
  else if (isAsync) notRepositioned(frame);
  else findPlace(frame, iterable, receiver);
  return iterable;
}

/** The same, of a loop without boundaries. */
export function opensAwaited<T>(iterable: T, spelled: string): T {
  if (!hasMember(iterable, Symbol.asyncIterator) && isNeither(iterable)) throw notIterable(spelled, opensAwaited, "async iterable");
  return iterable;
}

/** Of undefined and null the language says something else. */
function isNeither(iterable: unknown): boolean {
  return iterable !== undefined && iterable !== null && isNotIterable(iterable);
}

function findPlace(frame: Frame, iterable: unknown, receiver: unknown): void {
  const seek = seekOf(iterable, receiver);
  if (seek !== null) frame.seek = seek;
  else if (asksForIterator(iterable)) frame.asks = true;
  else notRepositioned(frame);
}

/** By what a `for await` loop asks for an iterator. */
export function askedBy(iterable: object): symbol {
  return hasMember(iterable, Symbol.asyncIterator) ? Symbol.asyncIterator : Symbol.iterator;
}

/** `Symbol.iterator`, whatever the program calls so. */
export const iterator: typeof Symbol.iterator = Symbol.iterator;

/**
 * An iterator that a method of `root.path` has just made and the program keeps; an equal one where it is followed.
 * @param method - its name, or itself where it was called by hand.
 * @param way - root and path (members.ts); null where nothing but running the program tells what made it.
 * @param by - true: a for-of loop iterates it at once, arrays are counted there; a number: a block holds it in a variable, what {@link hold} gave;
 * false: it is handed to something that iterates arrays by counting.
 */
export function kept(
  made: unknown,
  method: string | symbol | ((...args: never[]) => unknown),
  way: readonly [root: unknown, ...path: unknown[]] | null,
  by?: boolean | number,
): unknown {
  if (!keepsStates) return made;
  const source = way === null ? undefined : pathEnd(way[0], way.slice(1));
  if (typeof by === "boolean" && Array.isArray(source)) return made;
  const noted = noteIterator(made, source, typeof method === "function" ? method : plainMember(source, method));
  if (!types.isMapIterator(noted) && !types.isSetIterator(noted)) return noted;
  if (typeof by === "number") held.push({ root: noted, path: [] });
  else if (by !== true) handOut(sourceOf(noted as object));
  return noted;
}

function handOut(source: unknown): void {
  if (isKeyed(source)) handOutOf(source);
  else session.isAnyHanded = true;
}

/** What a function that calls others for each of its items is given; returned as it is. */
export function handing<T>(iterable: T): T {
  if (keepsStates && isKeyed(iterable)) handOutOf(iterable);
  return iterable;
}

/** `root.path` is asked for `forEach`. @returns what {@link release} takes. */
export function during(root: unknown, ...path: readonly unknown[]): number {
  const since = held.length;
  if (keepsStates && (path.length > 0 || !Array.isArray(root))) held.push({ root, path });
  return since;
}

/** The same of something that nothing but running the program tells. */
export function duringAny(): number {
  return held.push(null) - 1;
}

/** A block begins that keeps iterators in variables. */
export function hold(): number {
  return held.length;
}

/** It is over, or goes on without them. @param since - what {@link hold} gave. */
export function release(since: number): void {
  // Setting the length would cost more.
  while (held.length > since) held.pop();
}

/**
 * What a for-of loop iterates instead of an object whose iterator it asked for: it gets that iterator.
 * @param hasCut - a cut may go on in this loop (replay builds).
 */
export function through(frame: Frame, given: object, hasCut = false): object {
  frame.asks = false;
  frame.iterated = given;
  if (!isState(given)) notRepositioned(frame);
  else {
    frame.seek = "state";
    if (replayer !== null) return goingOn(frame, given, hasCut);
  }
  return { [Symbol.iterator]: () => given };
}

/** The same for a `for await` loop, which asked `iterable`. Whether iterators that make it wait are where they were, nobody knows, but of generators. */
export function throughAwaited(frame: Frame, given: object, iterable: object, hasCut = false): object {
  if (askedBy(iterable) === Symbol.iterator) return through(frame, given, hasCut);
  frame.asks = false;
  if (!isDriven(given)) {
    notRepositioned(frame);
    return { [Symbol.asyncIterator]: () => given };
  }
  frame.iterated = given;
  frame.seek = "state";
  return given;
}

function notRepositioned(frame: Frame): void {
  frame.due = NEVER;
  const { site } = frame;
  // What it iterates next may be of another kind, but is hardly ever.
  site.pause(LONGEST_PAUSE);
  if (site.noted) return;
  site.noted = true;
  session.note(`iterates ${frame.site.segment}`, `loop ${frame.site.site.name} cannot be checkpointed: it iterates something that cannot be repositioned`);
}

/** What a for-in loop enumerates; returned as it is. */
export function overKeys<T>(frame: Frame, object: T): T {
  frame.iterated = object;
  frame.seek = "item";
  return object;
}
