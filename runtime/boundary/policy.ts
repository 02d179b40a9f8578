/**
 * When to take a checkpoint: Flor's adaptive checkpointing ("Hindsight Logging for Model Training", PVLDB 2020, section 5.2).
 *
 * After n iterations and k checkpoints, with M the cost of one and C the mean cost of an iteration, take one when
 * M / C < n / (k + 1) * min(1 / (1 + c), epsilon): the joint invariant of low overhead and fast replay.
 * Never more than a small share of the wall time goes into checkpoints in total.
 */
import { NEVER } from "../context/frame.ts";
import type { RuntimeSite } from "../module.ts";

/** Flor's epsilon: what the checkpoints of one loop may cost of its time. */
const EPSILON = 1 / 15;
/** Share of the wall time that all checkpoints and walks together may cost. */
const BUDGET = 1 / 64;
/** Restore cost divided by save cost (Flor's constant). */
const RESTORE_RATIO = 1.38;
const FACTOR = Math.min(1 / (1 + RESTORE_RATIO), EPSILON);
/** Milliseconds that may be spent before the program has run long enough to earn them. */
const ALLOWANCE_MS = 10;
/** A walk is tried with at least that, milliseconds. */
const LEAST_WALK_MS = 1;
/** A walk that was given up is tried again when so many times its cost can be afforded: tries that fail cost too. */
const AGAIN = 4;
/** A checkpoint costs about this many times the walk at its loop's entry, which writes the ways to objects and not what they hold. */
const SAVE_RATIO = 2.5;
/**
 * Part of what may be spent that is open to starts of iterations. The rest is for walks and exits of inner loops: an exit lets
 * a replay leave out the whole loop, wherever in the outer iteration the statement stands.
 */
const START_SHARE = 0.5;
/** The same for starts within inner loops, and for unknown loops that are nested deeper than in one other. */
const DEEP_SHARE = 0.25;
/**
 * The first checkpoint of a loop that is in no other may cost more, once a run has lasted long enough: without any, a replay begins with the program.
 * As a multiple of what may be spent in all: together not more than epsilon.
 */
const FIRST_SHARE = 4;
const FIRST_AFTER_MS = 10_000;
/** Bytes of buffers that a checkpoint writes in a millisecond. */
const BYTES_A_MS = 400_000;
/** An activation shorter than this is not worth its walk. */
const SHORT_MS = 1;
const ASK_MS = 1;
/** Most activations that are not asked about after one that could not be afforded, where they are short or nothing is known of them. */
export const LONGEST_PAUSE = 1024;

/** What is known of an activation under way. */
export interface Since {
  readonly beganMs: number;
  readonly isOutermost: boolean;
}

function shareOf(since: Since): number {
  return since.isOutermost ? START_SHARE : DEEP_SHARE;
}

/** How boundaries are chosen; `HINDLOG_CHECKPOINTS` sets it: `adaptive`, `off`, `all`, or `all:N` for all boundaries behind that of iteration N. */
export type CheckpointMode = "adaptive" | "all" | "off";

/** An activation whose state was not walked yet: its walk would have cost more than could be spent. */
export interface Waiting {
  readonly since: Since;
  /** What the last try cost before it was given up; 0 while there was none. Milliseconds. */
  triedMs: number;
}

/** The decisions of one run. */
export class CheckpointPolicy {
  readonly mode: CheckpointMode;
  /** The iteration at whose start a loop's state is walked, where all boundaries are wanted. */
  readonly #entersAt: number;
  #spentMs = 0;
  /** What a walk at the entry of a loop costs, and a checkpoint; 0 while unknown. */
  #walkMs = 0;
  #costMs = 0;

  /** @param wanted - the value of `HINDLOG_CHECKPOINTS`. */
  constructor(wanted: string | undefined) {
    const [, mode, from] = /^(all|off)(?::(\d+))?$/.exec(wanted ?? "") ?? [];
    this.mode = mode === undefined ? "adaptive" : (mode as CheckpointMode);
    this.#entersAt = Number(from ?? 0);
  }

  /**
   * Whether to walk the state of an activation now, at the start of iteration `n`: checkpoints are understood from that boundary on. The earlier the
   * better for a replay, which executes what is before; but whatever it takes, the walks of a run cost no more than their share.
   * @param depth - how many loops are around it.
   * @param nowMs - since the run began.
   */
  enters(site: RuntimeSite, { since, triedMs }: Waiting, { n, depth }: { readonly n: number; readonly depth: number }, nowMs: number): boolean {
    if (this.mode !== "adaptive") return this.mode === "all" && n === this.#entersAt;
    if (triedMs > 0) return this.affords(AGAIN * triedMs, nowMs) || (since.isOutermost && this.affordsFirst(AGAIN * triedMs, nowMs));
    if (since.isOutermost && site.activations === 0) return true;
    if (this.isWorthWalking(site, depth, nowMs)) return true;
    if (n === 0 && site.activationMs < SHORT_MS) site.pause(LONGEST_PAUSE);
    return false;
  }

  private isWorthWalking(site: RuntimeSite, depth: number, nowMs: number): boolean {
    const costMs = this.#walkMs + this.#costMs;
    if (!this.affords(costMs, nowMs, site.activationMs === 0 && depth > 1 ? DEEP_SHARE : 1)) return false;
    if (site.activationMs === 0) return true;
    return costMs / site.activationMs < ((site.activations + 1) / (site.exitsSaved + 1)) * FACTOR;
  }

  /** The iteration at which to ask again whether to enter. */
  entersLater(n: number, { since, triedMs }: Waiting, nowMs: number): number {
    if (this.mode !== "adaptive") return this.mode === "all" && n < this.#entersAt ? this.#entersAt : NEVER;
    const iterationMs = Math.max((nowMs - since.beganMs) / Math.max(n, 1), 1e-6);
    const costMs = triedMs > 0 ? AGAIN * triedMs : this.#walkMs + this.#costMs;
    const atMs = Math.min(this.affordableAt(costMs, 1), since.isOutermost ? this.firstAt(costMs) : Number.POSITIVE_INFINITY);
    const waitMs = Math.max(ASK_MS, atMs - nowMs);
    return Math.min(n + Math.max(1, Math.floor(waitMs / iterationMs)), 2 * n + 1);
  }

  /** How long a walk at a loop's entry, or reading a state for a checkpoint, may take now, milliseconds. */
  walkLimit(since: Since, nowMs: number): number {
    if (this.mode === "all") return Number.POSITIVE_INFINITY;
    const share = since.isOutermost && nowMs >= FIRST_AFTER_MS ? FIRST_SHARE : 1;
    return Math.max(share * (BUDGET * nowMs + ALLOWANCE_MS) - this.#spentMs, LEAST_WALK_MS);
  }

  /** The walk took longer than that. */
  gaveUp(waiting: Waiting, costMs: number): void {
    waiting.triedMs = costMs;
    this.#spentMs += costMs;
  }

  /** Whether to save the start of iteration n, after `saved` checkpoints of this activation. */
  savesStart(n: number, saved: number, since: Since, nowMs: number): boolean {
    if (this.mode !== "adaptive") return this.mode === "all";
    if (saved === 0 && since.isOutermost && this.affordsFirst(this.#costMs, nowMs)) return true;
    return n >= this.earned(n, saved, nowMs - since.beganMs) && this.affords(this.#costMs, nowMs, shareOf(since));
  }

  /** The next iteration at which to ask again: when a checkpoint may be due, but soon enough to notice that iterations have become slower. */
  asksAgain(n: number, saved: number, since: Since, nowMs: number): number {
    if (this.mode === "all") return n + 1;
    const iterationMs = Math.max((nowMs - since.beganMs) / Math.max(n, 1), 1e-6);
    const affordable = n + Math.ceil((this.affordableAt(this.#costMs, shareOf(since)) - nowMs) / iterationMs);
    // Asking costs too: not more than once a millisecond.
    const soon = n + Math.max(1, Math.floor(ASK_MS / iterationMs));
    const first = saved === 0 && since.isOutermost ? n + Math.ceil((this.firstAt(this.#costMs) - nowMs) / iterationMs) : NEVER;
    return Math.max(soon, Math.min(Math.max(this.earned(n, saved, nowMs - since.beganMs), affordable), first, 2 * n + 1));
  }

  /** The iteration from which on a checkpoint is worth its cost. */
  private earned(n: number, saved: number, sinceMs: number): number {
    const iterationMs = Math.max(sinceMs / Math.max(n, 1), 1e-6);
    return Math.ceil((this.#costMs / iterationMs) * ((saved + 1) / FACTOR));
  }

  /** Whether to save the exit of an activation that took `sinceMs`. */
  savesExit(site: RuntimeSite, sinceMs: number, nowMs: number): boolean {
    if (this.mode !== "adaptive") return this.mode === "all";
    if (sinceMs < SHORT_MS || !this.affords(this.#costMs, nowMs)) return false;
    return this.#costMs / sinceMs < ((site.activations + 1) / (site.exitsSaved + 1)) * FACTOR;
  }

  /** Whether the whole state may be written once more behind a walk at a loop's entry, for evidence. @param bytes - of buffers, which the walk did without. */
  affordsEntryState(walkMs: number, bytes: number, nowMs: number): boolean {
    return this.mode === "all" || this.affords(SAVE_RATIO * walkMs + bytes / BYTES_A_MS, nowMs, START_SHARE);
  }

  /** Counts the walk at the entry of a loop. @param bytes - of buffers, which it did without. */
  walked(costMs: number, bytes: number): void {
    this.#spentMs += costMs;
    this.#walkMs = steady(this.#walkMs, costMs);
    if (this.#costMs === 0) this.#costMs = SAVE_RATIO * costMs + bytes / BYTES_A_MS;
  }

  /** A checkpoint took longer than it may cost, and was given up: the next one is tried when so many times that can be afforded. */
  savedNothing(costMs: number): void {
    this.#spentMs += costMs;
    this.#costMs = Math.max(this.#costMs, AGAIN * costMs);
  }

  /** Counts a checkpoint. */
  saved(costMs: number): void {
    this.#spentMs += costMs;
    this.#costMs = steady(this.#costMs, costMs);
  }

  /** An activation that was followed has ended: short ones send their site to rest, each time for twice as long. */
  ended(site: RuntimeSite, durationMs: number): void {
    site.activations++;
    site.activationMs += (durationMs - site.activationMs) / site.activations;
    if (this.mode === "all" || durationMs >= SHORT_MS) return;
    site.pause();
  }

  /** When it may be afforded, if nothing else is spent: milliseconds since the run began. */
  private affordableAt(costMs: number, share: number): number {
    return ((this.#spentMs + costMs) / share - ALLOWANCE_MS) / BUDGET;
  }

  /** When the first of a loop that is in no other may be. */
  private firstAt(costMs: number): number {
    return Math.max(FIRST_AFTER_MS, this.affordableAt(costMs, FIRST_SHARE));
  }

  private affordsFirst(costMs: number, nowMs: number): boolean {
    return nowMs >= FIRST_AFTER_MS && this.affords(costMs, nowMs, FIRST_SHARE);
  }

  private affords(costMs: number, nowMs: number, share = 1): boolean {
    return this.#spentMs + costMs <= share * (BUDGET * nowMs + ALLOWANCE_MS);
  }
}

/** One slow walk (code that is not compiled yet, a collection of garbage) says little about the next. */
function steady(lastMs: number, costMs: number): number {
  return lastMs === 0 ? costMs : Math.min(costMs, 1.5 * lastMs);
}
