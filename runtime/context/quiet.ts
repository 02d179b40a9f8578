/**
 * Quiet loops: those whose activations prove short, and below which nothing was ever recorded, are left out of recordings (docs/decisions/025).
 * Entering one costs a test and two counters; nobody is told which iteration the program is in.
 *
 * Invariants
 * 1. What happens below an activation that is left out has an unknown context, never that of the loops around it: records, functions that wait,
 *    generators, loops. None of those loops has boundaries.
 * 2. An iteration in which activations were left out is marked: a loop that may have been among them gets no entry number in it any more.
 * 3. A loop below which something was recorded is followed for good. A replay leaves nothing out.
 */
import type { RuntimeSite } from "../module.ts";
import { Frame, type Context } from "./frame.ts";

/** An activation as long as that is not quiet, milliseconds: following it costs nothing to speak of. */
const QUIET_MS = 0.02;
/** How often a loop must have rested before it is left out (about 2,000 activations). */
const RESTS = 8;
/** Iterations behind which an activation that was left out is not short any more. */
const MANY = 2 ** 16;

/** Which loops of a session are left out. */
export class QuietLoops {
  /** Activations under way that are left out. */
  depth = 0;
  /** Counts how often loops were found to be worth following after all. */
  time = 0;
  #limitMs = QUIET_MS;
  #rests = RESTS;
  /** Loops that are left out. */
  readonly #sites = new Set<RuntimeSite>();

  /** @param wanted - the value of `HINDLOG_QUIET`: `off` leaves nothing out, `always` every loop behind its first activation. */
  constructor(wanted: string | undefined) {
    if (wanted === "off") this.#limitMs = 0;
    else if (wanted === "always") {
      this.#limitMs = Number.POSITIVE_INFINITY;
      this.#rests = 0;
    }
  }

  /** An activation has ended that took that long. */
  consider(site: RuntimeSite, durationMs: number): void {
    if (site.isFollowed || durationMs >= this.#limitMs || site.rests < this.#rests) return;
    site.quiet ??= quietFrame(site);
    site.isQuiet = true;
    this.#sites.add(site);
  }

  /** Something is recorded below what is left out: those loops are followed from now on. */
  wake(): void {
    for (const site of this.#sites) if (site.quiet!.leftOut > 0) this.follow(site);
  }

  /** An activation was not short. */
  reconsider(site: RuntimeSite): void {
    site.isQuiet = false;
    site.awakeSince = this.time++;
    site.rests = 0;
    this.#sites.delete(site);
  }

  private follow(site: RuntimeSite): void {
    this.reconsider(site);
    site.isFollowed = true;
  }

  /** From now on nothing is left out. */
  end(): void {
    // Every generator that begins asks for it.
    if (this.#limitMs === 0) return;
    this.#limitMs = 0;
    for (const site of this.#sites) this.follow(site);
  }
}

function quietFrame(site: RuntimeSite): Frame {
  const frame = new Frame(site, null as never);
  frame.leftOut = 0;
  frame.due = MANY;
  return frame;
}

/** An activation in the present iteration of a context is left out. */
export function markLeftOut(context: Context, time: number): void {
  if (isMarked(context)) return;
  context.leftOutIn = context.k;
  context.leftOutSince = time;
}

/** Whether one was, in the present iteration. */
export function isMarked(context: Context): boolean {
  return context.leftOutIn === context.k || (context.leftOutIn === -1 && context.k === 0);
}

/** Whether one of this loop may have been. */
export function mayLack(context: Context, site: RuntimeSite): boolean {
  return isMarked(context) && context.leftOutSince <= site.awakeSince;
}
