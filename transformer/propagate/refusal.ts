/** How a propagation says no. */
import type { PropagationResult, PropagationVerdict } from "./types.ts";

/** An answer on its way: what it was looked for in before is told at the end. */
export interface Answer extends PropagationResult {
  /** `src/main.ts does not exist there; in src/train.ts`, where the reason is about another file than the statement's own. */
  readonly searched?: string;
}

/** The answer with a reason that says all. */
export function told({ searched, ...answer }: Answer): PropagationResult {
  return searched === undefined ? answer : { ...answer, reason: `${searched}: ${answer.reason}` };
}

/** An answer without edits. */
export function refusal(verdict: PropagationVerdict, reason: string, confidence = 0): PropagationResult {
  return { verdict, confidence, reason, edits: [], inserted: [] };
}

/** Whether nothing is inserted, and not because it is there already. */
export function isRefused(result: PropagationResult): boolean {
  return result.edits.length === 0 && result.already === undefined;
}

/** A piece of source in a reason, on one line and short. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return `\`${line.length > 60 ? `${line.slice(0, 59)}…` : line}\``;
}
