/** What is asked of a backfill and what comes back; the command line and the language server share it. */
import type { CellVerdict } from "../history/replay-result.ts";
import type { PropagationVerdict } from "../../transformer/propagate/index.ts";
import type { ReplayErrorCode } from "./errors.ts";
import type { PlannerLevel } from "./plan/planner.ts";
import type { TargetRequest } from "./statements/targets.ts";

/** What to find out. */
export interface BackfillRequest {
  /** Record names, or places in files (path relative to the root or absolute, 1-based line). */
  readonly targets: readonly TargetRequest[];
  /** Texts of unsaved buffers by path relative to the root: they are the newest source. */
  readonly sources?: ReadonlyMap<string, string>;
  /** A condition over runs, arguments, loop columns and recorded names. */
  readonly where?: string;
  /** Ids of runs, or parts of ids; all runs where absent. */
  readonly runs?: readonly string[];
  /** Replay what earlier backfills found too: what is around the program may be as it was now. */
  readonly again?: boolean;
  /** For tests: use this planner level's technique and no cheaper one, whatever it costs. */
  readonly level?: PlannerLevel;
}

/** What will be done for one run. */
export interface RunBackfillPlan {
  readonly run: string;
  /** Id of its version; "" where it could not be kept. */
  readonly version: string;
  /** How the statements were placed in that version. */
  readonly verdict: PropagationVerdict;
  /** Planner level; null where nothing is executed. */
  readonly level: PlannerLevel | null;
  /** Number of the version, as `hindlog runs` has it; null where it could not be kept. */
  readonly versionNumber: number | null;
  /** Values that are known already. */
  readonly skippedKnown: number;
  /** Those of them that earlier backfills found. */
  readonly skippedFound: number;
  /** Names that the run recorded itself, by the very same statements. */
  readonly recorded: readonly string[];
  readonly refused?: {
    readonly code: ReplayErrorCode | PropagationVerdict;
    readonly reason: string;
    /** Where names are refused for reasons of their own. */
    readonly names?: readonly { readonly name: string; readonly reason: string }[];
  };
  readonly estimateMs: number;
  /** What executing the whole run again would take. */
  readonly fullMs: number;
  /** For a person: what is executed. */
  readonly executes: string;
}

/** What a backfill will do. */
export interface BackfillPlan {
  readonly request: BackfillRequest;
  /** The record names it is about. */
  readonly names: readonly string[];
  readonly runs: readonly RunBackfillPlan[];
  readonly totalEstimateMs: number;
  readonly fullEstimateMs: number;
}

/** How far a backfill is. `done` of `total` are milliseconds of estimated work. */
export interface BackfillProgress {
  readonly done: number;
  readonly total: number;
  readonly message: string;
}

/** How to run it. */
export interface BackfillOptions {
  readonly onProgress?: (progress: BackfillProgress) => void;
  /** Cancels: finished runs are kept. */
  readonly signal?: AbortSignal;
  /** Show what the replayed programs print, on stderr. */
  readonly verbose?: boolean;
}

/** One value that a run would have logged. */
export interface BackfillCell {
  readonly run: string;
  readonly name: string;
  /** Iteration by loop column, outermost first; {} for the set-up. */
  readonly path: Readonly<Record<string, number>>;
  readonly value: unknown;
  readonly verdict: CellVerdict;
  /** Why it is not verified. */
  readonly reason?: string;
  readonly level: PlannerLevel;
}

/** What a backfill found. */
export interface BackfillResult {
  readonly cells: readonly BackfillCell[];
  readonly refused: readonly { readonly run: string; readonly name: string; readonly reason: string }[];
  /** The iterations that were executed, ascending, by run and activation key (of loops that the plan follows). */
  readonly executed: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  readonly durationMs: number;
}
