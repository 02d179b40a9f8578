/** What instrumentation costs a program: interleaved pairs of whole processes, plain and instrumented. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, outcome } from "../programs/support/child.ts";
import { buildProgram, entryArguments, type WholeProgram } from "../programs/support/whole-program.ts";

const PRELOAD = fileURLToPath(new URL("measure.cjs", import.meta.url));
const SAME_RANDOM = fileURLToPath(new URL("../programs/support/same-random.cjs", import.meta.url));
const BUILT = fileURLToPath(new URL("../../dist", import.meta.url));
const LIMIT_MS = 60_000;
/** What keeps a process on one processor: other threads of it then do not slow its main thread down by what they share (two processors of a machine are often one core). */
const BIND = spawnSync("taskset", ["--version"]).status === 0 ? ["taskset", "-c", String(cpus().length - 1)] : [];

/** Milliseconds from behind the start of Node to the exit; `cpuMs` of the main thread. */
export interface Measured {
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** What a program cost. */
export interface Cost {
  readonly name: string;
  /** What its main loop was multiplied with. */
  readonly scale: number;
  readonly plain: readonly Measured[];
  readonly instrumented: readonly Measured[];
}

export interface Asked {
  /** How long a plain run should take, about. */
  readonly targetMs: number;
  readonly pairs: number;
}

/** Measures one program in folders of its own, which are gone afterwards. */
export async function measureCost(program: WholeProgram, { targetMs, pairs }: Asked): Promise<Cost> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "hindlog-bench-")));
  try {
    const run = (build: Build, scale: number): Promise<Measured> => execute(program, join(base, build), { build, scale });
    for (const kind of ["plain", "instrumented"] as const) {
      mkdirSync(join(base, kind), { recursive: true });
      buildProgram(program, { root: join(base, kind), into: join(base, kind), kind });
    }
    // What the register door compiles is compiled once, and kept.
    await run("instrumented", 1);
    const scale = await calibrate((tried) => run("plain", tried), targetMs);
    const cost = { name: program.name, scale, plain: [] as Measured[], instrumented: [] as Measured[] };
    for (let pair = 0; pair < pairs; pair++) {
      const order = pair % 2 === 0 ? (["plain", "instrumented"] as const) : (["instrumented", "plain"] as const);
      for (const build of order) {
        cost[build].push(await run(build, scale));
        rmSync(join(base, build, ".hindlog/runs"), { recursive: true, force: true });
      }
    }
    return cost;
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

type Build = "plain" | "instrumented";

/**
 * The scale at which a plain run takes about `targetMs`: ten times as much at most from one try to the next, since a short run tells
 * little (the engine has not compiled the program yet) and programs need not be linear. A scale that proves far too large is taken back.
 */
async function calibrate(run: (scale: number) => Promise<Measured>, targetMs: number): Promise<number> {
  const base = (await run(1)).wallMs;
  let scale = 1;
  let tooShort = 1;
  for (let wallMs = base, tries = 0; tries < 12 && (wallMs < 0.8 * targetMs || (wallMs > 2 * targetMs && scale > tooShort + 1)); tries++) {
    if (wallMs < 0.8 * targetMs) tooShort = scale;
    const next = wallMs > 2 * targetMs ? Math.round(Math.sqrt(tooShort * scale)) : longer({ scale, wallMs, base }, targetMs);
    try {
      wallMs = (await run(next)).wallMs;
    } catch {
      return scale; // some simulations grow with their length until they cannot be run
    }
    scale = next;
    if (scale >= 1000 && wallMs < 1.2 * base) return 1; // SCALE means nothing to it
  }
  return scale;
}

function longer({ scale, wallMs, base }: { scale: number; wallMs: number; base: number }, targetMs: number): number {
  const perUnit = Math.max((wallMs - base) / Math.max(scale - 1, 1), 1e-6);
  return Math.ceil(Math.min(10 * scale, Math.max(1.2 * scale, (targetMs - base) / perUnit)));
}

/** Runs a program twice: on one processor for what its main thread takes, and free for the clock. */
async function execute(program: WholeProgram, cwd: string, built: Built): Promise<Measured> {
  const { cpuMs } = await executeOnce(program, cwd, built, BIND);
  const { wallMs } = await executeOnce(program, cwd, built, []);
  return { cpuMs, wallMs };
}

interface Built {
  readonly build: Build;
  readonly scale: number;
}

async function executeOnce(program: WholeProgram, cwd: string, { build, scale }: Built, bind: readonly string[]): Promise<Measured> {
  const file = join(cwd, "measured.json");
  const random = build === "plain" ? ["--require", SAME_RANDOM] : [];
  const env = { HINDLOG: "on", HINDLOG_SEED: "7", HINDLOG_BUILT: BUILT, MEASURE_FILE: file, SCALE: String(scale) };
  rmSync(file, { force: true });
  const [command, ...args] = [...bind, process.execPath, ...random, "--require", PRELOAD, ...entryArguments(program, build), ...program.args];
  await outcome(launch(command!, args, { cwd, env, limitMs: LIMIT_MS }));
  return JSON.parse(readFileSync(file, "utf8")) as Measured;
}

/** The median of a list that is not empty. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Instrumented over plain, pair by pair. */
export function ratios(cost: Cost, figure: keyof Measured): number[] {
  return cost.plain.map((plain, pair) => cost.instrumented[pair]![figure] / plain[figure]);
}
