/**
 * Async functions and generators: each call is a strand; the context follows it across every await and yield.
 *
 * Invariants
 * 1. What a strand records belongs to the iteration in which its function was called (a generator: first advanced), or to its own loops.
 * 2. When a strand waits, its caller (the first time since it was entered) or no one's context is current; unknown stays unknown.
 * 3. A generator that waits at a yield is not live: nothing of it runs until somebody advances it.
 */
import { Anchor, type Context } from "./context/frame.ts";
import { UNKNOWN_CONTEXT } from "./format/journal.ts";
import type { Session, Strand } from "./session.ts";

/** An async function or an async generator begins. */
export function beginStrand(session: Session): Strand {
  const strand = makeStrand(session, false);
  session.strand = strand;
  session.live++;
  return strand;
}

/** A generator begins: it runs within whatever strand advances it. */
export function beginGenerator(session: Session): Strand {
  return makeStrand(session, true);
}

function makeStrand(session: Session, isSync: boolean): Strand {
  const opening = isSync ? null : session.opening;
  if (opening !== null) session.opening = session.opened = null;
  const parent = opening ?? session.strand;
  const caller = session.current;
  session.current = anchored(session, opening?.saved ?? caller);
  return { isSync, caller, parent, back: session.strand, depth: (parent?.depth ?? 0) + 1, saved: caller, suspended: false, away: false, waiting: null };
}

/** The strand is about to wait for the items of an async generator: its first item is computed at once, on behalf of this strand. */
export function openGenerator(session: Session, strand: Strand, generator: object): void {
  suspendStrand(session, strand);
  session.opening = strand;
  session.opened = generator;
  queueMicrotask(() => {
    if (session.opening === strand) session.opening = session.opened = null;
  });
}

/** The strand is about to wait for a promise. */
export function suspendStrand(session: Session, strand: Strand): void {
  strand.saved = session.current;
  session.current = strand.suspended ? session.root : strand.caller;
  if (!strand.isSync) session.strand = strand.suspended ? null : strand.back;
  strand.suspended = !strand.isSync;
}

/** The strand goes on, after an await or wherever one may have thrown. */
export function resumeStrand(session: Session, strand: Strand): void {
  if (strand.away) return returnToStrand(session, strand);
  if (strand.isSync || session.strand === strand) return;
  session.current = strand.saved;
  session.strand = strand;
}

/** A generator is about to yield. */
export function leaveStrand(session: Session, strand: Strand): void {
  suspendStrand(session, strand);
  strand.away = true;
  if (!strand.isSync) session.live--;
}

/** A generator was advanced, or is being closed. */
function returnToStrand(session: Session, strand: Strand): void {
  strand.away = false;
  if (strand.waiting !== null) strand.waiting.state = "runs";
  strand.caller = session.current;
  session.current = strand.saved;
  if (strand.isSync) return;
  strand.parent = strand.back = session.strand;
  strand.depth = (strand.parent?.depth ?? 0) + 1;
  strand.suspended = false;
  session.strand = strand;
  session.live++;
}

/** The function has returned or thrown. */
export function endStrand(session: Session, strand: Strand): void {
  if (strand.waiting !== null) strand.waiting.state = "ended";
  if (strand.away) return;
  session.current = strand.suspended ? session.root : strand.caller;
  if (strand.isSync) return;
  session.live--;
  session.strand = strand.suspended ? null : strand.back;
}

/** A context that stays what it is while the loops around the call go on. What is entered in an unknown one is counted for the strand alone. */
function anchored(session: Session, context: Context): Anchor {
  return context === session.unknown ? new Anchor(UNKNOWN_CONTEXT) : session.anchored(context);
}
