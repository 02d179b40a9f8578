/**
 * Contexts: which iteration of which loops the program is in.
 *
 * Invariants
 * 1. `session.current` is the innermost context of the strand that runs now.
 * 2. A loop's entry counts its activations within one iteration of what is around it, whatever happens in between.
 * 3. A context row is written at most once for a context, at the first record in it.
 */
import type { RuntimeSite } from "../module.ts";

/** A loop's frame or an anchor: something records and loops can be in. */
export type Context = Frame | Anchor;

/**
 * One activation of a loop. Its fields are read by instrumented code. Frames are used again once their loop was left:
 * entering a loop of three iterations must not cost more than they do.
 */
export class Frame {
  /** Told apart by a field, not by class: a process may hold the ESM and the CommonJS build of this file. */
  readonly isFrame = true as const;
  readonly site: RuntimeSite;
  parent: Context;
  entry: number;
  /** Iteration, 0-based; -1 before the first. */
  k = -1;
  /** The next iteration at whose boundary the runtime wants to be called. */
  due: number;
  /** The loop variable or item. */
  v: unknown = undefined;
  /** Leave the loop: its exit state has just been restored. */
  exiting = false;
  /** A cut is under way: conditions are not evaluated. */
  cutting = false;
  contextIteration = -1;
  contextId = 0;
  /** An anchor of one of its iterations: such a frame is not used again, someone may still ask for it. */
  anchor: Anchor | null = null;
  /** Whether an anchor was ever taken from it. */
  anchored = false;
  /** The next free frame of the same loop. */
  next: Frame | null = null;
  /** Counts what is entered in iteration `countedIteration`. */
  counter: EntryCounter | null = null;
  countedIteration = -1;
  /** What the boundaries know about this activation (boundary/), null until the first one. */
  tracked: unknown = null;
  /** When it was entered, milliseconds since the run began; only of loops that call nothing. */
  enteredMs = 0;
  /** What the loop iterates, for-of and for-in only. */
  iterated: unknown = undefined;

  constructor(site: RuntimeSite, parent: Context, due: number) {
    this.site = site;
    this.parent = parent;
    this.due = due;
    this.entry = countEntry(parent, site);
  }

  /** The frame of a new activation: one that is free, else a new one. */
  static enter(site: RuntimeSite, parent: Context, due: number): Frame {
    const frame = site.free;
    if (frame === null) return new Frame(site, parent, due);
    site.free = frame.next;
    frame.next = null;
    frame.parent = parent;
    frame.k = -1;
    frame.due = due;
    frame.contextIteration = -1;
    frame.countedIteration = -1;
    frame.entry = countEntry(parent, site);
    return frame;
  }

  /** The activation is over. */
  leave(): void {
    if (this.anchored) return;
    this.v = undefined;
    this.iterated = undefined;
    this.tracked = null;
    this.exiting = false;
    this.cutting = false;
    this.next = this.site.free;
    this.site.free = this;
  }

  /** The iteration that conditions evaluated before the first one belong to, too. */
  get iteration(): number {
    return this.k < 0 ? 0 : this.k;
  }
}

/** A fixed context: the root, or the iteration in which an async function was called. */
export class Anchor {
  readonly isFrame = false as const;
  readonly id: number;
  readonly path: string;
  /** The frame it was taken from, null for the root and the unknown context. */
  readonly origin: Frame | null;
  readonly originIteration: number;
  readonly counter: EntryCounter;

  constructor(id: number, path: string, origin: Frame | null = null) {
    this.id = id;
    this.path = path;
    this.origin = origin;
    this.originIteration = origin?.iteration ?? 0;
    this.counter = origin === null ? new EntryCounter() : counterOf(origin);
    this.counter.shared = true;
    if (origin !== null) origin.anchored = true;
  }
}

/** The anchor of a frame's present iteration, if one was taken. */
export function presentAnchor(frame: Frame): Anchor | null {
  return frame.anchor !== null && frame.anchor.originIteration === frame.iteration ? frame.anchor : null;
}

/** Counts the activations of each loop within one iteration. Most iterations enter one loop, which needs no map. */
class EntryCounter {
  /** An anchor uses it too: it must outlive the iteration. */
  shared = false;
  #first: RuntimeSite | null = null;
  #count = 0;
  #others: Map<RuntimeSite, number> | null = null;

  /** Entry number for the next activation of `site`. */
  next(site: RuntimeSite): number {
    if (this.#first === null) this.#first = site;
    if (this.#first === site) return this.#count++;
    this.#others ??= new Map();
    const entry = this.#others.get(site) ?? 0;
    this.#others.set(site, entry + 1);
    return entry;
  }

  reset(): void {
    this.#first = null;
    this.#count = 0;
    this.#others = null;
  }
}

function countEntry(parent: Context, site: RuntimeSite): number {
  return (parent.isFrame ? counterOf(parent) : parent.counter).next(site);
}

/** The counter of a frame's present iteration. */
function counterOf(frame: Frame): EntryCounter {
  const iteration = frame.iteration;
  if (frame.counter === null || (frame.countedIteration !== iteration && frame.counter.shared)) frame.counter = new EntryCounter();
  else if (frame.countedIteration !== iteration) frame.counter.reset();
  frame.countedIteration = iteration;
  return frame.counter;
}

/** `module#loop.entry` behind the path of what is around it: the key of an activation. */
export function activationKey(frame: Frame): string {
  const parent = contextPath(frame.parent);
  const own = `${frame.site.segment}.${frame.entry}`;
  return parent === "" ? own : `${parent}/${own}`;
}

/** The context path of a context. */
export function contextPath(context: Context): string {
  return !context.isFrame ? context.path : `${activationKey(context)}@${context.iteration}`;
}
