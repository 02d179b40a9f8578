/**
 * Async functions and generators: each call is a strand; the context follows it across every await and yield.
 *
 * Invariants
 * 1. What a strand records belongs to the iteration in which its function was called (a generator: first advanced), or to its own loops.
 * 2. When a strand waits, its caller (the first time since it was entered) or no one's context is current; unknown stays unknown.
 * 3. A generator that waits at a yield is not live: nothing of it runs until somebody advances it.
 * 4. A module that throws tells nobody: its statements cannot be put into a `try` without changing what they declare. So each of its stretches is
 *    followed by a look at it, in a job of its own: one that neither waits again nor has ended has thrown. The entry of a program takes it along.
 */
import { types } from "node:util";
import { Anchor, type Context } from "./context/frame.ts";
import { asyncHooks } from "./format/built-in.ts";
import { UNKNOWN_CONTEXT } from "./format/journal-rows.ts";
import type { ModuleStrand, Session, Strand } from "./session.ts";

/** An async function or an async generator begins. */
export function beginStrand(session: Session): Strand {
  const { opening } = session;
  if (opening !== null) session.opening = session.opened = null;
  const strand = makeStrand(session, anchored(session, opening?.saved ?? session.recording()), opening ?? session.strand);
  session.strand = strand;
  session.live++;
  return strand;
}

/** Stands for something that cannot be awaited a second time without the program noticing. */
const UNTOLD: unique symbol = Symbol("untold");

/**
 * A module begins that awaits at its top. @param isEntry - the program ends with it if it throws, so nobody has to look; and where two wait for a promise,
 * the engine leaves out of the stacks of its errors who they are.
 */
export function beginModule(session: Session, isEntry: boolean): Strand {
  const strand = beginStrand(session);
  strand.top = { waits: 0, awaited: undefined, isFollowed: isEntry };
  follow(session, strand);
  return strand;
}

/** A module is about to wait for `value`. */
export function suspendModule(session: Session, strand: Strand, value: unknown): void {
  suspendStrand(session, strand);
  if (!isForeign(value)) strand.top!.awaited = value;
}

/** Whether awaiting something would call code that is not the language's, once more than the program does. */
function isForeign(value: unknown): boolean {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  if (!types.isPromise(value) || Object.getPrototypeOf(value) !== Promise.prototype || Object.hasOwn(value, "constructor")) return true;
  return Object.getOwnPropertyDescriptor(Promise.prototype, "constructor")?.value !== Promise;
}

/** From now on each stretch of a module is followed by a look at it. */
function follow(session: Session, strand: Strand): void {
  const top = strand.top!;
  if (top.isFollowed || session.mode === "off") return;
  top.isFollowed = true;
  void look(session, strand, top);
}

/** Whoever awaits something later is told later: the module has gone on by then. */
async function look(session: Session, strand: Strand, top: ModuleStrand): Promise<void> {
  let waits = -1;
  for (let awaited: unknown = undefined; awaited !== UNTOLD; awaited = top.awaited) {
    waits = top.waits;
    top.awaited = undefined;
    try {
      await awaited;
    } catch {
      // So is the module.
    }
    if (top.waits === waits) return over(session, strand, top);
  }
  top.isFollowed = false;
}

/** The module has thrown, or has ended before. */
function over(session: Session, strand: Strand, top: ModuleStrand): void {
  if (top.waits < 0) return;
  top.waits = -1;
  session.live--;
  if (session.strand !== strand) return;
  session.strand = null;
  session.current = session.root;
}

/** A generator begins: it runs within whatever strand advances it. */
export function beginGenerator(session: Session): Strand {
  const { under } = session.quiet;
  const strand = makeStrand(session, under === null ? anchored(session, session.current) : session.quiet.begin(), session.strand, true);
  strand.hidden = session.quiet.hide();
  return strand;
}

function makeStrand(session: Session, context: Context, parent: Strand | null, isSync = false): Strand {
  const caller = session.current;
  session.current = context;
  return {
    isSync,
    caller,
    parent,
    back: session.strand,
    depth: (parent?.depth ?? 0) + 1,
    saved: caller,
    suspended: false,
    away: false,
    isOnItsOwn: false,
    hidden: null,
    waiting: null,
    top: null,
  };
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
  if (strand.top !== null) {
    strand.top.waits++;
    strand.top.awaited = UNTOLD;
  }
  strand.saved = session.current;
  session.current = strand.suspended ? session.root : strand.caller;
  showWhatIsAround(session, strand);
  if (!strand.isSync) {
    session.strand = strand.suspended ? null : strand.back;
    // Only a replay asks for it.
    if (session.plan !== null) noteInnermost(session, strand);
  }
  strand.suspended = !strand.isSync;
}

/** As many as are around it and itself are under way: so each of them waits for the next. Those around it may wait later than it does. */
function noteInnermost(session: Session, strand: Strand): void {
  if (strand.depth === session.live) session.innermost = strand;
  else if (session.innermost !== null && !isAround(strand, session.innermost)) session.innermost = null;
}

function isAround(outer: Strand, inner: Strand): boolean {
  for (let at = inner.parent; at !== null; at = at.parent) if (at === outer) return true;
  return false;
}

/** The strand goes on, after an await or wherever one may have thrown. */
export function resumeStrand(session: Session, strand: Strand): void {
  if (strand.away) return returnToStrand(session, strand);
  if (strand.isSync || session.strand === strand) return;
  session.current = strand.saved;
  session.strand = strand;
  if (strand.top !== null) follow(session, strand);
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
  strand.hidden = session.quiet.hide();
  if (strand.isSync) return;
  strand.parent = strand.back = session.strand;
  strand.isOnItsOwn = strand.parent === null;
  strand.depth = (strand.parent?.depth ?? 0) + 1;
  strand.suspended = false;
  session.strand = strand;
  session.live++;
}

/** The function has returned or thrown. */
export function endStrand(session: Session, strand: Strand): void {
  if (strand.waiting !== null) strand.waiting.state = "ended";
  if (strand.away || strand.top?.waits === -1) return;
  if (strand.top !== null) strand.top.waits = -1;
  session.current = strand.suspended ? session.root : strand.caller;
  showWhatIsAround(session, strand);
  if (strand.isSync) return;
  session.live--;
  session.strand = strand.suspended ? null : strand.back;
}

/** Whether more is under way than the strand that runs and those that wait for it. For generators on their own that is not known: no. */
export function isTogether({ live, strand, isOrderLost, effects }: Session): boolean {
  if (isOrderLost) return true;
  if (effects.isOrderKnown) return false;
  if (isAmongCallbacks()) return true;
  for (let at = strand; at !== null; at = at.parent) if (at.isOnItsOwn) return false;
  return strand !== null && live !== strand.depth;
}

/** Whether async functions are under way that do not wait for what runs now. */
export function isBeside({ live, strand }: Session): boolean {
  return live !== (strand?.depth ?? 0);
}

/** Whether all async functions that are under way wait, each for the next, and the innermost for something that is not instrumented. */
export function isOneWaiting({ live, strand, innermost }: Session): boolean {
  return strand === null && innermost !== null && innermost.depth === live;
}

/** Resources that other callbacks come from than those of streams of the process. */
const WAITING = /Timeout|Immediate|Req|Process|Watcher|Event/;

/** Whether a callback runs (of a timer, of a file that was read) while others are waited for. What runs now counts as one. */
function isAmongCallbacks(): boolean {
  if (asyncHooks().executionAsyncId() <= 1) return false;
  return process.getActiveResourcesInfo().filter((kind) => WAITING.test(kind) && kind !== "CloseReq").length > 1;
}

/** The code around a generator goes on. */
function showWhatIsAround(session: Session, strand: Strand): void {
  session.quiet.show(strand.hidden);
  strand.hidden = null;
}

/** A context that stays what it is while the loops around the call go on. What is entered in an unknown one is counted for the strand alone. */
function anchored(session: Session, context: Context): Anchor {
  return context === session.unknown ? new Anchor(UNKNOWN_CONTEXT) : session.anchored(context);
}
