/**
 * The process that does a backfill for the language server; it speaks over its channel only.
 *
 * It plans and runs exactly what `hindlog backfill FILE:LINE` would, on the editor's buffers instead of the files.
 */
import { planBackfill, runBackfill, type BackfillPlan, type BackfillResult } from "../replay/backfill.ts";
import type { JobOutcome } from "./backfill-job.ts";

/** What to backfill. */
export interface JobRequest {
  /** Absolute path of the project root. */
  readonly root: string;
  /** Path of the file relative to the root. */
  readonly path: string;
  /** 0-based line of the log statement. */
  readonly line: number;
  /** Ids of the runs. */
  readonly runs: readonly string[];
  /** Texts of the open buffers by path relative to the root. */
  readonly sources: readonly (readonly [path: string, text: string])[];
}

/** What the server tells the process. */
export type ToChild = { readonly type: "start"; readonly request: JobRequest } | { readonly type: "cancel" };
/** What the process tells the server: progress, then the outcome. */
export type FromChild =
  | { readonly type: "progress"; readonly message: string; readonly percent: number }
  | { readonly type: "outcome"; readonly outcome: JobOutcome };

const abort = new AbortController();
process.on("message", (message: ToChild) => {
  if (message.type === "cancel") abort.abort();
  else void work(message.request).then((outcome) => tell({ type: "outcome", outcome }));
});
// The server has gone, or has heard all.
process.once("disconnect", () => {
  abort.abort();
  setTimeout(() => process.exit(), 2000).unref();
});

function tell(message: FromChild): void {
  if (process.connected) process.send?.(message);
}

async function work(request: JobRequest): Promise<JobOutcome> {
  try {
    tell({ type: "progress", message: "planning", percent: 0 });
    const target = { file: request.path, line: request.line + 1 };
    const plan = await planBackfill(request.root, { targets: [target], runs: [...request.runs], sources: new Map(request.sources) });
    const result = await runBackfill(request.root, plan, {
      signal: abort.signal,
      onProgress: ({ done, total, message }) => tell({ type: "progress", message, percent: total === 0 ? 0 : (100 * done) / total }),
    });
    return outcomeOf(plan, result);
  } catch (error) {
    if (abort.signal.aborted) return { kind: "cancelled", cells: 0, runs: 0, verdicts: {}, refused: [], durationMs: 0 };
    return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}

function outcomeOf(plan: BackfillPlan, result: BackfillResult): JobOutcome {
  const verdicts: Record<string, number> = {};
  for (const { verdict } of result.cells) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  const planned = plan.runs.flatMap(({ run, refused }) => (refused === undefined ? [] : [{ run, reason: refused.reason }]));
  const refused = new Map([...planned, ...result.refused].map(({ run, reason }) => [run, reason]));
  return {
    kind: abort.signal.aborted ? "cancelled" : "done",
    cells: result.cells.length,
    runs: new Set(result.cells.map((cell) => cell.run)).size,
    verdicts,
    refused: [...refused].map(([run, reason]) => ({ run, reason })),
    durationMs: result.durationMs,
  };
}
