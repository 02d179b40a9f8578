/** Async functions and generators on their way. */
import { types } from "node:util";
import type { Strand } from "../session.ts";
import { beginGenerator, beginStrand, endStrand, leaveStrand, openGenerator, resumeStrand, suspendStrand } from "../strand.ts";
import { session } from "./run.ts";

/** An async function begins. */
export function begin(): Strand {
  return beginStrand(session);
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

/** A `for await` loop is about to wait for the items of `iterable`. */
export function items<T>(strand: Strand | undefined, iterable: T): T {
  if (strand !== undefined && types.isGeneratorObject(iterable)) openGenerator(session, strand);
  else if (strand !== undefined) suspendStrand(session, strand);
  return iterable;
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

/** Behind an await whose strand is not followed: the context is not known. */
export function lost<T>(value: T): T {
  session.current = session.unknown;
  return value;
}
