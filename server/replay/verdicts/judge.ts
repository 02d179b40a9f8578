/**
 * Gives every value that a replay found its verdict (DESIGN §8). Pure.
 *
 * The replay's journal is read as *stretches*: the set-up and what follows it, then one stretch a jump. The hash rows of a
 * stretch divide it into windows.
 *
 * Invariants
 * 1. verified: all original records of the value's window came out bit-equal, the state hash at its end agrees where there is one, and
 *    there is evidence: of the stretch itself (a whole iteration up to an equal hash, or a record behind one), else of the exercise
 *    of every loop whose checkpoints the value rests on. In the first stretch, where nothing was restored, one equal record is enough.
 * 2. diverged: a record or a hash differed and no boundary has since shown the state to be that of the past run.
 * 3. unverifiable: everything else, with why.
 * 4. Nothing behind a fatal jump or the last kept clock reading is used, and nothing behind the last thing that a killed run is known to have done, or one that
 *    something beside its main activity may have ended at any moment (lost-order.ts).
 */
import type { CheckpointMeta } from "../../../runtime/format/checkpoint.ts";
import type { HashRow, JumpRow } from "../../../runtime/format/journal-rows.ts";
import { parseActivationKey } from "../../../runtime/format/key.ts";
import { Alignment, iterationOf } from "./alignment.ts";
import { describeBoundary, describeRecord, describeValue } from "./describe-place.ts";
import type { JournalEvent, RecordEvent } from "../journal-events.ts";
import { Taints } from "./taints.ts";
import { usableEvents, type Replayed } from "./usable-events.ts";

/** What is known about one value. */
export interface Judgement {
  readonly verdict: "verified" | "diverged" | "unverifiable";
  /** Why it is not verified. */
  readonly reason?: string;
}

/** A value of an inserted statement with its verdict. */
export interface JudgedCell extends Judgement {
  readonly record: RecordEvent;
}

/** What came of a replay. */
export interface Judged {
  readonly cells: readonly JudgedCell[];
  /** Values that were found behind the last thing that the killed run is known to have done. */
  readonly beyondEnd: number;
  /** Iterations that were executed, by activation key, ascending. */
  readonly executed: Readonly<Record<string, readonly number[]>>;
  /** Why values behind some place are missing: a fatal jump. */
  readonly fatal: string | null;
  /** Why it did not do what the past run did, where it went another way first; null where it did. */
  readonly different: string | null;
  /** What differed in objects of packages alone, which is no difference of the program's; null where nothing did. */
  readonly inPackages: InPackages | null;
}

/** A difference that lies in objects of packages. */
export interface InPackages {
  /** The first one, for a person. */
  readonly difference: string;
  /** By which ways the program's own objects lead to those. */
  readonly ways: ReadonlySet<string>;
}

/** How the replay process ended. `stopped`: by its own stop row or by the server, as planned. */
export interface ReplayEnd {
  readonly stopped: boolean;
  readonly code: number | null;
  /** Last line of the error output of a process that failed. */
  readonly error?: string;
}

/** What the judge goes by. */
export interface JudgeInput extends Replayed {
  readonly end: ReplayEnd;
}

/** Judges a whole replay. */
export function judge(input: JudgeInput): Judged {
  const usable = usableEvents(input);
  const reader = new Reader(input);
  for (const event of usable.events) reader.read(event);
  if (usable.isWhole) reader.end(input.end);
  return {
    cells: reader.judgements(),
    beyondEnd: usable.beyondEnd,
    executed: reader.executed(),
    fatal: usable.fatal,
    different: reader.different,
    inPackages: reader.inPackages,
  };
}

function boundary(key: string, at: number | "exit"): string {
  return `${key} ${at}`;
}

function checkpointsOf(checkpoints: readonly CheckpointMeta[]): Map<string, CheckpointMeta> {
  return new Map(checkpoints.map((meta) => [boundary(meta.key, meta.point === "exit" ? "exit" : meta.iteration), meta]));
}

interface Cell {
  readonly record: RecordEvent;
  readonly stretch: Stretch;
  readonly deps: readonly JumpRow[];
  /** Known once its window is over. */
  diverged: string | null;
  /** A whole iteration up to an equal hash followed, or a record behind one. */
  evidence: boolean;
}

interface Stretch {
  readonly jump: JumpRow | null;
  readonly checkpoint: CheckpointMeta | undefined;
  /** A record that counts as evidence came out equal. */
  evidence: boolean;
  /** Sites of loops of which an iteration was executed since the jump. */
  readonly sites: Set<string>;
}

/** Reads the replay's events in order. */
class Reader {
  readonly #input: JudgeInput;
  readonly #alignment: Alignment;
  readonly #checkpoints: Map<string, CheckpointMeta>;
  readonly #cells: Cell[] = [];
  readonly #taints = new Taints();
  readonly #exercised = new Set<string>();
  readonly #executed = new Map<string, Set<number>>();
  #stretch: Stretch = { jump: null, checkpoint: undefined, evidence: false, sites: new Set() };
  #deps: readonly JumpRow[] = [];
  /** First cell of the window under way. */
  #windowFrom = 0;
  /** First cell of the stretch under way. */
  #stretchFrom = 0;
  /** The first difference. */
  different: string | null = null;
  inPackages: { readonly difference: string; readonly ways: Set<string> } | null = null;
  /** Context of the last thing seen. */
  #path = "";
  /** Activations whose state was shown to be right at one of their boundaries: what differs there later came about inside. */
  readonly #synced = new Set<string>();

  constructor(input: JudgeInput) {
    this.#input = input;
    this.#alignment = new Alignment(input.run.records, input.lostOrder);
    this.#checkpoints = checkpointsOf(input.run.checkpoints);
  }

  read(event: JournalEvent): void {
    if (event.type === "record") this.#record(event);
    else if (event.type === "hash") this.#hash(event);
    else if (event.type === "jump") this.#jump(event);
    else if (event.type === "order-lost") this.#alignment.loseOrder();
    else if (event.type === "iteration") this.#iteration(event.key, event.iteration);
  }

  end({ stopped, code, error }: ReplayEnd): void {
    if (stopped) return;
    const { run } = this.#input;
    const expected = this.#alignment.inStep ? (this.#alignment.expected ?? this.#alignment.leftOver) : null;
    const cause = error === undefined ? "" : ` (${error})`;
    if (expected !== null) this.#taint(`${describeRecord(expected, this.#input.loopName)} did not come: the replay ended before it${cause}`);
    else if (run.ended && code !== run.exitCode) this.#taint(`the replay ended with status ${code}${cause}, the past run with ${run.exitCode}`);
  }

  judgements(): JudgedCell[] {
    return this.#cells.map((cell) => ({ record: cell.record, ...this.#judgement(cell) }));
  }

  executed(): Record<string, number[]> {
    return Object.fromEntries([...this.#executed].map(([key, iterations]) => [key, [...iterations].sort((a, b) => a - b)]));
  }

  #record(record: RecordEvent): void {
    if (record.path !== null) this.#path = record.path;
    if (record.statement < 0) {
      this.#cells.push({ record, stretch: this.#stretch, deps: this.#deps, diverged: this.#taints.at(record.path), evidence: false });
      return;
    }
    const compared = this.#alignment.record(record);
    if (compared.kind === "different") this.#taint(this.#difference(record, compared.expected));
    else if (compared.kind === "equal" && this.#isEvidence(record)) this.#stretch.evidence = true;
  }

  #difference(found: RecordEvent, expected: RecordEvent | null): string {
    const { loopName } = this.#input;
    if (expected === null) return `${describeRecord(found, loopName)} came out of the replay, the past run has none there`;
    const samePlace =
      expected.module === found.module && expected.statement === found.statement && expected.path === found.path && expected.part === found.part;
    const past = describeRecord(expected, loopName);
    if (samePlace) return `${past} was ${describeValue(expected.bytes)} in the past run, the replay gave ${describeValue(found.bytes)}`;
    return `the past run has ${past} where the replay gave ${describeRecord(found, loopName)}`;
  }

  /** Of a restored stretch a record counts only behind a whole iteration: what is printed first often just repeats what was restored. */
  #isEvidence(record: RecordEvent): boolean {
    const { jump } = this.#stretch;
    if (jump === null) return true;
    if (jump.to === "exit" || record.path === null) return false;
    const iteration = iterationOf(record.path, jump.key);
    return iteration === null || iteration > jump.to;
  }

  #iteration(key: string, iteration: number): void {
    const executed = this.#executed.get(key) ?? new Set();
    executed.add(iteration);
    this.#executed.set(key, executed);
    const { module, loop } = parseActivationKey(key);
    this.#stretch.sites.add(`${module}#${loop}`);
    this.#path = `${key}@${iteration}`;
  }

  #hash({ key, at, equal: isSame, difference, paths, inPackages }: HashRow): void {
    const checkpoint = this.#checkpoints.get(boundary(key, at));
    // Of another release (other-releases.ts): its bytes say nothing.
    if (checkpoint === undefined) return;
    const missing = this.#alignment.arrive(key, at, checkpoint);
    const { loopName } = this.#input;
    if (missing !== null) this.#taint(`${describeRecord(missing, loopName)} did not come before ${describeBoundary(key, at, loopName)}`);
    if (inPackages !== undefined) {
      this.inPackages ??= { difference: `at ${describeBoundary(key, at, loopName)}: ${difference ?? "?"}`, ways: new Set() };
      for (const way of inPackages) this.inPackages.ways.add(way);
    }
    // All that is the program's own is the same (docs/decisions/044).
    const equal = isSame || (inPackages !== undefined && paths === undefined);
    // What is not in order may have changed it, and nothing else did: that says nothing.
    if (!equal && paths?.every((path) => this.#input.lostOrder.mayDiffer(path)) === true) return;
    if (!equal) {
      this.#path = this.#synced.has(key) ? `${key}@0` : parseActivationKey(key).parent;
      this.#taint(`the state at ${describeBoundary(key, at, loopName)} differs${difference === undefined ? "" : `: ${difference}`}`);
    } else {
      if (this.#taints.at(`${key}@0`) === null && this.#isWhole(key, at, checkpoint)) this.#prove(key, checkpoint);
      this.#alignment.moveTo(key, at, checkpoint);
      this.#taints.clear(key);
      this.#synced.add(key);
    }
    this.#windowFrom = this.#cells.length;
  }

  #prove(key: string, meta: CheckpointMeta | undefined): void {
    const { jump, sites } = this.#stretch;
    if (jump !== null && (meta?.opaque.length ?? 0) > 0) return;
    for (let index = this.#stretchFrom; index < this.#cells.length; index++) this.#cells[index]!.evidence = true;
    this.#stretch.evidence = true;
    if (jump === null || this.#opaque(this.#deps) !== null) return;
    for (const site of [siteOf(key), ...sites, ...this.#deps.map((dep) => siteOf(dep.key))]) this.#exercised.add(site);
  }

  /** Whether at least one whole iteration was executed between the last jump and this boundary; where nothing was restored the set-up counts too. */
  #isWhole(key: string, at: number | "exit", meta: CheckpointMeta | undefined): boolean {
    const { jump } = this.#stretch;
    const reached = at === "exit" ? (meta?.iteration ?? 0) : at;
    if (jump === null) return true;
    if (jump.key === key) return jump.to !== "exit" && reached > jump.to;
    const inside = iterationOf(jump.key, key);
    return inside === null ? reached > 0 : reached > inside + 1;
  }

  #jump(jump: JumpRow): void {
    const { loopName } = this.#input;
    const missing = jump.cut ? null : this.#alignment.arrive(jump.key, jump.from, this.#checkpoints.get(boundary(jump.key, jump.from)));
    if (missing !== null) this.#taint(`${describeRecord(missing, loopName)} did not come before ${describeBoundary(jump.key, jump.from, loopName)}`);
    const checkpoint = this.#checkpoints.get(boundary(jump.key, jump.to));
    // Nothing is restored there unless the state was the past run's.
    const isCompared = checkpoint?.entryStateHash !== undefined && jump.from === (checkpoint.entryIteration ?? 0);
    if (missing === null && isCompared && this.#stretch.jump === null) this.#stretch.evidence = true;
    this.#deps = [...this.#deps.filter((dep) => dep.key !== jump.key && !dep.key.startsWith(`${jump.key}@`)), jump];
    this.#alignment.jumpTo(jump.key, jump.to, checkpoint);
    if (jump.verified) {
      this.#taints.clear(jump.key);
      this.#synced.add(jump.key);
    }
    this.#stretch = { jump, checkpoint, evidence: false, sites: new Set() };
    this.#windowFrom = this.#stretchFrom = this.#cells.length;
  }

  /** Something differed: the values of the window under way are spoilt, and what follows until a boundary clears it. */
  #taint(reason: string): void {
    this.different ??= reason;
    this.#taints.add(reason, this.#path);
    for (let index = this.#windowFrom; index < this.#cells.length; index++) this.#cells[index]!.diverged ??= reason;
  }

  #judgement({ deps, stretch, diverged, evidence }: Cell): Judgement {
    if (diverged !== null) return { verdict: "diverged", reason: diverged };
    const opaque = this.#opaque(deps);
    if (opaque !== null) return { verdict: "unverifiable", reason: opaque };
    const unchecked = deps.find((dep) => !dep.verified);
    if (unchecked !== undefined)
      return {
        verdict: "unverifiable",
        reason: `what was restored at ${describeBoundary(unchecked.key, unchecked.to, this.#input.loopName)} could not be compared`,
      };
    if (evidence || stretch.evidence) return { verdict: "verified" };
    if (stretch.jump === null) return { verdict: "unverifiable", reason: "no original record and no state hash to compare with" };
    const missing = deps.find((dep) => !this.#exercised.has(siteOf(dep.key)));
    if (missing === undefined) return { verdict: "verified" };
    return {
      verdict: "unverifiable",
      reason: `restore not exercised: no whole segment behind ${describeBoundary(missing.key, missing.to, this.#input.loopName)} was replayed to an equal hash`,
    };
  }

  #opaque(deps: readonly JumpRow[]): string | null {
    for (const dep of deps) {
      const value = this.#checkpoints.get(boundary(dep.key, dep.to))?.opaque[0];
      if (value !== undefined) return `${value.path} could not be restored at ${describeBoundary(dep.key, dep.to, this.#input.loopName)}: ${value.reason}`;
    }
    return null;
  }
}

function siteOf(key: string): string {
  const { module, loop } = parseActivationKey(key);
  return `${module}#${loop}`;
}
