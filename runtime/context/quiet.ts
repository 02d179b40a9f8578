/**
 * Quiet loops: those whose activations prove short, and below which nothing was ever recorded, are left out of recordings (docs/decisions/025).
 * Entering one costs a few tests; nobody is told which iteration the program is in, and nobody at all below one.
 *
 * Invariants
 * 1. What happens below an activation that is left out has an unknown context, never that of the loops around it: records, functions that wait,
 *    generators, loops. None of those loops has boundaries.
 * 2. An iteration in which activations were left out is marked: a loop that may have been among them gets no entry number in it any more.
 * 3. A loop below which something was recorded is followed for good, of several around it the outermost first. A replay leaves nothing out.
 */
import type { RuntimeSite } from "../module.ts";
import { UNKNOWN_CONTEXT } from "../format/journal-rows.ts";
import { Anchor, NEVER, presentAnchor, type Context } from "./frame.ts";

/** An activation as long as that is not quiet, milliseconds: following it costs nothing to speak of. */
const QUIET_MS = 0.02;
/** How often a loop must have rested before it is left out (about 2,000 activations). */
const RESTS = 8;
/** An activation that was left out and had as many iterations was not short. */
const MANY = 2 ** 16;

/** A debugger has its breakpoints in the instrumented loops, so those run. */
export const isDebugged: boolean = [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].some((options) => options.includes("--inspect"));

/** Which loops of a session are left out. */
export class QuietLoops {
  /** The outermost activation under way that is left out, around what runs now; null where there is none. Those below it are not told of. */
  under: RuntimeSite | null = null;
  /** How many are around the generators that run now, which have contexts of their own. */
  hidden = 0;
  /** Counts how often loops were found to be worth following after all. */
  time = 0;
  #limitMs = QUIET_MS;
  /** Where generators begin of which nobody knows in which iteration; null while there were none. */
  #unknown: Anchor | null = null;
  #rests = RESTS;
  /** Loops that are left out. */
  readonly #sites = new Set<RuntimeSite>();

  /** @param wanted - the value of `HINDLOG_QUIET`: `off` leaves nothing out, `always` every loop behind its first activation. */
  constructor(wanted: string | undefined) {
    if (wanted === "off" || isDebugged) this.#limitMs = 0;
    else if (wanted === "always") {
      this.#limitMs = Number.POSITIVE_INFINITY;
      this.#rests = 0;
    }
  }

  /** An activation has ended that took that long. */
  consider(site: RuntimeSite, durationMs: number): void {
    if (site.isFollowed || durationMs >= this.#limitMs || site.rests < this.#rests) return;
    site.isQuiet = true;
    site.awakeSince = NEVER;
    this.#sites.add(site);
  }

  /** Something is recorded below what is left out: that loop is followed from now on. */
  wake(): void {
    if (this.under?.isQuiet === true) this.follow(this.under);
  }

  /** The outermost activation that was left out is over. */
  leftOut(site: RuntimeSite, iterations: number): void {
    this.under = null;
    if (iterations >= MANY && site.isQuiet) this.reconsider(site);
  }

  private reconsider(site: RuntimeSite): void {
    site.isQuiet = false;
    site.awakeSince = this.time++;
    site.rests = 0;
    this.#sites.delete(site);
  }

  private follow(site: RuntimeSite): void {
    this.reconsider(site);
    site.isFollowed = true;
  }

  /** The context in which a generator begins below an activation that is left out: nobody knows which. */
  begin(): Anchor {
    if (this.#unknown === null) {
      this.#unknown = new Anchor(UNKNOWN_CONTEXT);
      markLeftOut(this.#unknown, this.time);
    }
    return this.#unknown;
  }

  /** Something is recorded in no known context. @param site - the loop that it is in. */
  lost(site?: RuntimeSite): void {
    if (site?.isQuiet === true) this.follow(site);
    if (this.#unknown !== null) this.end();
  }

  /** A generator is about to run: what is left out is around it, and not around what happens in it. @returns what {@link show} takes. */
  hide(): RuntimeSite | null {
    const { under } = this;
    if (under === null) return null;
    this.under = null;
    this.hidden++;
    return under;
  }

  /** It does not run any more. */
  show(under: RuntimeSite | null): void {
    if (under === null) return;
    this.under = under;
    this.hidden--;
  }

  /** From now on nothing is left out. */
  end(): void {
    this.#limitMs = 0;
    for (const site of this.#sites) this.follow(site);
  }
}

/** An activation in the present iteration of a context is left out. */
export function markLeftOut(context: Context, time: number): void {
  if (isMarked(context)) return;
  context.leftOutIn = context.k;
  context.leftOutSince = time;
  // Whoever goes on in this iteration later counts on from what is known of it.
  const anchor = context.isFrame ? presentAnchor(context) : null;
  if (anchor !== null) markLeftOut(anchor, time);
}

/** Whether one was, in the present iteration. */
export function isMarked(context: Context): boolean {
  return context.leftOutIn === context.k || (context.leftOutIn === -1 && context.k === 0);
}

/** Whether one of this loop may have been. */
export function mayLack(context: Context, site: RuntimeSite): boolean {
  return isMarked(context) && context.leftOutSince <= site.awakeSince;
}
