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

let serials = 0;

/** One activation of a loop. Its fields are read by instrumented code. */
export class Frame {
  /** Told apart by a field, not by class: a process may hold the ESM and the CommonJS build of this file. */
  readonly isFrame = true as const;
  readonly site: RuntimeSite;
  readonly parent: Context;
  readonly entry: number;
  readonly serial: number = ++serials;
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
  anchor: Anchor | null = null;
  /** What the boundaries know about this activation (boundary/), null until the first one. */
  tracked: unknown = null;
  /** What the loop iterates, for-of and for-in only. */
  iterated: unknown = undefined;

  constructor(site: RuntimeSite, parent: Context, due: number) {
    this.site = site;
    this.parent = parent;
    this.due = due;
    this.entry = countEntry(parent, site);
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
  readonly entries: Map<RuntimeSite, number> = new Map();

  constructor(id: number, path: string, origin: Frame | null = null) {
    this.id = id;
    this.path = path;
    this.origin = origin;
    this.originIteration = origin?.iteration ?? 0;
  }

  /** Entry number for the next activation of `site`. */
  count(site: RuntimeSite): number {
    const started = this.origin !== null && site.lastSerial === this.origin.serial && site.lastIteration === this.originIteration ? site.lastEntry + 1 : 0;
    const entry = this.entries.get(site) ?? started;
    this.entries.set(site, entry + 1);
    return entry;
  }
}

/** The anchor of a frame's present iteration, if one was taken. */
export function presentAnchor(frame: Frame): Anchor | null {
  return frame.anchor !== null && frame.anchor.originIteration === frame.iteration ? frame.anchor : null;
}

function countEntry(parent: Context, site: RuntimeSite): number {
  if (!parent.isFrame) return parent.count(site);
  const anchor = presentAnchor(parent);
  if (anchor !== null) return anchor.count(site);
  const iteration = parent.iteration;
  if (site.lastSerial === parent.serial && site.lastIteration === iteration) return ++site.lastEntry;
  site.lastSerial = parent.serial;
  site.lastIteration = iteration;
  return (site.lastEntry = 0);
}

/** After an activation ended: its site goes on counting where it was entered (recursion may have counted elsewhere since). */
export function uncount(frame: Frame): void {
  const { parent, site } = frame;
  if (!parent.isFrame || presentAnchor(parent) !== null) return;
  site.lastSerial = parent.serial;
  site.lastIteration = parent.iteration;
  site.lastEntry = frame.entry;
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
