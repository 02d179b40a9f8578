/** Boundaries while recording: which are saved, and how. */
import { sha256 } from "../format/built-in.ts";
import { activationKey, NEVER, type Context, type Frame } from "../context/frame.ts";
import { encodeFrame, type CheckpointMeta } from "../format/checkpoint.ts";
import { askedSoFar, whatWaits, type Asked } from "../later.ts";
import { UNKNOWN_CONTEXT } from "../format/journal-rows.ts";
import type { Session } from "../session.ts";
import { encodeState, WalkTooLong, type EncodedState, type Root } from "../state/encode.ts";
import { CheckpointPolicy, type Since, type Waiting } from "./policy.ts";
import { readStacks, type ErrorStacks } from "../state/error-stacks.ts";
import type { SavedBeside } from "../state/restore.ts";
import { environmentCount, isOlder } from "../state/environments.ts";
import { End } from "../state/places.ts";
import { iteratedAround } from "./around.ts";
import { collectRoots, declaredFunctions } from "./roots.ts";

/** What a followed activation carries along. */
interface Followed {
  readonly isEntered: true;
  readonly key: string;
  /** The iteration at whose start its state was walked. */
  readonly entryIteration: number;
  readonly numbers: ReadonlyMap<object | symbol, number>;
  readonly entryHash: string;
  readonly entryStateHash: string | undefined;
  /** How many environments there were at the entry. */
  readonly environments: number;
  /** Bytes of buffers in its state. */
  readonly leftOutBytes: number;
  readonly since: Since;
  /** Where the Maps and Sets that somebody else may be iterating ended at its entry. */
  readonly ends: ReadonlyMap<object | symbol, End>;
  /** What the program had asked for at its entry, to be run later. */
  readonly asked: Asked;
  saved: number;
  refused: number;
}

/** What a boundary passes. */
interface Passed {
  readonly values: readonly unknown[];
  readonly item: { readonly value: unknown } | undefined;
}

/** One that may be followed later. */
interface NotYet extends Waiting {
  readonly isEntered: false;
}

/** Bytes that the checkpoints of one run may take (HINDLOG_CHECKPOINT_BYTES). */
const DISK_BUDGET = Number(process.env["HINDLOG_CHECKPOINT_BYTES"] ?? 2 ** 31);

/** For how long the engine keeps what was taken out of a collection whose end is kept, milliseconds. */
const LET_GO_MS = 100;

/** The recording side of the boundaries of a session. */
export class CheckpointSaver {
  readonly #session: Session;
  readonly #policy: CheckpointPolicy;
  #bytes = 0;
  #letGoMs = 0;

  constructor(session: Session) {
    this.#session = session;
    this.#policy = new CheckpointPolicy(process.env["HINDLOG_CHECKPOINTS"]);
  }

  /** Whether any boundary is ever saved (`HINDLOG_CHECKPOINTS`). */
  get isOn(): boolean {
    return this.#policy.mode !== "off";
  }

  /** At the start of an iteration that was due. Sets `frame.due`. */
  start(frame: Frame, values: readonly unknown[], item: { readonly value: unknown } | undefined): void {
    const nowMs = this.#session.now();
    if (nowMs >= this.#letGoMs) this.letGo(nowMs);
    const followed = frame.tracked as Followed | NotYet | null;
    if (followed?.isEntered !== true) return this.ask(frame, followed, { values, item }, nowMs);
    const n = frame.k;
    const { since } = followed;
    if (this.single() && this.#policy.savesStart(n, followed.saved, since, nowMs)) {
      const roots = collectRoots(this.#session, frame, frame.site.start, { values, item });
      this.save(followed, roots, { iteration: n, point: "start" });
    }
    frame.due = this.#bytes > DISK_BUDGET ? NEVER : Math.min(NEVER - 1, this.#policy.asksAgain(n, followed.saved + followed.refused, since, nowMs));
    if (followed.ends.size > 0) frame.due = Math.min(frame.due, iterationIn(LET_GO_MS, n, nowMs - since.beganMs));
  }

  /** Behind the loop, after normal completion or break. */
  exit(frame: Frame, values: readonly unknown[]): void {
    const followed = frame.tracked as Followed | NotYet | null;
    if (followed?.isEntered !== true || !this.single()) return;
    const nowMs = this.#session.now();
    if (!this.#policy.savesExit(frame.site, nowMs - followed.since.beganMs, nowMs)) return;
    frame.site.exitsSaved++;
    this.save(followed, collectRoots(this.#session, frame, frame.site.exit, { values }), { iteration: frame.k + 1, point: "exit" });
  }

  /** The activation has ended, in whatever way. */
  leave(frame: Frame): void {
    const followed = frame.tracked as Followed | NotYet | null;
    if (followed === null) return;
    const endMs = this.#session.now();
    const { beganMs } = followed.since;
    this.#policy.ended(frame.site, endMs - beganMs);
    this.#session.quiet.consider(frame.site, endMs - beganMs);
    if (!followed.isEntered || (frame.site.resting > 0 && followed.saved === 0)) return;
    this.#session.json({ type: "loop", key: followed.key, iterations: frame.k + 1, startMs: beganMs, endMs });
  }

  /** Whether to follow an activation from here on. */
  private ask(frame: Frame, before: NotYet | null, at: Passed, nowMs: number): void {
    frame.due = NEVER;
    // Only from its first boundary on it is known when it began.
    if (before === null && frame.k !== 0) return;
    const waiting = before ?? { isEntered: false, since: { beganMs: nowMs, isOutermost: !frame.parent.isFrame }, triedMs: 0 };
    frame.tracked = waiting;
    if (!this.single() || !isKnown(frame)) return;
    if (this.#policy.enters(frame.site, waiting, { n: frame.k, depth: depthOf(frame) }, nowMs) && this.enter(frame, waiting, at, nowMs)) return;
    if (frame.site.resting > 0) return;
    frame.due = Math.min(NEVER, this.#policy.entersLater(frame.k, waiting, this.#session.now()));
  }

  /** One walk fixes every identity for the rest of the activation. @returns whether it could be afforded. */
  private enter(frame: Frame, waiting: NotYet, at: Passed, nowMs: number): boolean {
    const roots = collectRoots(this.#session, frame, frame.site.start, at);
    // One for both walks, as in a replay: a walk adds what it learns of classes.
    const declared = declaredFunctions(this.#session);
    const state = this.walk(frame, waiting, { roots, declared }, nowMs);
    if (state === null) return false;
    const walkMs = this.#session.now() - nowMs;
    this.#policy.walked(walkMs, state.leftOutBytes);
    if (state.unusable !== null) this.#session.note(`unusable ${frame.site.segment}`, `loop ${frame.site.site.name} cannot be checkpointed: ${state.unusable}`);
    const numbers = new Map(state.objects.map((object, index) => [object, index] as const));
    const followed: Followed = {
      isEntered: true,
      key: activationKey(frame),
      entryIteration: frame.k,
      numbers,
      entryHash: hashOf(state.bytes),
      entryStateHash: this.#policy.affordsEntryState(walkMs, state.leftOutBytes, nowMs)
        ? hashOf(encodeState(roots, declared, { expectedBytes: state.leftOutBytes }).bytes)
        : undefined,
      environments: environmentCount(),
      leftOutBytes: state.leftOutBytes,
      since: waiting.since,
      ends: new Map(iteratedAround(this.#session, frame, state.keyed).map((collection) => [collection, new End(collection)])),
      asked: askedSoFar(this.#session),
      saved: 0,
      refused: 0,
    };
    if (followed.entryStateHash !== undefined) this.#policy.saved(this.#session.now() - nowMs - walkMs);
    frame.tracked = followed;
    frame.due = frame.k + 1;
    return true;
  }

  /** The engine lets go of what is not in collections any more whose ends are kept by loops under way. */
  private letGo(nowMs: number): void {
    this.#letGoMs = nowMs + LET_GO_MS;
    for (let at: Context | null = this.#session.current; at !== null; at = at.isFrame ? at.parent : at.origin) {
      const followed = at.isFrame ? (at.tracked as Followed | NotYet | null) : null;
      if (followed?.isEntered === true) for (const end of followed.ends.values()) end.added();
    }
  }

  private walk(
    frame: Frame,
    waiting: NotYet,
    { roots, declared }: { readonly roots: readonly Root[]; readonly declared: Set<object> },
    nowMs: number,
  ): EncodedState | null {
    try {
      return encodeState(roots, declared, { limitMs: this.#policy.walkLimit(waiting.since, nowMs), outline: true });
    } catch (error) {
      if (!(error instanceof WalkTooLong)) throw error;
      this.#session.note(
        `long ${frame.site.segment}`,
        `loop ${frame.site.site.name} takes its first checkpoint late: reading its state takes longer than it may cost so early`,
      );
      this.#policy.gaveUp(waiting, this.#session.now() - nowMs);
      return null;
    }
  }

  /** Whether no other strand is live: what an async function elsewhere holds could not be restored. */
  private single(): boolean {
    return (
      this.#session.main && this.#session.quiet.under === null && this.#session.quiet.hidden === 0 && this.#session.live === (this.#session.strand?.depth ?? 0)
    );
  }

  /** A state may have grown since it was walked at the entry of its loop: reading it is given up where it takes longer than it may cost. */
  private save(followed: Followed, roots: readonly Root[], at: Pick<CheckpointMeta, "iteration" | "point">): void {
    const beganMs = this.#session.now();
    try {
      this.write(followed, roots, at, beganMs);
    } catch (error) {
      if (!(error instanceof WalkTooLong)) throw error;
      followed.refused++;
      this.#policy.savedNothing(this.#session.now() - beganMs);
    }
  }

  private write(followed: Followed, roots: readonly Root[], at: Pick<CheckpointMeta, "iteration" | "point">, beganMs: number): void {
    const limitMs = this.#policy.walkLimit(followed.since, beganMs);
    const options = { entry: followed.numbers.keys(), expectedBytes: followed.leftOutBytes, limitMs };
    const state = encodeState(roots, declaredFunctions(this.#session), options);
    const numbers = Int32Array.from(state.objects, (object) => followed.numbers.get(object) ?? -1);
    const unusable = state.unusable ?? newlyMade(state, numbers, followed.environments);
    const stacks = readStacks(state.objects, () => {
      if (this.#session.now() - beganMs > limitMs) throw new WalkTooLong();
    });
    const added = addedOf(state, followed.ends);
    const body = unusable === null ? [headOf({ numbers, added }, stacks.texts), state.bytes] : [];
    const hash = unusable === null ? hashOf(state.bytes) : "";
    const costMs = this.#session.now() - beganMs;
    const meta: CheckpointMeta = {
      key: followed.key,
      ...at,
      hash,
      entryHash: followed.entryHash,
      entryIteration: followed.entryIteration,
      ...(followed.entryStateHash === undefined ? {} : { entryStateHash: followed.entryStateHash }),
      unusable,
      opaque: [
        ...whatWaits(this.#session, followed.asked).map((reason) => ({ path: "what runs later", reason })),
        ...state.opaque,
        ...stacks.untold.map((index) => ({ path: `${state.pathOf(index)}.stack`, reason: "a stack that the program formats itself" })),
      ],
      atMs: beganMs,
      costMs,
      bytes: body.reduce((sum, piece) => sum + piece.length, 0),
    };
    const frame = encodeFrame(meta, ...body);
    this.#bytes += frame.length;
    if (this.#bytes > DISK_BUDGET) this.#session.note("disk budget", `checkpoints of this run stopped at ${DISK_BUDGET} bytes (HINDLOG_CHECKPOINT_BYTES)`);
    else this.#session.journal?.checkpoint(frame);
    if (unusable === null) followed.saved++;
    else followed.refused++;
    this.#policy.saved(this.#session.now() - beganMs);
  }
}

/** The iteration that is about to begin in so many milliseconds. */
function iterationIn(ms: number, n: number, sinceMs: number): number {
  return n + Math.max(1, Math.floor((ms * Math.max(n, 1)) / Math.max(sinceMs, 1e-6)));
}

/** Whether the context is known that it was entered in. */
function isKnown(frame: Frame): boolean {
  let at: Context = frame;
  while (at.isFrame) at = at.parent;
  return at.id !== UNKNOWN_CONTEXT && at.around === null;
}

/** How many frames are around a frame. */
function depthOf(frame: Frame): number {
  let depth = 0;
  for (let at: Context = frame.parent; at.isFrame; at = at.parent) depth++;
  return depth;
}

/** Why a state holds something that a replay could not make: a function, class or handle that is newer than the loop's entry. */
function newlyMade(state: EncodedState, numbers: Int32Array, environments: number): string | null {
  for (const [index, reason] of state.unmakeable) if (numbers[index]! < 0) return `${state.pathOf(index)} is ${reason}`;
  // The replay has such variables already, but not in the state of the entry: others would be made beside them.
  const older = state.objects.findIndex((object, index) => numbers[index]! < 0 && isOlder(object, environments));
  return older < 0 ? null : `${state.pathOf(older)} are variables older than the loop, which its state did not reach at its entry`;
}

/** How many entries have come to the collections that somebody else may be iterating. */
function addedOf({ objects }: EncodedState, ends: Followed["ends"]): SavedBeside["added"] {
  if (ends.size === 0) return [];
  return objects.flatMap((object, index) => {
    const end = ends.get(object);
    return end === undefined ? [] : [[index, end.added()] as const];
  });
}

/** What stands in JSON between numbers and state. */
interface Beside {
  readonly stacks: ErrorStacks;
  readonly added: SavedBeside["added"];
}

/**
 * What stands before the canonical state in a checkpoint's body: count of objects u32, their numbers in the entry walk i32 each, length of what follows
 * u32, stacks and added entries in JSON.
 */
function headOf({ numbers, added }: SavedBeside, stacks: ErrorStacks): Uint8Array {
  const texts = new TextEncoder().encode(JSON.stringify({ stacks, added } satisfies Beside));
  const behind = 4 + numbers.byteLength;
  const head = new Uint8Array(behind + 4 + texts.length);
  const view = new DataView(head.buffer);
  view.setUint32(0, numbers.length, true);
  head.set(new Uint8Array(numbers.buffer), 4);
  view.setUint32(behind, texts.length, true);
  head.set(texts, behind + 4);
  return head;
}

/** The inverse of a body's layout. */
export function readBody(body: Uint8Array): SavedBeside & { readonly stacks: ErrorStacks; readonly bytes: Uint8Array } {
  const view = new DataView(body.buffer, body.byteOffset);
  const behind = 4 + view.getUint32(0, true) * 4;
  const numbers = new Int32Array(Uint8Array.from(body.subarray(4, behind)).buffer);
  const texts = body.subarray(behind + 4, behind + 4 + view.getUint32(behind, true));
  const beside = JSON.parse(new TextDecoder().decode(texts)) as Beside | ErrorStacks;
  // Older checkpoints have the stacks alone.
  const { stacks, added } = "stacks" in beside ? beside : { stacks: beside, added: [] };
  return { numbers, added, stacks, bytes: body.subarray(behind + 4 + texts.length) };
}

/** SHA-256 of the canonical bytes, hexadecimal. */
export function hashOf(bytes: Uint8Array): string {
  return sha256(bytes);
}
