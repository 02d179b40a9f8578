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

const NO_SITES: RuntimeSite[] = [];
const NO_COUNTS: number[] = [];

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
  entry = 0;
  /** Iteration, 0-based; -1 before the first. */
  k = -1;
  /** The next iteration at whose boundary the runtime wants to be called. */
  due: number = NEVER;
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
  /** What was entered in iteration `countedIteration`: most iterations enter one loop; of the others `othersUsed` were entered. */
  countedIteration = -1;
  countedSite: RuntimeSite | null = null;
  count = 0;
  others: RuntimeSite[] = NO_SITES;
  otherCounts: number[] = NO_COUNTS;
  othersUsed = 0;
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
  /** The loop is about to ask an object of the program for its iterator; for-of only. */
  asks = false;
  /** The next of the frames of its site that are free; of no meaning while it is not. */
  next: Frame | null = null;
  /** The last iteration in which activations were left out, -2 while there was none, and the time of the first of them as quiet.ts counts it. */
  leftOutIn = -2;
  leftOutSince = 0;
  /** What is current again when the loop is left, where that is not its parent: it was entered in no known context. */
  back: Context | null = null;

  constructor(site: RuntimeSite, parent: Context) {
    this.site = site;
    this.parent = parent;
  }

  /** The frame of a new activation: one that is free, else a new one. */
  static enter(site: RuntimeSite, parent: Context, due: number): Frame {
    const frame = site.free ?? new Frame(site, parent);
    site.free = frame.next;
    frame.begin(parent, due);
    return frame;
  }

  /** A loop of a generator is entered once more, where it was: the activation is the one that it was. */
  reenter(entry: number, k: number): void {
    this.entry = entry;
    this.k = k;
    countOn(this.parent, this.site, entry + 1);
  }

  /** Another activation begins with this frame. Comparing is cheaper than storing an object. */
  begin(parent: Context, due: number): void {
    if (this.parent !== parent) this.parent = parent;
    this.k = -1;
    this.due = due;
    this.contextIteration = -1;
    this.countedIteration = -1;
    this.leftOutIn = -2;
    this.entry = parent.isFrame && parent.counter === null && parent.anchor === null ? countInFrame(parent, this.site) : countEntry(parent, this.site);
  }

  /** The activation is over. */
  leave(): void {
    const { site } = this;
    this.v = undefined;
    if (this.iterated !== undefined) this.iterated = undefined;
    if (this.due !== NEVER || this.tracked !== null || this.anchor !== null || this.back !== null) this.forget();
    if (this.anchor !== null) return;
    if (this.next !== site.free) this.next = site.free;
    site.free = this;
  }

  private forget(): void {
    this.tracked = null;
    this.exiting = false;
    this.cutting = false;
    this.asks = false;
    this.back = null;
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
  /** What its loop was entered in; null for the root and the unknown context. */
  readonly parent: Anchor | null;
  /** In the journal; -1 while nobody asked for it. */
  id: number;
  /** As of a frame. */
  readonly k = 0;
  leftOutIn = -2;
  leftOutSince = 0;
  /** Of the work of an effect: what is around the effect. A replay does not enter what that enters. */
  readonly around: Anchor | null;
  #counter: EntryCounter | null = null;

  /** @param id - of the root and the unknown context. */
  constructor(id: number, taken: { readonly from: Frame; readonly parent: Anchor; readonly value: unknown } | null = null, around: Anchor | null = null) {
    this.id = id;
    this.around = around;
    this.origin = taken?.from ?? around?.origin ?? null;
    this.originIteration = taken?.from.iteration ?? around?.originIteration ?? 0;
    this.value = taken?.value ?? around?.value;
    this.parent = taken?.parent ?? around?.parent ?? null;
  }

  get path(): string {
    if (this.origin !== null && this.around === null) return `${keyIn(this.parent!.path, this.origin)}@${this.originIteration}`;
    return this.id === 0 && this.around === null ? "" : "?";
  }

  get counter(): EntryCounter {
    return (this.#counter ??= this.origin === null || this.around !== null ? new EntryCounter() : counterOf(this.origin, this.originIteration));
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

/** What was entered so far in a context's present iteration, and how often. */
export function entered(context: Context): readonly (readonly [site: RuntimeSite, count: number])[] {
  if (!context.isFrame) return context.counter.all();
  if (context.countedIteration !== context.iteration) return [];
  return (context.counter ?? inlineCounts(context)).all();
}

/** Sets the entry number of the next activation of a loop in a context's present iteration. */
export function countOn(context: Context, site: RuntimeSite, entry: number): void {
  (context.isFrame ? counterOf(context, context.iteration) : context.counter).set(site, entry);
}

/** Counts the activations of each loop within one iteration, for a frame and its anchors. They are few: lists cost less than a Map. */
class EntryCounter {
  readonly #sites: RuntimeSite[];
  readonly #counts: number[];

  constructor(sites: RuntimeSite[] = [], counts: number[] = []) {
    this.#sites = sites;
    this.#counts = counts;
  }

  /** Sets the entry number of the next activation of `site`. */
  set(site: RuntimeSite, entry: number): void {
    const at = this.#sites.indexOf(site);
    this.#counts[at < 0 ? this.#sites.push(site) - 1 : at] = entry;
  }

  all(): readonly (readonly [RuntimeSite, number])[] {
    return this.#sites.map((site, at) => [site, this.#counts[at]!] as const);
  }

  /** Entry number for the next activation of `site`. */
  next(site: RuntimeSite): number {
    const at = this.#sites.indexOf(site);
    if (at >= 0) return this.#counts[at]!++;
    this.#sites.push(site);
    this.#counts.push(1);
    return 0;
  }
}

/** Where neither an anchor nor a counter has a part in it. */
function countInFrame(parent: Frame, site: RuntimeSite): number {
  const iteration = parent.k < 0 ? 0 : parent.k;
  if (parent.countedIteration !== iteration) {
    parent.countedIteration = iteration;
    if (parent.countedSite !== site) parent.countedSite = site;
    parent.count = 1;
    parent.othersUsed = 0;
    return 0;
  }
  return parent.countedSite === site ? parent.count++ : countOther(parent, site);
}

function countEntry(parent: Context, site: RuntimeSite): number {
  if (!parent.isFrame) return parent.counter.next(site);
  const iteration = parent.iteration;
  if (parent.countedIteration === iteration) return parent.counter === null ? countInFrame(parent, site) : parent.counter.next(site);
  keepCounts(parent);
  parent.counter = null;
  return countInFrame(parent, site);
}

function countOther(parent: Frame, site: RuntimeSite): number {
  const used = parent.othersUsed;
  for (let at = 0; at < used; at++) if (parent.others[at] === site) return parent.otherCounts[at]!++;
  if (parent.others === NO_SITES) {
    parent.others = [];
    parent.otherCounts = [];
  }
  parent.others[used] = site;
  parent.otherCounts[used] = 1;
  parent.othersUsed = used + 1;
  return 0;
}

/** The counter of one of a frame's iterations, which its anchor keeps. */
function counterOf(frame: Frame, iteration: number): EntryCounter {
  if (frame.countedIteration === iteration) return (frame.counter ??= inlineCounts(frame));
  const counter = new EntryCounter();
  // Nothing was entered in it so far, and the frame may still be in it.
  if (frame.iteration === iteration) {
    keepCounts(frame);
    frame.countedIteration = iteration;
    frame.counter = counter;
  }
  return counter;
}

/** The frame's counts are about to be those of another iteration: an anchor of the last one keeps them. */
function keepCounts(frame: Frame): void {
  const { anchor } = frame;
  if (anchor !== null && anchor.originIteration === frame.countedIteration) anchor.keep(frame.counter ?? inlineCounts(frame));
}

function inlineCounts(frame: Frame): EntryCounter {
  const used = frame.othersUsed;
  return new EntryCounter([frame.countedSite!, ...frame.others.slice(0, used)], [frame.count, ...frame.otherCounts.slice(0, used)]);
}

/** `module#loop.entry` behind the path of what is around it: the key of an activation. */
export function activationKey(frame: Frame): string {
  return keyIn(contextPath(frame.parent), frame);
}

/** @param parent - path of the context that the frame's loop was entered in. */
function keyIn(parent: string, frame: Frame): string {
  const own = `${frame.site.segment}.${frame.entry}`;
  return parent === "" ? own : `${parent}/${own}`;
}

/** The context path of a context. */
function contextPath(context: Context): string {
  return !context.isFrame ? context.path : `${activationKey(context)}@${context.iteration}`;
}
