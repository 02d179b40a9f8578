/** The errors of the history part, and what a failed write means. */
/** What went wrong with a history, for programs; the message is for people. */
export type HistoryErrorCode =
  | "no-history"
  | "no-sqlite"
  | "read-only"
  | "disk-full"
  | "newer-database"
  | "database"
  | "busy"
  | "unknown-run"
  | "unknown-name"
  | "unknown-version"
  | "where"
  | "sql"
  | "too-many-files"
  | "git";

/** An error of the history part; its message says what was expected, what came and what to do. */
export class HistoryError extends Error {
  override readonly name = "HistoryError";
  readonly code: HistoryErrorCode;

  constructor(code: HistoryErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** The system error code (`ENOSPC`, `SQLITE_FULL`, ...) of anything that was thrown, `""` where it has none. */
export function systemCode(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === "string" ? code : "";
}

const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG", "SQLITE_FULL"]);
const READ_ONLY = new Set(["EROFS", "EACCES", "EPERM", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"]);

/** Turns a failed write below `.hindlog` into a {@link HistoryError} that says what to do; other errors come back as they are. */
export function explainWrite(error: unknown, folder: string): unknown {
  if (error instanceof HistoryError) return error;
  const code = systemCode(error);
  if (FULL.has(code) || /database or disk is full|No space left/i.test(String(error))) {
    return new HistoryError(
      "disk-full",
      `The disk is full: ${folder} could not be written. What was there is kept. Free some space, then run the command again.`,
      error,
    );
  }
  if (READ_ONLY.has(code)) {
    return new HistoryError(
      "read-only",
      `Expected to write to ${folder}, but it cannot be written (${code}). Make it writable, or set HINDLOG_DIR to a folder that is.`,
      error,
    );
  }
  if (code === "SQLITE_IOERR") {
    return new HistoryError(
      "disk-full",
      `${folder} could not be written or read (${code}): the disk is full or damaged. The run folders are unharmed; free some space, then run the command again.`,
      error,
    );
  }
  return error;
}
