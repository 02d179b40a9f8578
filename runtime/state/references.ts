/** How a state refers to values, and what the writers of single kinds of objects are lent by the walk. */
import type { ByteWriter } from "../format/bytes.ts";
import type { Keyed } from "./places.ts";

/** Tags of value references. */
export const Ref = { undefined: 0, null: 1, false: 2, true: 3, number: 4, string: 5, bigint: 6, object: 7, global: 8, registered: 9, unreadable: 10 } as const;

/** Property flags. */
export const Flag = { writable: 1, enumerable: 2, configurable: 4, accessor: 8, plain: 7 } as const;

/** Flags in front of an object's properties. */
export const Shape = { extensible: 1, privates: 2 } as const;

/** A root whose variable could not be read (not initialised yet). */
export const UNREADABLE: unique symbol = Symbol.for("hindlog.unreadable") as never;

/** Whether a value has no identity: no object, no symbol. */
export function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol");
}

/** One step of the way to an object, as a program would write it. */
export type Step = string | number | symbol;

/** The walk as the writers of contents see it. */
export interface StateWriter {
  readonly out: ByteWriter;
  /** Functions and classes that hide nothing: at the top of instrumented modules, and members of classes that were met. */
  readonly declared: Set<object>;
  /** Only the ways to objects are written. */
  readonly outline: boolean;
  /** Writes a reference; an object that is met for the first time is written later. */
  ref(step: Step, value: unknown): void;
  text(text: string): void;
  /** An outline does without these bytes. */
  leaveOut(bytes: number): void;
  /** A Map or Set is being written. */
  keyed(collection: Keyed): void;
  /** Refers to the buffer of the view that is being written, which sees these bytes of it. */
  view(view: object, buffer: ArrayBufferLike, from: number, to: number): void;
  /** Whether the bytes of the buffer that is being written come later. */
  isLater(buffer: object): boolean;
  /** The object that is being written sees these bytes: what sees some of them too must not be made apart from it. */
  claim(buffer: object, from: number, to: number): void;
  /** Plain data as bytes of their own. @throws Error naming what in it is not plain data. */
  apart(data: unknown): Uint8Array;
  /** The object that is being written cannot be made anew. */
  unmakeable(reason: string): void;
  /** The object that is being written is kept by identity, or keeps the whole state from being saved. */
  opaque(reason: string, how: { readonly unusable: boolean; readonly silent: boolean }): void;
}
