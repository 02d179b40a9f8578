/**
 * `replays/<replay id>/result.json`: what one backfill of one run found. server/replay writes it, the ingester reads it.
 *
 * Invariants
 * 1. The file is written once, whole, by rename: a folder without it is a replay that has not ended (its names are pending).
 * 2. Context paths and statements are those of the run that was replayed (key.ts); inserted statements have ids below 0.
 * 3. Cells stand in the order in which the replay emitted them; a place that was executed twice stands once.
 * 4. A later replay with the same expressions for a name adds to the earlier ones; with other expressions it replaces them for that name.
 */

/** What is known about one backfilled cell. */
export type CellVerdict = "verified" | "diverged" | "unverifiable";

/** Verdict of the propagation of the statements into the run's version. */
export type PropagationVerdictName = "exact" | "moved" | "renamed" | "ambiguous" | "absent" | "unbound" | "type-error";

/** A log statement that was inserted into the run's version. */
export interface ReplayStatement {
  /** Path of the module in the run's version, relative to the project root, with `/`. */
  readonly path: string;
  /** Id below 0 (site.ts). */
  readonly id: number;
  /** The record names it emits; null where computed at run time. */
  readonly names: readonly (string | null)[];
  /** Source of the logged expressions in the newest source, before renames; parallel to `names`. */
  readonly expressions: readonly string[];
}

/** The value of a loop variable or item in one iteration that a cell lies in. */
export interface ReplayContext {
  /** Context path (key.ts). */
  readonly path: string;
  /** Base64 of the encoded value (value.ts). */
  readonly value: string;
}

/** One value that the run would have logged. */
export interface ReplayCell {
  readonly name: string;
  /** Context path (key.ts) in the run's own loop ids; `""` for set-up, null where the context is not known. */
  readonly path: string | null;
  readonly statement: { readonly path: string; readonly id: number };
  /** How often this statement had emitted this name in this context before; 0-based. */
  readonly occurrence: number;
  /** Base64 of the encoded value (value.ts). */
  readonly bytes: string;
  readonly verdict: CellVerdict;
  /** Why it is not verified. */
  readonly reason?: string;
  /** Planner level that gave it (DESIGN §8). */
  readonly level: 1 | 2 | 3 | 4;
}

/** A name without values, and why. */
export interface ReplayRefusal {
  readonly name: string;
  readonly reason: string;
}

/** The file. */
export interface ReplayResult {
  readonly format: 1;
  /** Id of the replay: the name of its folder. */
  readonly replay: string;
  /** Id of the run that was replayed. */
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** The names that were asked for. */
  readonly names: readonly string[];
  readonly propagation: { readonly verdict: PropagationVerdictName; readonly reason: string };
  readonly statements: readonly ReplayStatement[];
  /** Loop values of the contexts (each level's own path) that cells lie in; those the run recorded itself may be left out. */
  readonly contexts: readonly ReplayContext[];
  readonly cells: readonly ReplayCell[];
  readonly refused: readonly ReplayRefusal[];
  /** True where only some iterations were wanted (`--where`): what is missing then may exist. @defaultValue false */
  readonly partial?: boolean;
}

/**
 * `replays/<replay id>/request.json`, written before the replay starts (by rename): its names are `pending` in a dataframe
 * as long as that process lives and `result.json` is not there.
 */
export interface ReplayRequestFile {
  readonly format: 1;
  readonly names: readonly string[];
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** The process that runs the backfill; boot id as in run.json. */
  readonly pid: number;
  readonly bootId: string;
}
