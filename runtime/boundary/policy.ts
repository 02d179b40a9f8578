/**
 * When to take a checkpoint: Flor's adaptive checkpointing ("Hindsight Logging for Model Training", PVLDB 2020, section 5.2).
 *
 * After n iterations and k checkpoints, with M the cost of one and C the mean cost of an iteration, take one when
 * M / C < n / (k + 1) * min(1 / (1 + c), epsilon): the joint invariant of low overhead and fast replay.
 * Never more than a small share of the wall time goes into checkpoints in total.
 */
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
/** Longest first walk of a loop that is in no other, and of one that is. */
const OUTERMOST_WALK_MS = 1000;
const INNER_WALK_MS = 20;
/**
 * Part of what may be spent that is open to starts of iterations. The rest is for walks and exits of inner loops: an exit lets
 * a replay leave out the whole loop, wherever in the outer iteration the statement stands.
 */
const START_SHARE = 0.5;
/** The same for starts within inner loops, and for unknown loops that are nested deeper than in one other. */
const DEEP_SHARE = 0.25;
/** An activation shorter than this is not worth its walk. */
const SHORT_MS = 1;
const ASK_MS = 1;
/** Most activations that are not asked about after one that could not be afforded, where they are short or nothing is known of them. */
export const LONGEST_PAUSE = 1024;

/** What is known of an activation under way. */
interface Since {
  readonly beganMs: number;
  readonly isOutermost: boolean;
}

function shareOf(since: Since): number {
  return since.isOutermost ? START_SHARE : DEEP_SHARE;
}

/** How boundaries are chosen; `HINDLOG_CHECKPOINTS` sets it. */
export type CheckpointMode = "adaptive" | "all" | "off";

/** The decisions of one run. */
export class CheckpointPolicy {
  readonly mode: CheckpointMode;
  #spentMs = 0;
  #costMs = 0;

  constructor(mode: CheckpointMode) {
    this.mode = mode;
  }

  /**
   * Whether to follow a new activation: its first boundary costs a walk, and there is no later chance. A loop that is in no
   * other is followed the first time whatever was spent: the one that matters often comes early, behind those of the set-up.
   * @param depth - how many loops are around it.
   * @param nowMs - since the run began.
   */
  follows(site: RuntimeSite, depth: number, nowMs: number): boolean {
    if (this.mode !== "adaptive") return this.mode === "all";
    if (depth === 0 && site.activations === 0) return true;
    if (this.isWorthWalking(site, depth, nowMs)) return true;
    if (site.activationMs < SHORT_MS) site.pause(LONGEST_PAUSE);
    return false;
  }

  private isWorthWalking(site: RuntimeSite, depth: number, nowMs: number): boolean {
    const costMs = 2 * this.#costMs;
    if (!this.affords(costMs, nowMs, site.activationMs === 0 && depth > 1 ? DEEP_SHARE : 1)) return false;
    if (site.activationMs === 0) return true;
    return costMs / site.activationMs < ((site.activations + 1) / (site.exitsSaved + 1)) * FACTOR;
  }

  /** How long the walk at the first boundary may take: an outermost loop is likely to be the one that matters. Milliseconds. */
  walkLimit(isOutermost: boolean, nowMs: number): number {
    if (this.mode === "all") return Number.POSITIVE_INFINITY;
    return Math.max(BUDGET * nowMs + ALLOWANCE_MS - this.#spentMs, isOutermost ? OUTERMOST_WALK_MS : INNER_WALK_MS);
  }

  /** The walk took longer than that: the site rests. */
  gaveUp(site: RuntimeSite, costMs: number): void {
    this.spent(costMs);
    site.pause();
  }

  /** Whether to save the start of iteration n, after `saved` checkpoints of this activation. */
  savesStart(n: number, saved: number, since: Since, nowMs: number): boolean {
    if (this.mode !== "adaptive") return this.mode === "all";
    return n >= this.earned(n, saved, nowMs - since.beganMs) && this.affords(this.#costMs, nowMs, shareOf(since));
  }

  /** The next iteration at which to ask again: when a checkpoint may be due, but soon enough to notice that iterations have become slower. */
  asksAgain(n: number, saved: number, since: Since, nowMs: number): number {
    if (this.mode === "all") return n + 1;
    const iterationMs = Math.max((nowMs - since.beganMs) / Math.max(n, 1), 1e-6);
    const affordable = n + Math.ceil((this.affordableAt(this.#costMs, shareOf(since)) - nowMs) / iterationMs);
    // Asking costs too: not more than once a millisecond.
    const soon = n + Math.max(1, Math.floor(ASK_MS / iterationMs));
    return Math.max(soon, Math.min(Math.max(this.earned(n, saved, nowMs - since.beganMs), affordable), 2 * n + 1));
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

  /** Counts a walk or a checkpoint. */
  spent(costMs: number): void {
    this.#spentMs += costMs;
    // One slow walk (code that is not compiled yet, a collection of garbage) says little about the next.
    this.#costMs = this.#costMs === 0 ? costMs : Math.min(costMs, 1.5 * this.#costMs);
  }

  /** An activation that was followed has ended: short ones send their site to rest, each time for twice as long. */
  ended(site: RuntimeSite, durationMs: number): void {
    site.activations++;
    site.activationMs += (durationMs - site.activationMs) / site.activations;
    if (this.mode !== "adaptive" || durationMs >= SHORT_MS) return;
    site.pause();
  }

  /** When it may be afforded, if nothing else is spent: milliseconds since the run began. */
  private affordableAt(costMs: number, share: number): number {
    return ((this.#spentMs + costMs) / share - ALLOWANCE_MS) / BUDGET;
  }

  private affords(costMs: number, nowMs: number, share = 1): boolean {
    return this.#spentMs + costMs <= share * (BUDGET * nowMs + ALLOWANCE_MS);
  }
}
