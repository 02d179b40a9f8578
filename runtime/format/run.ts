/**
 * `run.json`: what is known when a run starts; written once, by the run itself, before its first journal block.
 *
 * A run folder is `.hindlog/runs/<id>/` with `run.json`, `journal` (and `journal-w<N>` for each worker thread that logged)
 * and `checkpoints/pack`. A backfill adds `replays/<replay id>/` with `plan.json`, `journal` and `result.json`.
 */
export interface RunFile {
  readonly format: 1;
  /** {@link CHECKPOINT_FORMAT}. Runs of older releases do not say. */
  readonly checkpoints?: number;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly pid: number;
  /** Identity of the machine's boot: a pid means something only within it. */
  readonly bootId: string;
  /** Absolute path of the project root when the run was recorded. */
  readonly root: string;
  /** Absolute path of the folder for temporary files. Runs of older releases do not say. */
  readonly temporary?: string;
  /** Entry file as it ran, relative to the root. */
  readonly entry: string;
  /** Working folder, relative to the root (`""` is the root). */
  readonly cwd: string;
  /** The program's own arguments, behind the entry file. */
  readonly argv: readonly string[];
  readonly execArgv: readonly string[];
  readonly node: string;
  /** Variables of the environment that decide what code means ({@link MEANINGFUL}); null for one that was not set. Runs of older releases have none. */
  readonly environment?: Readonly<Record<string, string | null>>;
  /** Hashes of all variables of the environment by name ({@link hashesOfVariables}). Runs of older releases have none. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Which of its streams were terminals. Runs of older releases do not say. */
  readonly terminals?: Terminals;
  /** Seed of `Math.random`, an unsigned 32-bit integer. */
  readonly seed: number;
  /** Values given for `arg()`, as text. */
  readonly args: Readonly<Record<string, string>>;
  /** The run that started this one as a child process. */
  readonly parentRun: string | null;
}

/** The terminal of each standard stream when the run started; null for a file or a pipe. */
export interface Terminals {
  readonly stdin: Terminal | null;
  readonly stdout: Terminal | null;
  readonly stderr: Terminal | null;
}

/** Size in characters; none of one that is read, or that has none. */
export interface Terminal {
  readonly columns?: number;
  readonly rows?: number;
}

/** Time zone, language, what packages are loaded and how, where the user's files are: no expression of a program needs to name these for its value to depend on them. */
export const MEANINGFUL: readonly string[] = [
  "TZ",
  "LANG",
  "LANGUAGE",
  "LC_ALL",
  "LC_MESSAGES",
  "LC_CTYPE",
  "NODE_ENV",
  "NODE_OPTIONS",
  "NODE_PATH",
  "NODE_ICU_DATA",
  "HOME",
  "USERPROFILE",
];
