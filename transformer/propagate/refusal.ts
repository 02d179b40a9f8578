/** How a propagation says no. */
import type { PropagationResult, PropagationVerdict } from "./types.ts";

/** An answer without edits. */
export function refusal(verdict: PropagationVerdict, reason: string, confidence = 0): PropagationResult {
  return { verdict, confidence, reason, edits: [], inserted: [] };
}

/** A piece of source in a reason, on one line and short. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return `\`${line.length > 60 ? `${line.slice(0, 59)}…` : line}\``;
}
