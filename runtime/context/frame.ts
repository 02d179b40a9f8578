/**
 * Contexts: which iteration of which loops the program is in.
 *
 * Invariants
 * 1. `session.current` is the innermost context of the strand that runs now.
 * 2. A loop's entry counts its activations within one iteration of what is around it, whatever happens in between.
 * 3. A context row is written at most once for a context, at the first record in it.
 */
import type { RuntimeSite } from "../module.ts";

/** How to find an iteration again: by counting items, by the item, by the item's first element (Map entries), because the iterator is state itself, or not at all. */
export type Seek = "count" | "item" | "first" | "state" | null;

/** No iteration comes here: the runtime does not want to be called. A small integer, so that comparing is cheap. */
export const NEVER: number = 2 ** 30 - 1;

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
  /** The last anchor that was taken of one of its iterations: such a frame is not used again, someone may still ask for it. */
  anchor: Anchor | null = null;
  /** What was entered in iteration `countedIteration`: most iterations enter one loop, which needs no map. */
  countedIteration = -1;
  countedSite: RuntimeSite | null = null;
  count = 0;
  otherCounts: Map<RuntimeSite, number> | null = null;
  /** Counts instead, in an iteration in which loops were entered by way of an anchor. */
  counter: EntryCounter | null = null;
  /** What the boundaries know about this activation (boundary/), null until the first one. */
  tracked: unknown = null;
  /** When it was entered, milliseconds since the run began; only of loops that call nothing. */
  enteredMs = 0;
  /** What the loop iterates, for-of and for-in only. */
  iterated: unknown = undefined;
  /** How an iteration of it is found again; for-of and for-in that have boundaries only. */
  seek: Seek = "count";
  /** The program is to be asked for the iterator. */
  asks = false;

  constructor(site: RuntimeSite, parent: Context, due: number) {
    this.site = site;
    this.parent = parent;
    this.due = due;
    this.entry = countEntry(parent, site);
  }

  /** The frame of a new activation: one that is free, else a new one. */
  static enter(site: RuntimeSite, parent: Context, due: number): Frame {
    if (!site.nested) return new Frame(site, parent, due);
    const depth = site.depth++;
    if (depth === site.frames.length) site.frames.push(new Frame(site, parent, due));
    else site.frames[depth]!.begin(parent, due);
    return site.frames[depth]!;
  }

  /** The activation is over. */
  leave(): void {
    const { site } = this;
    if (!site.nested) return;
    const depth = site.depth - 1;
    if (site.frames[depth] !== this) {
      // Activations that do not end in the order in which they began (async functions, generators) share no frames.
      site.nested = false;
      site.frames.length = 0;
      return;
    }
    site.depth = depth;
    this.v = undefined;
    if (this.anchor !== null) site.frames.length = depth;
    else if (this.due !== NEVER || this.tracked !== null) this.forget();
  }

  /** Another activation begins with this frame. Comparing is cheaper than storing an object. */
  private begin(parent: Context, due: number): void {
    if (this.parent !== parent) this.parent = parent;
    this.k = -1;
    this.due = due;
    this.contextIteration = -1;
    this.countedIteration = -1;
    this.entry = countEntry(parent, this.site);
  }

  private forget(): void {
    this.iterated = undefined;
    this.asks = false;
    this.tracked = null;
    this.exiting = false;
    this.cutting = false;
  }

  /** The iteration, 0-based; what is evaluated before the first one belongs to that. */
  get iteration(): number {
    return this.k < 0 ? 0 : this.k;
  }
}

/** A fixed context: the root, or the iteration in which an async function or a generator began. What it needs of its iteration that changes is kept. */
export class Anchor {
  readonly isFrame = false as const;
  /** The frame it was taken from, null for the root and the unknown context. */
  readonly origin: Frame | null;
  readonly originIteration: number;
  /** The loop variable or item, where it is short. */
  readonly value: unknown;
  /** Key of the activation, and the context around it. */
  readonly key: string;
  readonly parentId: number;
  /** In the journal; -1 while nobody asked for it. */
  id: number;
  #counter: EntryCounter | null = null;

  /** @param id - of the root and the unknown context. */
  constructor(id: number, taken: { readonly from: Frame; readonly parentId: number; readonly value: unknown } | null = null) {
    this.id = id;
    this.origin = taken?.from ?? null;
    this.originIteration = taken?.from.iteration ?? 0;
    this.value = taken?.value;
    this.parentId = taken?.parentId ?? id;
    const last = taken?.from.anchor ?? null;
    this.key = last !== null ? last.key : taken === null ? "" : activationKey(taken.from);
  }

  get path(): string {
    if (this.origin !== null) return `${this.key}@${this.originIteration}`;
    return this.id === 0 ? "" : "?";
  }

  get counter(): EntryCounter {
    return (this.#counter ??= this.origin === null ? new EntryCounter() : counterOf(this.origin, this.originIteration));
  }

  /** Its iteration is about to be over, and what was entered in it is known to its frame alone. */
  keep(counter: EntryCounter): void {
    this.#counter ??= counter;
  }
}

/** The anchor of a frame's present iteration, if one was taken. */
export function presentAnchor(frame: Frame): Anchor | null {
  return frame.anchor !== null && frame.anchor.originIteration === frame.iteration ? frame.anchor : null;
}

/** Counts the activations of each loop within one iteration, for a frame and its anchors. */
class EntryCounter {
  readonly #counts: Map<RuntimeSite, number>;

  constructor(counts: Iterable<readonly [RuntimeSite, number]> = []) {
    this.#counts = new Map(counts);
  }

  /** Entry number for the next activation of `site`. */
  next(site: RuntimeSite): number {
    const entry = this.#counts.get(site) ?? 0;
    this.#counts.set(site, entry + 1);
    return entry;
  }
}

function countEntry(parent: Context, site: RuntimeSite): number {
  if (!parent.isFrame) return parent.counter.next(site);
  const iteration = parent.k < 0 ? 0 : parent.k;
  if (parent.countedIteration !== iteration) {
    if (parent.anchor !== null) keepCounts(parent);
    parent.countedIteration = iteration;
    if (parent.countedSite !== site) parent.countedSite = site;
    parent.count = 1;
    if (parent.otherCounts !== null) parent.otherCounts = null;
    if (parent.counter !== null) parent.counter = null;
    return 0;
  }
  if (parent.counter !== null) return parent.counter.next(site);
  return parent.countedSite === site ? parent.count++ : countOther(parent, site);
}

/** The frame's counts are about to be those of another iteration. */
function keepCounts(frame: Frame): void {
  if (frame.anchor!.originIteration === frame.countedIteration) frame.anchor!.keep(frame.counter ?? inlineCounts(frame));
}

function countOther(parent: Frame, site: RuntimeSite): number {
  const counts = (parent.otherCounts ??= new Map<RuntimeSite, number>());
  const entry = counts.get(site) ?? 0;
  counts.set(site, entry + 1);
  return entry;
}

/** The counter of one of a frame's iterations, which its anchor keeps. */
function counterOf(frame: Frame, iteration: number): EntryCounter {
  if (frame.countedIteration === iteration) return (frame.counter ??= inlineCounts(frame));
  const counter = new EntryCounter();
  // Nothing was entered in it so far, and the frame may still be in it.
  if (frame.iteration === iteration) {
    keepIfAnchored(frame);
    frame.countedIteration = iteration;
    frame.counter = counter;
  }
  return counter;
}

function keepIfAnchored(frame: Frame): void {
  if (frame.anchor !== null) keepCounts(frame);
}

function inlineCounts(frame: Frame): EntryCounter {
  return new EntryCounter([...(frame.otherCounts ?? []), [frame.countedSite!, frame.count]]);
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
