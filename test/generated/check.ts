/**
 * The oracle: a batch of programs plain, instrumented, and replayed from boundaries of every kind.
 *
 * Invariants
 * 1. Outputs are compared line by line and position by position: behind a jump exactly those lines may come that the recorded
 *    program printed behind that checkpoint.
 * 2. Nothing is passed over: every program gets a finding for each kind of boundary.
 */
import { BOUNDARIES, choose, wayTo, type Boundary, type Saved, type Way } from "./boundaries.ts";
import type { JournalRow } from "../../runtime/format/journal-rows.ts";
import type { CheckpointMeta } from "../../runtime/format/checkpoint.ts";
import type { ActivationPlan } from "../../runtime/format/replay-plan.ts";
import { Batch, type BatchProgram, type Outcome, type Package, type Printed } from "./processes.ts";

/**
 * What came of restoring one boundary. `silent`: wrong output with equal hashes and nothing flagged; the worst there is.
 * `flagged`: wrong output or state, and the runtime's own comparison says so. `unfaithful`: the runtime's check right behind the restore failed. `doubted`: wrong output,
 * and the checkpoint had named something that it keeps by identity only. `absent`: the program has no such boundary.
 */
export type Verdict = "exact" | "refused" | "unverifiable" | "doubted" | "unfaithful" | "flagged" | "silent" | "broken" | "absent";

export interface Finding {
  readonly number: number;
  readonly boundary: Boundary;
  readonly verdict: Verdict;
  /** Why; what differs. */
  readonly reason: string;
}

/** What a batch showed. */
export interface BatchResult {
  readonly findings: readonly Finding[];
  /** Programs whose output changed by instrumentation, with what differs. */
  readonly changed: readonly { readonly number: number; readonly reason: string }[];
  /** Programs that left the runtime in another state than they found it in. */
  readonly leaks: readonly { readonly number: number; readonly reason: string }[];
  readonly boundaries: number;
}

/** Runs everything for a batch. @param kinds - the boundaries to restore. */
export async function checkBatch(
  programs: readonly BatchProgram[],
  package_: Package,
  seed: number,
  kinds: readonly Boundary[] = BOUNDARIES,
): Promise<BatchResult> {
  const batch = new Batch(programs, package_, seed);
  try {
    return await new Check(batch, programs, seed).run(kinds);
  } finally {
    batch.remove();
  }
}

/** A replay of one program. */
interface Jump {
  readonly number: number;
  readonly way: Way;
}

class Check {
  readonly #batch: Batch;
  readonly #programs: readonly BatchProgram[];
  readonly #seed: number;
  readonly #findings: Finding[] = [];
  readonly #changed = new Map<number, string>();
  readonly #leaks = new Map<number, string>();
  #recorded: ReadonlyMap<number, Printed> = new Map();
  #saved = new Map<number, Saved[]>();
  #folder = "";
  #rows: readonly JournalRow[] = [];

  constructor(batch: Batch, programs: readonly BatchProgram[], seed: number) {
    this.#batch = batch;
    this.#programs = programs;
    this.#seed = seed;
  }

  async run(kinds: readonly Boundary[]): Promise<BatchResult> {
    const numbers = this.#programs.map((program) => program.number);
    const plain = await this.#batch.run(numbers, "plain");
    const adaptive = await this.#batch.run(numbers, "instrumented");
    this.transparent(plain, adaptive, "instrumented");
    const all = await this.#batch.run(numbers, "instrumented", { HINDLOG_CHECKPOINTS: "all" });
    this.transparent(plain, all, "instrumented, with all checkpoints");
    this.#recorded = all.printed;
    const { folder, metas, rows } = this.#batch.recorded();
    this.#folder = folder;
    this.assign(metas);
    this.#rows = rows;
    for (const kind of kinds) await this.restoreAll(kind);
    return { findings: this.#findings, changed: listed(this.#changed), leaks: listed(this.#leaks), boundaries: metas.length };
  }

  private transparent(plain: Outcome, other: Outcome, how: string): void {
    if (plain.stderr !== other.stderr) this.#changed.set(this.lastOf(other), `${how}: standard error: ${firstLine(other.stderr)}`);
    for (const { number } of this.#programs) {
      const [a, b] = [plain.printed.get(number), other.printed.get(number)];
      const reason = a === undefined || b === undefined ? "it did not run" : difference(b.lines, a.lines);
      if (reason !== null) this.#changed.set(number, `${how}: ${reason}`);
      const leak = b?.marks.find((mark) => mark.kind === "K");
      if (leak !== undefined) this.#leaks.set(number, leak.parts.join(" "));
    }
  }

  private lastOf(outcome: Outcome): number {
    return [...outcome.printed.keys()].at(-1) ?? this.#programs[0]!.number;
  }

  /** Checkpoints of each program: marks and frames stand in the same order. */
  private assign(metas: readonly CheckpointMeta[]): void {
    let index = 0;
    for (const [number, printed] of this.#recorded) {
      const own: Saved[] = [];
      for (const mark of printed.marks) if (mark.kind === "C") own.push({ meta: metas[index]!, index: index++, line: mark.line });
      this.#saved.set(number, own);
    }
    if (index !== metas.length) throw new Error(`Expected ${index} checkpoints in the pack, as the process wrote, found ${metas.length}`);
  }

  private async restoreAll(boundary: Boundary): Promise<void> {
    let jumps: Jump[] = [];
    for (const program of this.#programs) {
      const { number } = program;
      const saved = this.#saved.get(number) ?? [];
      const main = mainLoop(number, this.#rows);
      const target = choose(boundary, { saved, draw: draw(this.#seed, program.draws, BOUNDARIES.indexOf(boundary)), main: main.segment });
      const way = target === undefined ? undefined : wayTo(target, saved);
      const add = (verdict: Verdict, reason: string): void => void this.#findings.push({ number, boundary, verdict, reason });
      if (this.#changed.has(number)) add("broken", "changed by instrumentation");
      else if (target === undefined) add(...this.withoutBoundary(boundary, number, main));
      else if (target.meta.unusable !== null) add("refused", target.meta.unusable);
      else if (typeof way === "string") add("refused", way);
      else jumps.push({ number, way: way! });
    }
    while (jumps.length > 0) jumps = await this.replay(boundary, jumps);
  }

  /** @returns the programs that did not get their turn. */
  private async replay(boundary: Boundary, jumps: readonly Jump[]): Promise<Jump[]> {
    const plan = Object.assign({}, ...jumps.map((jump) => jump.way.plan)) as Record<string, ActivationPlan>;
    const outcome = await this.#batch.replay(
      jumps.map((jump) => jump.number),
      this.#folder,
      plan,
    );
    const done = jumps.filter((jump) => outcome.printed.has(jump.number));
    if (done.length === 0) throw new Error(`No program was replayed: ${outcome.stderr.slice(0, 500)}`);
    for (const jump of done) {
      const printed = outcome.printed.get(jump.number)!;
      const [verdict, reason] = this.judge(jump, printed, outcome);
      this.#findings.push({ number: jump.number, boundary, verdict, reason });
    }
    return jumps.filter((jump) => !done.includes(jump));
  }

  private judge({ number, way }: Jump, printed: Printed, outcome: Outcome): [Verdict, string] {
    const failed = printed.marks.find((mark) => mark.kind === "F");
    const wrong = this.compare(number, printed);
    if (failed?.parts[2]!.includes("encoded again") === true) return ["unfaithful", failed.parts[2]!];
    if (failed !== undefined && (failed.parts[0] === "true" || wrong === null)) return ["refused", `when restoring: ${failed.parts[2]}`];
    if (!printed.ended && !this.exits(number)) return ["broken", `the process ended (${outcome.status}): ${firstLine(outcome.stderr)}`];
    const made = printed.marks.filter((mark) => mark.kind === "J").length;
    if (made < Object.keys(way.plan).length && wrong === null) return ["refused", "the jump was not reached"];
    const hash = printed.marks.find((mark) => mark.kind === "H");
    const opaque = way.opaque[0];
    if (wrong === null && hash === undefined) return opaque === undefined ? ["exact", ""] : ["unverifiable", `${opaque.path} is ${opaque.reason}`];
    if (opaque !== undefined) return ["doubted", `${opaque.path} is ${opaque.reason}: ${wrong ?? "a later state differs"}`];
    if (hash !== undefined) return ["flagged", `${wrong ?? "output is right, a later state differs"}; state: ${hash.parts.slice(1).join(" ")}`];
    return ["silent", wrong!];
  }

  /** A main loop that went round often enough and has no boundary is refused, with the reason that was given. */
  private withoutBoundary(boundary: Boundary, number: number, main: MainLoop): [Verdict, string] {
    const rounds = this.#recorded.get(number)?.lines.filter((line) => line.startsWith("main ")).length ?? 0;
    if (boundary !== "middle" || rounds < 3) return ["absent", ""];
    return ["refused", main.reason ?? "no boundary was saved, and no reason given"];
  }

  private exits(number: number): boolean {
    return this.#recorded.get(number)?.ended === false;
  }

  /** What a replay printed must be the recorded lines, piece by piece: null where they are. */
  private compare(number: number, printed: Printed): string | null {
    const recorded = this.#recorded.get(number)!;
    const saved = this.#saved.get(number)!;
    let [from, done] = [0, 0];
    for (const mark of printed.marks) {
      if (mark.kind !== "J") continue;
      const piece = printed.lines.slice(done, mark.line);
      const reason = difference(piece, recorded.lines.slice(from, from + piece.length));
      if (reason !== null) return `before a jump: ${reason}`;
      const to = saved.find(({ meta }) => meta.key === mark.parts[0] && (meta.point === "exit" ? "exit" : String(meta.iteration)) === mark.parts[1])!;
      [from, done] = [to.line, mark.line];
    }
    return difference(printed.lines.slice(done), recorded.lines.slice(from));
  }
}

function listed(found: ReadonlyMap<number, string>): { number: number; reason: string }[] {
  return [...found].map(([number, reason]) => ({ number, reason }));
}

interface MainLoop {
  /** `module#loop`, as in keys. */
  readonly segment: string;
  /** Why it has no boundaries, where the compiler or the runtime said so. */
  readonly reason: string | null;
}

/** The main loop of a program: the innermost one around the line that it prints in each iteration. */
function mainLoop(number: number, rows: readonly JournalRow[]): MainLoop {
  const path = `p${number}.ts`;
  const module = rows.find((row) => row.type === "module" && row.path === path);
  if (module?.type !== "module") return { segment: "", reason: "its module was not registered" };
  const { loops, text } = module.descriptor;
  const place = text.indexOf('console.log("main", t');
  const site = loops.findLast((loop) => loop.start < place && place < loop.end)!;
  const segment = `${path}#${site.id}`;
  const note = rows.find((row) => row.type === "note" && row.kind.endsWith(` ${segment}`));
  return { segment, reason: site.reason ?? (note?.type === "note" ? note.text.replace(/^loop \S+ /, "") : null) };
}

/** The first difference of two outputs, null where there is none. */
function difference(found: readonly string[], expected: readonly string[]): string | null {
  for (let index = 0; index < Math.max(found.length, expected.length); index++) {
    const [a, b] = [expected[index], found[index]];
    if (a !== b) return `line ${index}: expected ${clip(around(a, b))}, came ${clip(around(b, a))}`;
  }
  return null;
}

/** A long line from a little before the place where it leaves another. */
function around(line: string | undefined, other: string | undefined): string | undefined {
  if (line === undefined || other === undefined) return line;
  let at = 0;
  while (at < line.length && line[at] === other[at]) at++;
  return at < 80 ? line : `...${line.slice(at - 60)}`;
}

function clip(line: string | undefined): string {
  return line === undefined ? "nothing" : line.length > 200 ? `${line.slice(0, 200)}...` : line;
}

function firstLine(text: string): string {
  return clip(
    text
      .trim()
      .split("\n")
      .find((line) => /Error|error/.test(line)) ?? text.trim().split("\n")[0],
  );
}

/** A number in [0, 1), the same for the same three. */
function draw(seed: number, number: number, salt: number): number {
  let t = Math.imul(seed ^ Math.imul(number + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b), 0x2c1b3c6d);
  t = Math.imul(t ^ (t >>> 15), 0x297a2d39);
  return ((t ^ (t >>> 13)) >>> 0) / 2 ** 32;
}
