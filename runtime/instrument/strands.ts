/** Async functions and generators on their way. */
import { types } from "node:util";
import { goingOnAwaited } from "../boundary/iterated.ts";
import type { Frame } from "../context/frame.ts";
import type { RuntimeModule } from "../module.ts";
import type { Strand } from "../session.ts";
import { arrived, beginWaiting, isDriven } from "../state/async-generators.ts";
import type { GeneratorJump } from "../state/shared.ts";
import { beginGenerator, beginModule, beginStrand, endStrand, leaveStrand, openGenerator, resumeStrand, suspendModule, suspendStrand } from "../strand.ts";
import { noteReaction } from "../later.ts";
import { replayer, saver, session } from "./run.ts";

/** An async function begins. @param generator - the number of an async generator that says where it waits. @param jump - replay builds. */
export function begin(owner?: RuntimeModule, generator?: number, jump?: GeneratorJump): Strand {
  const { opened } = session;
  const strand = beginStrand(session);
  const site = generator === undefined ? undefined : owner?.generators[generator];
  if (site !== undefined) strand.waiting = beginWaiting(opened, site, jump);
  return strand;
}

/** A module begins that awaits at its top. */
export function beginTop(owner?: RuntimeModule): Strand {
  return beginModule(session, owner?.isEntry === true);
}

/** Such a module is about to wait for `value`. */
export function suspendTop<T>(strand: Strand | undefined, value: T): T {
  if (strand !== undefined) suspendModule(session, strand, value);
  return value;
}

/** A generator begins. */
export function generate(): Strand {
  return beginGenerator(session);
}

/** A generator is about to yield `value`. */
export function away<T>(strand: Strand, value?: T): T {
  leaveStrand(session, strand);
  return value as T;
}

/** An async function is about to wait for `value`. */
export function suspend<T>(strand: Strand | undefined, value: T): T {
  if (strand !== undefined) suspendStrand(session, strand);
  return value;
}

/** An async generator is about to yield `value`, and says where, with a way to what it holds there. */
export function waits<T>(strand: Strand, at: number, read: () => readonly unknown[], value?: T): T {
  if (strand.waiting !== null) Object.assign(strand.waiting, { at, read, state: "leaves" });
  leaveStrand(session, strand);
  return value as T;
}

/**
 * A `for await` loop is about to wait for the items of `iterable`.
 * @param frame - of a loop with boundaries.
 * @param hasCut - a cut may go on in this loop (replay builds).
 */
export function items<T>(strand: Strand | undefined, iterable: T, frame?: Frame, hasCut = false): T | object {
  if (strand !== undefined && types.isGeneratorObject(iterable)) openGenerator(session, strand, iterable);
  else if (strand !== undefined) suspendStrand(session, strand);
  return replayer !== null && frame?.seek === "state" && isDriven(iterable) ? goingOnAwaited(frame, iterable, hasCut) : iterable;
}

/** A `for await` loop has got an item of `iterable`. */
export function arrives(strand: Strand | undefined, iterable: unknown): void {
  if (strand !== undefined) resumeStrand(session, strand);
  arrived(iterable);
}

/** An async function or a generator goes on with `value`. */
export function resume<T>(strand: Strand | undefined, value?: T): T {
  if (strand !== undefined) resumeStrand(session, strand);
  return value as T;
}

/** An async function or a generator ends. */
export function end(strand: Strand | undefined): void {
  if (strand !== undefined) endStrand(session, strand);
}

/** `value` is what a call gave that may have left something for later. @param always - whether it has, whatever it gave */
export function later<T>(value: T, always = false): T {
  if (saver?.isOn === true && (always || types.isPromise(value))) noteReaction(session);
  return value;
}

/** Behind an await whose strand is not followed: the context is not known. */
export function lost<T>(value: T): T {
  session.current = session.unknown;
  return value;
}
