/**
 * Async functions: each call is a strand; the context follows it across every await.
 *
 * Invariants
 * 1. What a strand records belongs to the iteration in which its function was called, or to its own loops.
 * 2. When a strand waits, its caller (the first time) or no one's context is current; unknown stays unknown.
 */
import { Anchor, contextPath, presentAnchor, type Context } from "./context/frame.ts";
import type { Session, Strand } from "./session.ts";

/** An async function has been called. */
export function beginStrand(session: Session): Strand {
  const parent = session.strand;
  const caller = session.current;
  const strand: Strand = { caller, parent, depth: (parent?.depth ?? 0) + 1, saved: caller, suspended: false };
  session.current = anchored(session, caller);
  session.strand = strand;
  session.live++;
  return strand;
}

/** The strand is about to wait. */
export function suspendStrand(session: Session, strand: Strand): void {
  strand.saved = session.current;
  session.current = strand.suspended ? session.root : strand.caller;
  session.strand = strand.suspended ? null : strand.parent;
  strand.suspended = true;
}

/** The strand goes on. */
export function resumeStrand(session: Session, strand: Strand): void {
  if (session.strand === strand) return;
  session.current = strand.saved;
  session.strand = strand;
}

/** The function has returned or thrown. */
export function endStrand(session: Session, strand: Strand): void {
  session.live--;
  session.current = strand.suspended ? session.root : strand.caller;
  session.strand = strand.suspended ? null : strand.parent;
}

/** A context that stays what it is while the loops around the call go on. */
function anchored(session: Session, context: Context): Anchor {
  if (!context.isFrame) return context;
  const present = presentAnchor(context);
  if (present !== null) return present;
  context.anchor = new Anchor(session.contextId(context), contextPath(context), context);
  return context.anchor;
}
