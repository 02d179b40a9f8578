/** What keeps a run, a name or a request from being backfilled. The message says what was expected, what came and what to do. */
export type ReplayErrorCode =
  | "unknown-run"
  | "unknown-name"
  | "bad-target"
  | "no-text"
  | "does-not-compile"
  | "door-not-supported"
  | "unplaced"
  | "already-logged"
  | "lockfile-differs"
  | "missing-dependency"
  | "data-too-large"
  | "no-version"
  | "killed-before-reached"
  | "not-reached"
  | "still-running"
  | "other-release"
  | "damaged"
  | "disk"
  | "replay-failed"
  | "cancelled";

/** A refusal by name. */
export class ReplayError extends Error {
  readonly code: ReplayErrorCode;

  constructor(code: ReplayErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ReplayError";
    this.code = code;
  }
}
