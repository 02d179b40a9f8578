/** Loops: activations and their boundaries. */
import type { BoundaryAnswer } from "../boundary/jump.ts";
import { Frame, NEVER, type Context } from "../context/frame.ts";
import { isDebugged, isMarked, markLeftOut, mayLack } from "../context/quiet.ts";
import type { RuntimeModule, RuntimeSite } from "../module.ts";
import { replayer, saver, session } from "./run.ts";

const { quiet } = session;
const idle = { site: undefined, k: -1, due: NEVER, v: undefined, exiting: false, cutting: false, asks: false, tracked: null } as unknown as Frame;

/** A loop is entered. */
export function enter(owner: RuntimeModule | undefined, loop: number): Frame {
  if (owner === undefined) return { ...idle } as Frame;
  const site = owner.sites[loop]!;
  if (site.awakeSince >= 0 || quiet.under !== null) return enterWary(site);
  return follow(site, session.current);
}

function follow(site: RuntimeSite, parent: Context): Frame {
  return (session.current = Frame.enter(site, parent, site.resting > 0 ? rest(site) : wake(site)));
}

/** A loop of which activations were left out, or one below such an activation. */
function enterWary(site: RuntimeSite): Frame {
  const around = session.current;
  if (quiet.under === null && !mayLack(around, site)) return follow(site, around);
  const frame = follow(site, session.unknown);
  frame.back = around;
  return frame;
}

/**
 * A loop that is left out is about to be entered, below none that is.
 * @returns what {@link leftOut} takes when its plain copy is left, which is to run unseen; undefined where nobody has to be told; null where the loop is followed after all.
 */
export function leavesOut(site: RuntimeSite): RuntimeSite | null | undefined {
  if (site.module === undefined) return undefined;
  const around = session.current;
  // What is in no loop has no iteration that ends: entries would be unknown for good.
  if (!around.isFrame) return null;
  if (!isMarked(around)) markLeftOut(around, quiet.time);
  quiet.under = site;
  return site;
}

/** A plain copy is left, in whatever way. @param site - what {@link leavesOut} gave. */
export function leftOut(site: RuntimeSite, iterations: number): void {
  quiet.leftOut(site, iterations);
}

/** One more activation for which nothing is tried. */
function rest(site: RuntimeSite): number {
  site.resting--;
  return NEVER;
}

/** The first iteration at whose boundary the runtime wants to be called in an activation that is not left alone. */
function wake(site: RuntimeSite): number {
  if (site.due !== 0) site.resting = NEVER;
  return site.due;
}

/** Whether the plain copy of a loop that calls nothing is to run, which nobody has to be told of. */
function isLeftAlone(owner: RuntimeModule | undefined, loop: number): boolean {
  return owner === undefined || owner.sites[loop]!.due !== 0 || quiet.under !== null;
}

/** A loop that calls nothing is entered: it is no context, and it counts its iterations itself. */
export function enterAlone(owner: RuntimeModule | undefined, loop: number): Frame {
  if (owner === undefined || isLeftAlone(owner, loop)) return idle;
  const frame = Frame.enter(owner.sites[loop]!, session.current, 0);
  frame.enteredMs = session.now();
  return frame;
}

/** Activations in a row that are shorter than a millisecond, after which a loop that calls nothing is left alone for good. */
const SHORTS = 32;

/** Such a loop is left, in whatever way. @param k - its last iteration. */
export function leaveAlone(frame: Frame, k: number): void {
  const { site } = frame;
  if (site === undefined) return;
  frame.k = k;
  if (replayer === null && !isDebugged) {
    site.shorts = session.now() - frame.enteredMs < 1 ? site.shorts + 1 : 0;
    if (site.shorts === SHORTS) site.due = NEVER;
  }
  leave(frame);
}

/** A boundary that is due: saves, or says what to restore. */
export function at(frame: Frame, values: readonly unknown[], ...item: readonly unknown[]): BoundaryAnswer {
  const given = item.length === 0 ? undefined : { value: item[0] };
  if (replayer !== null) return replayer.start(frame, values, given);
  if (frame.due === NEVER) {
    // More iterations than that number.
    frame.due = Number.POSITIVE_INFINITY;
    return undefined;
  }
  try {
    saver?.start(frame, values, given);
  } catch (error) {
    frame.due = NEVER;
    session.note("checkpoint", `a checkpoint could not be taken: ${String(error)}`);
  }
  return undefined;
}

/** The loop has ended by itself or by break. */
export function exit(frame: Frame, values: readonly unknown[]): void {
  if (frame.tracked === null) return;
  try {
    if (replayer !== null) replayer.exit(frame, values);
    else saver?.exit(frame, values);
  } catch (error) {
    session.note("checkpoint", `a checkpoint could not be taken: ${String(error)}`);
  }
}

/** The loop is left, in whatever way. */
export function leave(frame: Frame): void {
  if (frame.site === undefined) return;
  if (frame.tracked !== null) {
    replayer?.leave(frame);
    saver?.leave(frame);
  }
  session.current = frame.back ?? frame.parent;
  frame.leave();
}

/** Replay builds: behind the last wanted statement of an iteration. */
export function cut(frame: Frame): boolean {
  return replayer?.cut(frame) ?? false;
}
