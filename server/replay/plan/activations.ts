/** The loop activations of a run as a tree, from its checkpoints, loop rows and contexts. */
import type { CheckpointMeta } from "../../../runtime/format/checkpoint.ts";
import type { LoopRow } from "../../../runtime/format/journal-rows.ts";
import { activationSegment, parseActivationKey, type ContextLevel } from "../../../runtime/format/key.ts";

/** One activation of a loop in the past run. */
export interface Activation {
  readonly key: string;
  /** Context path it was entered in. */
  readonly parent: string;
  readonly module: string;
  readonly loop: number;
  readonly entry: number;
  /** Iterations that were started, as far as is known; at least 1 more than the largest one seen. */
  iterations: number;
  /** Whether the run is known to have left it. */
  ended: boolean;
  /** Usable checkpoints at iteration starts, by iteration, ascending. */
  readonly starts: Map<number, CheckpointMeta>;
  /** The iteration from which on checkpoints can be restored. */
  entryIteration: number;
  exit: CheckpointMeta | null;
  /** Milliseconds since the run began; NaN where not known. */
  startMs: number;
  endMs: number;
}

/** Activations by key, and those entered in each context path. */
export interface ActivationTree {
  readonly byKey: ReadonlyMap<string, Activation>;
  /** In order of first sight. */
  readonly byParent: ReadonlyMap<string, readonly Activation[]>;
  /** Context paths below an activation in which other activations were entered: activation key -> iterations, ascending. */
  readonly nested: ReadonlyMap<string, readonly number[]>;
}

/** Builds the tree. @param contexts - levels of the contexts in which records were emitted. */
export function buildTree(checkpoints: readonly CheckpointMeta[], loops: readonly LoopRow[], contexts: Iterable<readonly ContextLevel[]>): ActivationTree {
  const byKey = new Map<string, Activation>();
  for (const meta of checkpoints) addCheckpoint(open(byKey, meta.key), meta);
  for (const row of loops) {
    const activation = open(byKey, row.key);
    activation.iterations = Math.max(activation.iterations, row.iterations);
    activation.ended = true;
    activation.startMs = row.startMs;
    activation.endMs = row.endMs;
  }
  for (const levels of contexts) addContext(byKey, levels);
  for (const activation of byKey.values()) sortStarts(activation);
  return index(byKey);
}

/** Key of the activation that a context level belongs to, given the path above it. */
function keyOf(parent: string, level: Pick<ContextLevel, "module" | "loop" | "entry">): string {
  const segment = activationSegment(level.module, level.loop, level.entry);
  return parent === "" ? segment : `${parent}/${segment}`;
}

function open(byKey: Map<string, Activation>, key: string): Activation {
  let activation = byKey.get(key);
  if (activation === undefined) {
    activation = {
      key,
      ...parseActivationKey(key),
      iterations: 0,
      ended: false,
      entryIteration: 0,
      starts: new Map(),
      exit: null,
      startMs: Number.NaN,
      endMs: Number.NaN,
    };
    byKey.set(key, activation);
  }
  return activation;
}

function addCheckpoint(activation: Activation, meta: CheckpointMeta): void {
  activation.entryIteration = meta.entryIteration ?? 0;
  if (meta.point === "exit") {
    activation.ended = true;
    activation.iterations = Math.max(activation.iterations, meta.iteration);
    if (meta.unusable === null) activation.exit = meta;
    return;
  }
  activation.iterations = Math.max(activation.iterations, meta.iteration + 1);
  if (meta.unusable === null) activation.starts.set(meta.iteration, meta);
}

function addContext(byKey: Map<string, Activation>, levels: readonly ContextLevel[]): void {
  let parent = "";
  for (const level of levels) {
    const key = keyOf(parent, level);
    const activation = open(byKey, key);
    if (level.iteration >= activation.iterations) activation.iterations = level.iteration + 1;
    parent = `${key}@${level.iteration}`;
  }
}

function sortStarts(activation: Activation): void {
  const sorted = [...activation.starts].sort(([a], [b]) => a - b);
  activation.starts.clear();
  for (const [iteration, meta] of sorted) activation.starts.set(iteration, meta);
}

function index(byKey: Map<string, Activation>): ActivationTree {
  const byParent = new Map<string, Activation[]>();
  const nested = new Map<string, Set<number>>();
  for (const activation of byKey.values()) {
    const siblings = byParent.get(activation.parent);
    if (siblings === undefined) byParent.set(activation.parent, [activation]);
    else siblings.push(activation);
    const at = activation.parent.lastIndexOf("@");
    if (at < 0) continue;
    const owner = activation.parent.slice(0, at);
    const iterations = nested.get(owner) ?? new Set();
    iterations.add(Number(activation.parent.slice(at + 1)));
    nested.set(owner, iterations);
  }
  const sorted = new Map([...nested].map(([key, iterations]) => [key, [...iterations].sort((a, b) => a - b)]));
  return { byKey, byParent, nested: sorted };
}
