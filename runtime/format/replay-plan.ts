/**
 * `plan.json`: what a replay process is told. The server decides, the runtime obeys and reports.
 *
 * Every entry is about one activation key (key.ts). Iterations are 0-based; boundaries lie after the loop's condition.
 */
export interface ReplayPlan {
  readonly format: 1;
  /** Id of the run that is replayed. */
  readonly run: string;
  /** Absolute folder of that run: its pack is read. */
  readonly runFolder: string;
  /** Absolute folder that the replay writes its journal into. */
  readonly outFolder: string;
  /** Absolute folder that stands for the project root. */
  readonly root: string;
  /** Absolute folder that was the project root of that run. */
  readonly pastRoot: string;
  /** Absolute folder for temporary files in that run (`os.tmpdir()`); null where it was not kept. */
  readonly pastTemporary: string | null;
  readonly seed: number;
  /** Texts that the past run was given for `arg()`, by name. */
  readonly given: Readonly<Record<string, string>>;
  /** What `arg()` gave first in the past run, by name. */
  readonly args: Readonly<Record<string, string | number | boolean | null>>;
  readonly activations: Readonly<Record<string, ActivationPlan>>;
  /** Stop the process once every one of these log statements (`path#statement`) was executed once; [] never stops. */
  readonly stopAfter: readonly string[];
}

/** What to do in one activation of a loop. */
export interface ActivationPlan {
  /**
   * On arriving by itself at the start of iteration `from`: restore the checkpoint at the start of iteration `to` (or the exit) instead of executing.
   * `to` is larger than `from`; each `from` stands once.
   */
  readonly jumps: readonly { readonly from: number; readonly to: number | "exit" }[];
  /** Behind the last wanted statement of iteration `iteration`: leave out the rest of it and restore the start of iteration `to`. */
  readonly cuts: readonly { readonly iteration: number; readonly to: number }[];
}
