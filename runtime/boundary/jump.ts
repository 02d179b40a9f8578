/**
 * Boundaries in a replay: obeys the plan, and compares every state that has a checkpoint.
 *
 * Invariants
 * 1. Execution is natural except at the plan's jumps and cuts; each is reported before anything runs behind it.
 * 2. A restored state is encoded again at once and must give the stored hash; else the replay is over (fatal).
 * 3. A jump that cannot be made changes nothing: execution goes on from where it is, and the report says so.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { activationKey, NEVER, type Frame } from "../context/frame.ts";
import { replayTimers } from "../effects/order.ts";
import { readPack, type CheckpointEntry, type CheckpointMeta } from "../format/checkpoint.ts";
import type { ActivationPlan } from "../format/replay-plan.ts";
import type { SlotList } from "../module.ts";
import type { Session } from "../session.ts";
import { decodeState, type DecodedState } from "../state/decode.ts";
import { findDifferences, firstDifference } from "../state/difference.ts";
import { encodeState, type Root } from "../state/encode.ts";
import { isOfPackage } from "../state/kinds.ts";
import { UNREADABLE } from "../state/references.ts";
import { writeStacks } from "../state/error-stacks.ts";
import type { Keyed } from "../state/places.ts";
import { FatalRestoreError, RestoreError, restoreState, type RestoredState } from "../state/restore.ts";
import { iteratedAround } from "./around.ts";
import { itemKey } from "./iterated.ts";
import { collectRoots, declaredFunctions, ITEM, writeRoots } from "./roots.ts";
import { hashOf, readBody } from "./save.ts";

/** So many differences of a state are told, where all are asked for. */
const MOST_DIFFERENCES = 64;

type Target = number | "exit";
type Item = { readonly value: unknown } | undefined;
/** What a boundary passes. */
interface Passed {
  readonly values: readonly unknown[];
  readonly item: Item;
}

/** What is known of an activation that has checkpoints or a plan. */
interface Watched {
  readonly key: string;
  readonly plan: ActivationPlan | undefined;
  /** The first checkpoint that the past run took: it tells of the walk that numbered its objects. */
  readonly first: CheckpointMeta | undefined;
  /** The same walk in this process, once it came there. */
  entry: { readonly live: readonly (object | symbol)[]; readonly equal: boolean } | null;
  readonly starts: ReadonlyMap<number, CheckpointEntry>;
  readonly exit: CheckpointEntry | undefined;
  /** How many items native iteration has handed out. */
  handedOut: number;
  cutTo: number | null;
  /** Native iteration goes by until this one; the slots to set there. */
  seeking: {
    readonly to: number;
    readonly key: { readonly value: unknown } | null;
    readonly values: readonly unknown[];
    /** The item under way is not the one, though it may look like it: it was taken out and added again. */
    passing: boolean;
  } | null;
}

/** A restored state, and what the slots of the boundary are to hold. */
interface Landing extends RestoredState {
  readonly slots: readonly unknown[];
}

/** `undefined`: go on; null: let this item go by; an array: the slots to set. */
export type BoundaryAnswer = undefined | null | readonly unknown[];

/** The replaying side of the boundaries of a session. */
export class Replayer {
  readonly #session: Session;
  readonly #pack: Uint8Array;
  readonly #byKey: Map<string, CheckpointEntry[]> = new Map();
  readonly #waiting: Set<string>;
  /** Loops (`module#loop`) that have a checkpoint or stand in the plan. */
  readonly #known: ReadonlySet<string>;
  #broken = false;
  #lastFlush = 0;

  constructor(session: Session) {
    this.#session = session;
    this.#waiting = new Set(session.plan!.stopAfter);
    this.#pack = readIfThere(join(session.plan!.runFolder, "checkpoints", "pack"));
    for (const entry of readPack(this.#pack).entries) {
      const list = this.#byKey.get(entry.meta.key);
      if (list === undefined) this.#byKey.set(entry.meta.key, [entry]);
      else list.push(entry);
    }
    this.#known = new Set(
      [...this.#byKey.keys(), ...Object.keys(session.plan!.activations)].map((key) => key.slice(key.lastIndexOf("/") + 1, key.lastIndexOf("."))),
    );
  }

  /** Whether any activation of a loop (`module#loop`) has a checkpoint or a plan. */
  knows(segment: string): boolean {
    return this.#known.has(segment);
  }

  /** At the start of every iteration of a loop that can be checkpointed. */
  start(frame: Frame, values: readonly unknown[], item: Item): BoundaryAnswer {
    if (this.#broken) return undefined;
    const watched = (frame.tracked ??= this.watch(frame)) as Watched | null;
    if (watched === null) {
      frame.due = NEVER;
      return undefined;
    }
    watched.handedOut++;
    if (watched.seeking !== null) return this.seek(frame, watched, item);
    if (watched.entry === null && watched.first !== undefined && frame.k === (watched.first.entryIteration ?? 0))
      watched.entry = this.enter(frame, watched, { values, item });
    const answer = frame.cutting ? this.land(frame, watched, watched.cutTo!, { values, item }) : this.arrive(frame, watched, { values, item });
    if (answer !== null && !frame.exiting && watched.plan !== undefined) this.executing(frame, watched);
    return answer;
  }

  /** Behind the last wanted statement of an iteration. @returns whether the rest of it is left out. */
  cut(frame: Frame): boolean {
    const watched = frame.tracked as Watched | null;
    const cut = watched?.plan?.cuts.find((candidate) => candidate.iteration === frame.k);
    if (cut === undefined || watched === null || this.#broken) return false;
    // The heap first, so that the loop's own head (conditions, native iterators) meets what it met in the past run.
    if (this.restore(frame, watched, cut.to, []) === null) return false;
    watched.cutTo = cut.to;
    frame.cutting = true;
    return true;
  }

  /** Behind the loop. */
  exit(frame: Frame, values: readonly unknown[]): void {
    const watched = frame.tracked as Watched | null;
    if (watched === null || this.#broken || frame.exiting || frame.cutting) return;
    if (watched.seeking !== null) return this.fail(frame, watched.seeking.to, "the loop ended before it came there", true);
    if (watched.exit !== undefined) this.compare(watched, watched.exit, collectRoots(this.#session, frame, frame.site.exit, { values }));
  }

  leave(frame: Frame): void {
    const watched = frame.tracked as Watched | null;
    if (watched !== null && frame.cutting && !this.#broken) this.fail(frame, watched.cutTo!, "the loop ended before it came there", true);
  }

  /** A wanted statement was executed: when all were, there is nothing more to do. */
  executed(statement: string): void {
    if (!this.#waiting.delete(statement) || this.#waiting.size > 0) return;
    this.#session.json({ type: "stop", atMs: this.#session.now() });
    this.#session.journal?.flush();
    process.kill(process.pid, "SIGKILL");
  }

  private watch(frame: Frame): Watched | null {
    const key = activationKey(frame);
    const plan = this.#session.plan!.activations[key];
    const saved = this.#byKey.get(key);
    if ((plan === undefined && saved === undefined) || frame.k !== 0) return null;
    const usable = (saved ?? []).filter((entry) => entry.meta.unusable === null);
    return {
      key,
      plan,
      first: saved?.[0]?.meta,
      entry: null,
      starts: new Map(usable.filter((entry) => entry.meta.point === "start").map((entry) => [entry.meta.iteration, entry])),
      exit: usable.find((entry) => entry.meta.point === "exit"),
      handedOut: 0,
      cutTo: null,
      seeking: null,
    };
  }

  /** Numbers the objects of the state as the past run did, and compares what that took down of its state. */
  private enter(frame: Frame, { first }: Watched, passed: Passed): NonNullable<Watched["entry"]> {
    const roots = collectRoots(this.#session, frame, frame.site.start, passed);
    const declared = declaredFunctions(this.#session);
    const { objects, bytes } = encodeState(roots, declared, { outline: true });
    const { entryHash, entryStateHash } = first!;
    const equal = hashOf(bytes) === entryHash && (entryStateHash === undefined || hashOf(encodeState(roots, declared).bytes) === entryStateHash);
    return { live: objects, equal };
  }

  private arrive(frame: Frame, watched: Watched, passed: Passed): BoundaryAnswer {
    const saved = watched.starts.get(frame.k);
    if (saved !== undefined) this.compare(watched, saved, collectRoots(this.#session, frame, frame.site.start, passed));
    const jump = watched.plan?.jumps.find((candidate) => candidate.from === frame.k);
    return jump === undefined ? undefined : this.land(frame, watched, jump.to, passed);
  }

  /** Restores and says how the loop gets there. */
  private land(frame: Frame, watched: Watched, to: Target, { values, item }: Passed): BoundaryAnswer {
    const cut = frame.cutting;
    const from = cut ? frame.k - 1 : frame.k;
    const restored = this.restore(frame, watched, to, values);
    if (restored === null) {
      if (cut) this.fail(frame, to, "the state of the cut could not be restored", true);
      return undefined;
    }
    frame.cutting = false;
    watched.cutTo = null;
    this.#session.json({ type: "jump", key: watched.key, from, to, cut, verified: true });
    tellGuard();
    // They wait since the set-up of this process.
    if (replayTimers().dues().length > 0) this.#session.loseOrder();
    if (to === "exit") {
      frame.exiting = true;
      return restored.slots;
    }
    if (item === undefined) {
      frame.k = to;
      return restored.slots;
    }
    const slots = [...restored.slots, restored.values.get(ITEM)];
    if (frame.seek === "state") {
      frame.k = to;
      return slots;
    }
    const key = itemKey(frame, { value: restored.values.get(ITEM) });
    const { iterated } = frame;
    const passing = isObject(iterated) && (restored.refilled.has(iterated as Keyed) || (restored.placed.has(iterated) && !cut && to !== from));
    watched.seeking = { to, key, values: slots, passing };
    return this.seek(frame, watched, item);
  }

  /** Lets native iteration go by until it hands out the item of the restored iteration. */
  private seek(frame: Frame, watched: Watched, item: Item): BoundaryAnswer {
    const { to, key, values, passing } = watched.seeking!;
    const there = key === null ? watched.handedOut - 1 === to : !passing && Object.is(itemKey(frame, item!)!.value, key.value);
    watched.seeking!.passing = false;
    if (!there) return null;
    watched.seeking = null;
    frame.k = to;
    if (watched.plan !== undefined) this.executing(frame, watched);
    return values;
  }

  private executing(frame: Frame, watched: Watched): void {
    this.#session.json({ type: "iteration", key: watched.key, iteration: frame.k });
    if (this.#session.now() - this.#lastFlush < 50) return;
    this.#lastFlush = this.#session.now();
    this.#session.journal?.flush();
  }

  private restore(frame: Frame, watched: Watched, to: Target, values: readonly unknown[]): Landing | null {
    const entry = to === "exit" ? watched.exit : watched.starts.get(to);
    if (entry === undefined) return this.refuse(frame, to, "there is no such checkpoint");
    if (watched.entry === null)
      return this.refuse(frame, to, `checkpoints of loop ${frame.site.site.name} can be restored from iteration ${watched.first?.entryIteration ?? 0} on`);
    const { live, equal } = watched.entry;
    if (!equal) return this.refuse(frame, to, `the state at the entry of loop ${frame.site.site.name} differs from the past run's`);
    try {
      const { stacks, bytes, ...beside } = readBody(this.body(entry));
      const saved = decodeState(bytes);
      const restored = this.#session.elsewhere(() => restoreState(saved, beside, live, frame.cutting));
      if (iteratedAround(this.#session, frame, restored.refilled).length > 0)
        throw new FatalRestoreError("somebody else may be iterating a collection that had to be filled anew");
      writeRoots(this.#session, restored.values);
      writeStacks(stacks, restored.objects);
      this.verify(frame, watched, { meta: entry.meta, saved }, restored.values);
      return { ...restored, slots: slotValues(frame.site.start, values, restored.values) };
    } catch (error) {
      // Anything but a refusal before the first change leaves a state that is of no more use.
      this.fail(frame, to, error instanceof Error ? error.message : String(error), !(error instanceof RestoreError));
      return null;
    }
  }

  /** The restored state, encoded again, must be the saved one. */
  private verify(frame: Frame, watched: Watched, { meta, saved }: { meta: CheckpointMeta; saved: DecodedState }, values: ReadonlyMap<string, unknown>): void {
    const list = meta.point === "exit" ? frame.site.exit : frame.site.start;
    const slots = list.names.map((name) => values.get(name));
    const item = values.has(ITEM) ? { value: values.get(ITEM) } : undefined;
    const roots = collectRoots(this.#session, frame, list, { values: slots, item });
    const again = encodeState(roots, declaredFunctions(this.#session), { entry: watched.entry?.live ?? [] });
    if (hashOf(again.bytes) === meta.hash) return;
    const difference = firstDifference(saved, decodeState(again.bytes));
    throw new FatalRestoreError(`the restored state, encoded again, is not the saved one: ${difference ?? "in its order"}`);
  }

  private compare(watched: Watched, entry: CheckpointEntry, roots: readonly Root[]): void {
    const { meta } = entry;
    const state = encodeState(roots, declaredFunctions(this.#session), { entry: watched.entry?.live ?? [] });
    const equal = hashOf(state.bytes) === meta.hash;
    const at: Target = meta.point === "exit" ? "exit" : meta.iteration;
    if (equal) return this.#session.json({ type: "hash", key: watched.key, at, equal });
    const { isOrderLost } = this.#session;
    const isForeign = (index: number): boolean => {
      const object = state.objects[index];
      return typeof object === "object" && isOfPackage(object);
    };
    const saved = decodeState(readBody(this.body(entry)).bytes);
    const { found, inPackages, ways } = findDifferences(saved, decodeState(state.bytes), isOrderLost ? MOST_DIFFERENCES : 1, isForeign);
    const difference = (found[0] ?? inPackages[0])?.text;
    const paths =
      isOrderLost && found.length > 0 && found.length < MOST_DIFFERENCES && ways.length <= MOST_DIFFERENCES ? found.map(({ path }) => path) : undefined;
    const isApart = (found.length === 0 || paths !== undefined) && inPackages.length > 0 && ways.length <= MOST_DIFFERENCES;
    this.#session.json({
      type: "hash",
      key: watched.key,
      at,
      equal,
      ...(difference === undefined ? {} : { difference }),
      ...(paths === undefined ? {} : { paths }),
      ...(isApart ? { inPackages: ways } : {}),
    });
  }

  private body({ meta, offset }: CheckpointEntry): Uint8Array {
    return this.#pack.subarray(offset, offset + meta.bytes);
  }

  private refuse(frame: Frame, to: Target, reason: string): null {
    this.fail(frame, to, reason, false);
    return null;
  }

  private fail(frame: Frame, to: Target, reason: string, fatal: boolean): void {
    if (fatal) this.#broken = true;
    this.#session.json({ type: "jump-failed", key: activationKey(frame), from: frame.k, to, reason, fatal });
    this.#session.journal?.flush();
  }
}

/** Values for the slots of a boundary; those that the checkpoint does not have (gone at the exit, unreadable) stay as they are. */
function slotValues(list: SlotList, present: readonly unknown[], saved: ReadonlyMap<string, unknown>): readonly unknown[] {
  return list.names.map((name, index) => (saved.has(name) && saved.get(name) !== UNREADABLE ? saved.get(name) : present[index]));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function readIfThere(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch {
    return new Uint8Array(0);
  }
}

/** What was left out may have written files: who watches what the program reads (server/replay/process/guard-reads.ts) wants to know. */
function tellGuard(): void {
  const told = (globalThis as { [JUMPED]?: () => void })[JUMPED];
  told?.();
}

const JUMPED = Symbol.for("hindlog.replay.jumped");
