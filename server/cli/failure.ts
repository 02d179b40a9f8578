/** What a failed command says and how it exits. */
import { CommanderError } from "commander";
import { HistoryError } from "../history/errors.ts";
import { isDamage } from "../history/sqlite.ts";
import { ReplayError } from "../replay/errors.ts";
import { visible } from "../render/escape.ts";
import { UsageError } from "./errors.ts";

const USAGE = 2;
const INTERRUPTED = 130;
const FAILED = 1;

/** The message of an expected error; of an unexpected one all there is, for a report. */
export function sentence(error: unknown): string {
  if (isInterruption(error)) return "stopped. What was finished is kept.";
  if (error instanceof UsageError || error instanceof HistoryError || error instanceof ReplayError) return error.message.split("\n").map(visible).join("\n");
  if (isDamage(error)) return "hindlog.db is damaged. Delete it: it is an index, and made again from the runs.";
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `this should not have happened; please report it with what follows.\n${detail}`;
}

/** The exit status for what was thrown. */
export function exitStatus(error: unknown): number {
  if (isInterruption(error)) return INTERRUPTED;
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
  const isUsage =
    error instanceof UsageError ||
    (error instanceof HistoryError && error.code === "where") ||
    (error instanceof ReplayError && (error.code === "bad-target" || error.code === "unknown-name"));
  return isUsage ? USAGE : FAILED;
}

function isInterruption(error: unknown): boolean {
  return (error instanceof Error && error.name === "AbortError") || (error instanceof ReplayError && error.code === "cancelled");
}
