/**
 * Runs a backfill in a process of its own: the server stays responsive and small, and outlives whatever happens there.
 *
 * Invariants
 * 1. Nothing that the process prints reaches the server's standard output, which is the protocol.
 * 2. The process ends with the server: it stops when its channel closes.
 */
import { fork, type ChildProcess } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { FromChild, JobRequest } from "./backfill-process.ts";

/** How a job ended. `verdicts` counts cells. */
export type JobOutcome =
  | {
      readonly kind: "done" | "cancelled";
      readonly cells: number;
      readonly runs: number;
      readonly verdicts: Readonly<Record<string, number>>;
      readonly refused: readonly { readonly run: string; readonly reason: string }[];
      readonly durationMs: number;
    }
  | { readonly kind: "failed"; readonly message: string };

const PROCESS = fileURLToPath(new URL(`./backfill-process${extname(import.meta.url)}`, import.meta.url));
/** How much of what the process printed is kept to explain its failure, in characters. */
const KEPT_OUTPUT = 2000;

/** Runs one backfill. Never throws. @param options - `onProgress` gets 0 to 100 per cent */
export async function runBackfillJob(
  request: JobRequest,
  options: { readonly signal: AbortSignal; readonly onProgress: (message: string, percent: number) => void },
): Promise<JobOutcome> {
  const child = fork(PROCESS, { cwd: request.root, stdio: ["ignore", "pipe", "pipe", "ipc"], execArgv: [] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (bytes: Buffer) => (printed = (printed + bytes.toString()).slice(-KEPT_OUTPUT)));
  const cancel = (): void => void (child.connected && child.send({ type: "cancel" }));
  options.signal.addEventListener("abort", cancel);
  try {
    child.send({ type: "start", request });
    if (options.signal.aborted) cancel();
    return await outcomeOf(child, options.onProgress, () => printed);
  } finally {
    options.signal.removeEventListener("abort", cancel);
  }
}

function outcomeOf(child: ChildProcess, onProgress: (message: string, percent: number) => void, printed: () => string): Promise<JobOutcome> {
  return new Promise((resolve) => {
    child.on("message", (message: FromChild) => {
      if (message.type === "progress") return onProgress(message.message, message.percent);
      resolve(message.outcome);
      if (child.connected) child.disconnect();
    });
    child.once("error", (error) => resolve({ kind: "failed", message: `its process could not be started (${error.message})` }));
    child.once("exit", (code, signal) => {
      const lines = printed().trim().split("\n");
      const why = lines.find((line) => /^[\w$.]*Error\b/.test(line)) ?? lines.at(-1) ?? "";
      const status = signal ?? `status ${code}`;
      resolve({
        kind: "failed",
        message: `its process ended early with ${status}${why === "" ? "" : `: ${why}`}. Try the same on a terminal: npx hindlog backfill`,
      });
    });
  });
}
