/** A program run plain and instrumented in the same folder, one after the other: what a person can see of it must be the same. */
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, outcome, type Outcome } from "./child.ts";
import { buildProgram, entryArguments, writtenFiles, type BuildKind, type WholeProgram } from "./whole-program.ts";

const BUILT = fileURLToPath(new URL("../../../dist", import.meta.url));
const support = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const SEED = "7";
const LIMIT_MS = 240_000;

/** What can be seen of one execution. */
export interface Seen {
  readonly outcome: Outcome;
  readonly files: ReturnType<typeof writtenFiles>;
}

/** The folder that a program runs in; stack traces hold its path, so every execution has the same one. */
export class Stage {
  readonly program: WholeProgram;
  readonly root: string;
  /** `.hindlog` of its runs: outside, so that it survives the next placing. */
  readonly history: string;
  readonly #base: string;
  #placed: BuildKind = "plain";

  constructor(program: WholeProgram, base: string) {
    this.program = program;
    this.#base = base;
    this.root = join(base, "program");
    this.history = join(base, "history");
    for (const kind of ["plain", "instrumented", "replay"] as const) buildProgram(program, { root: this.root, into: join(base, kind), kind });
  }

  /** Puts the program there afresh, as it was compiled. */
  place(build: BuildKind): void {
    rmSync(this.root, { recursive: true, force: true });
    this.#placed = build;
    cpSync(join(this.#base, build), this.root, { recursive: true, verbatimSymlinks: true });
  }

  /** Runs what stands there. @param preload - CommonJS file that is loaded first. */
  async run(env: Readonly<Record<string, string>>, preload?: string): Promise<Seen> {
    const options = preload === undefined ? [] : ["--require", preload];
    const child = launch(process.execPath, ["--enable-source-maps", ...options, ...entryArguments(this.program, this.#placed), ...this.program.args], {
      cwd: this.root,
      env: { HINDLOG: "on", HINDLOG_SEED: SEED, HINDLOG_DIR: this.history, ...env },
      limitMs: LIMIT_MS,
    });
    const seen = await outcome(child);
    if (child.killed) throw new Error(`Expected ${this.program.name} to end within ${LIMIT_MS} ms, with ${JSON.stringify(env)}: make its loops shorter`);
    return { outcome: seen, files: writtenFiles(this.root, this.program) };
  }

  runPlain(): Promise<Seen> {
    this.place("plain");
    return this.run({ HINDLOG_BUILT: BUILT }, support("same-random.cjs"));
  }

  runOff(): Promise<Seen> {
    this.place("instrumented");
    return this.run({ HINDLOG: "off", HINDLOG_BUILT: BUILT }, support("same-random.cjs"));
  }

  runInstrumented(checkpoints: "off" | "adaptive" | "all"): Promise<Seen> {
    this.place("instrumented");
    for (const left of [join(this.history, "runs"), this.outputTimes]) rmSync(left, { recursive: true, force: true });
    return this.run({ HINDLOG_CHECKPOINTS: checkpoints, OUTPUT_TIMES: this.outputTimes }, support("output-times.cjs"));
  }

  get outputTimes(): string {
    return join(this.#base, "output-times");
  }
}

/** The first thing that differs between a plain and an instrumented execution; null where nothing does. */
export function firstDifference(plain: Seen, instrumented: Seen): string | null {
  for (const stream of ["stdout", "stderr"] as const) {
    const [a, b] = [plain.outcome[stream], instrumented.outcome[stream]];
    if (a !== b) return `${stream}: ${firstLine(a, b)}`;
  }
  const end = ({ outcome: { status, signal } }: Seen): string => `${signal ?? status}`;
  if (end(plain) !== end(instrumented)) return `ended with ${end(plain)}, instrumented with ${end(instrumented)}`;
  for (const path of new Set([...plain.files.keys(), ...instrumented.files.keys()])) {
    const [a, b] = [plain.files.get(path)?.text ?? "(no such file)", instrumented.files.get(path)?.text ?? "(no such file)"];
    if (a !== b) return `${path}: ${firstLine(a, b)}`;
  }
  return null;
}

/** `"3" instead of "2" in line 7`. */
export function firstLine(expected: string, got: string): string {
  const [a, b] = [expected.split("\n"), got.split("\n")];
  const at = a.findIndex((line, index) => line !== b[index]);
  const index = at < 0 ? a.length : at;
  const shown = (line: string | undefined): string => (line === undefined ? "nothing" : JSON.stringify(line.slice(0, 120)));
  return `${shown(b[index])} instead of ${shown(a[index])} in line ${index + 1}`;
}
