/**
 * What one process (or worker thread) knows of its run: one object, shared by the ESM and the CommonJS build.
 *
 * Invariants
 * 1. A session is off, recording or replaying for its whole life; a failure only stops the writing.
 * 2. Nothing in it throws into the user's program.
 */
import { isMainThread } from "node:worker_threads";
import type { Held } from "./boundary/around.ts";
import { isMarked, markLeftOut, QuietLoops } from "./context/quiet.ts";
import { Anchor, presentAnchor, type Context, type Frame } from "./context/frame.ts";
import { AskedFiles } from "./files.ts";
import { writeContextRow, writeJsonRow } from "./format/journal.ts";
import { UNKNOWN_CONTEXT, type JsonRow } from "./format/journal-rows.ts";
import type { ReplayPlan } from "./format/replay-plan.ts";
import type { RunFile } from "./format/run.ts";
import { Effects } from "./effects/effects.ts";
import { Inputs } from "./inputs.ts";
import type { Job } from "./later.ts";
import { Journal } from "./journal/journal.ts";
import type { RuntimeModule, RuntimeSite } from "./module.ts";
import type { Waiting } from "./state/shared.ts";
import { replaceFetch } from "./effects/fetch.ts";
import { replaceMathRandom, seededState, type RandomState } from "./random.ts";
import { complain, setUp, type SessionSetUp } from "./set-up.ts";
import { Surroundings } from "./state/surroundings.ts";

/** An async function or generator under way; see strand.ts. */
export interface Strand {
  /** A generator that is not async. */
  readonly isSync: boolean;
  /** What was current when it was entered, the last time. */
  caller: Context;
  parent: Strand | null;
  /** Whose code goes on where it waits for the first time since it was entered. */
  back: Strand | null;
  depth: number;
  saved: Context;
  /** It has waited since it was entered: there is no caller to go back to. */
  suspended: boolean;
  /** A generator that waits at a yield. */
  away: boolean;
  /** A generator that was advanced when nobody's code was known to run: who waits for it is not known. */
  isOnItsOwn: boolean;
  /** What is left out around a generator that runs. */
  hidden: RuntimeSite | null;
  /** What an async generator says of itself; null for others. */
  waiting: Waiting | null;
  /** Of a module: what is known of its way; null for functions. */
  top: ModuleStrand | null;
}

/** How far a module has come that awaits at its top. */
export interface ModuleStrand {
  /** How often it has waited; -1 when it is over. */
  waits: number;
  /** What it waits for; UNTOLD where that cannot be awaited once more. */
  awaited: unknown;
  isFollowed: boolean;
}

/** The state of the runtime. */
export class Session {
  readonly mode: SessionSetUp["mode"];
  readonly root: Anchor = new Anchor(0);
  readonly unknown: Anchor = new Anchor(UNKNOWN_CONTEXT);
  readonly modules: RuntimeModule[] = [];
  readonly random: RandomState;
  readonly run: RunFile | null;
  readonly plan: ReplayPlan | null;
  readonly inputs: Inputs;
  readonly effects: Effects;
  readonly files: AskedFiles;
  readonly surroundings: Surroundings;
  /** Absolute folder of the run (recording) or of the replay's output. */
  readonly folder: string | null;
  readonly journal: Journal | null;
  /** Main thread of the process: only there boundaries save and restore. */
  readonly main: boolean;
  current: Context = this.root;
  strand: Strand | null = null;
  /** Waits for an async generator that begins now. */
  opening: Strand | null = null;
  /** What that strand iterates. */
  opened: object | null = null;
  /** Async functions that have begun and not ended. */
  live = 0;
  /** Of all that are under way the last one, where each waits for the next; null where nobody knows of such. */
  innermost: Strand | null = null;
  /** Replay: in which order effects and other things went on is not that of the past run, or not known to be. */
  get isOrderLost(): boolean {
    return this.#isOrderLost;
  }
  #isOrderLost = false;
  /** Which loops are left out. */
  readonly quiet: QuietLoops = new QuietLoops(process.env["HINDLOG_QUIET"]);
  /** Values of template holes on their way to the log call around them. */
  readonly holes: unknown[] = [];
  /** What blocks and calls under way iterate, the innermost last. */
  readonly held: Held[] = [];
  /** Somebody has got an iterator of a Map or Set, and nobody knows of which one. */
  isAnyHanded = false;
  /** See later.ts. */
  job: Job = { over: true };
  reactions: { readonly job: Job; readonly count: number } = { job: this.job, count: 0 };
  /** What instrumented ES modules call, once it is loaded: CommonJS modules call the same (build.mjs). */
  calls: object | null = null;
  /** Objects named by `checkpoint()`. */
  readonly named: Map<string, object> = new Map();
  readonly #began = performance.now();
  readonly #noted = new Set<string>();
  #contexts = 0;

  constructor(given: SessionSetUp) {
    this.mode = given.mode;
    this.run = given.run;
    this.plan = given.plan;
    this.folder = given.folder;
    this.main = isMainThread;
    this.random = seededState(given.seed);
    this.inputs = new Inputs(this);
    this.effects = new Effects(this);
    this.files = new AskedFiles(this);
    this.journal = given.folder === null ? null : this.openJournal(given.folder, given.journal);
    if (this.mode !== "off") {
      replaceMathRandom(this.random, () => this.effects.isInside);
      replaceFetch(this.effects);
    }
    this.surroundings = new Surroundings();
    if (this.mode === "off") return;
    process.on("exit", (code) => this.end(code));
  }

  /** Milliseconds since the run began. */
  now(): number {
    return performance.now() - this.#began;
  }

  /** See {@link isOrderLost}. */
  loseOrder(): void {
    if (this.#isOrderLost) return;
    this.#isOrderLost = true;
    this.json({ type: "order-lost" });
  }

  json(row: JsonRow): void {
    if (this.journal === null) return;
    writeJsonRow(this.journal.begin(), row);
    this.journal.commit();
  }

  /** Records something that could not be done, once a kind. */
  note(kind: string, text: string): void {
    if (this.#noted.has(kind)) return;
    this.#noted.add(kind);
    this.json({ type: "note", kind, text });
  }

  /** The context of what is recorded now. */
  recording(): Context {
    if (this.quiet.under === null) return this.current;
    this.quiet.wake();
    return this.unknown;
  }

  /** Id of a context in the journal; writes its row (and those above it) at first use. */
  contextId(context: Context): number {
    if (!context.isFrame) return context.id < 0 ? this.anchorId(context) : this.idOf(context);
    const iteration = context.iteration;
    if (context.contextIteration === iteration) return context.contextId;
    const anchor = presentAnchor(context);
    const id = anchor === null || anchor.id < 0 ? this.newContext(context, { parent: this.contextId(context.parent), iteration, value: context.v }) : anchor.id;
    if (anchor !== null) anchor.id = id;
    context.contextIteration = iteration;
    context.contextId = id;
    return id;
  }

  private idOf({ id }: Anchor): number {
    if (id === UNKNOWN_CONTEXT) this.quiet.lost();
    return id;
  }

  private anchor(frame: Frame): Anchor {
    const parent = frame.anchor?.parent ?? this.anchored(frame.parent);
    frame.anchor = new Anchor(-1, { from: frame, parent, value: shortValue(frame.v) });
    if (frame.contextIteration === frame.iteration) frame.anchor.id = frame.contextId;
    if (isMarked(frame)) markLeftOut(frame.anchor, frame.leftOutSince);
    return frame.anchor;
  }

  /** A context that stays what it is while the loops around the present one go on. */
  anchored(context: Context): Anchor {
    return context.isFrame ? (presentAnchor(context) ?? this.anchor(context)) : context;
  }

  /** Runs the work of an effect: it records where the effect is, and what it enters counts for itself. */
  inEffect<T>(work: () => T): T {
    const { current } = this;
    this.current = new Anchor(-1, null, this.anchored(this.recording()));
    try {
      return work();
    } finally {
      this.current = current;
    }
  }

  private anchorId(anchor: Anchor): number {
    if (anchor.around !== null) return (anchor.id = this.contextId(anchor.around));
    const frame = anchor.origin!;
    anchor.id = this.newContext(frame, { parent: this.contextId(anchor.parent!), iteration: anchor.originIteration, value: anchor.value });
    return anchor.id;
  }

  private newContext(
    { site, entry }: Frame,
    { parent, iteration, value }: { readonly parent: number; readonly iteration: number; readonly value: unknown },
  ): number {
    if (parent === UNKNOWN_CONTEXT) {
      this.quiet.lost(site);
      return UNKNOWN_CONTEXT;
    }
    const id = ++this.#contexts;
    site.isFollowed = true;
    if (this.journal !== null) {
      const row = { type: "context", id, parent, module: site.module.index, loop: site.site.id, entry, iteration, value: shortValue(value) } as const;
      writeContextRow(this.journal.begin(), row);
      this.journal.commit();
    }
    return id;
  }

  /** Runs something in no known context: loops that it enters count in none of the program's. */
  elsewhere<T>(work: () => T): T {
    const { current, strand } = this;
    this.current = this.unknown;
    try {
      return work();
    } finally {
      this.current = current;
      this.strand = strand;
    }
  }

  /** Whether the present context lies in an iteration of this loop. */
  isIn(module: RuntimeModule, loop: number): boolean {
    for (let at: Context | null = this.current; at !== null; at = at.isFrame ? at.parent : at.origin) {
      if (at.isFrame && at.site.module === module && at.site.site.id === loop) return true;
    }
    return false;
  }

  private openJournal(folder: string, name: string): Journal | null {
    try {
      return new Journal(folder, name, {
        threaded: this.mode === "record",
        report: (problem) => complain(`${problem} in ${folder}; the rest of this run is not recorded. The program goes on.`),
      });
    } catch (error) {
      complain(`${folder} could not be written (${(error as NodeJS.ErrnoException).code ?? String(error)}); this run is not recorded. The program goes on.`);
      return null;
    }
  }

  private end(code: number): void {
    this.effects.end();
    if (this.main) this.json({ type: "end", code, atMs: this.now() });
    this.journal?.close();
  }
}

const KEY = Symbol.for("hindlog.session.1");

/** The session of this thread; made at first use. */
export function session(): Session {
  const holder = globalThis as { [KEY]?: Session };
  if (holder[KEY] === undefined) Object.defineProperty(holder, KEY, { value: new Session(setUp()), enumerable: false });
  return holder[KEY]!;
}

/** Loop variables are kept beside the iteration where they are short. */
function shortValue(value: unknown): unknown {
  if (typeof value === "string") return value.length <= 1000 ? value : undefined;
  return typeof value === "object" || typeof value === "function" || typeof value === "symbol" ? undefined : value;
}
