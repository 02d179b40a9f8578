/** The process that takes new runs into the index for the language server, one history; it ends when nothing was asked for a while. */
import { openHistory, type History } from "../history/open.ts";

/** What the process is told: the absolute path of the project root. */
export interface ToIngester {
  readonly root: string;
}
/** What it answers: null, or why it could not. */
export interface FromIngester {
  readonly problem: string | null;
}

/** Milliseconds without a question until it ends. */
const IDLE_MS = 60_000;

let history: Promise<History> | null = null;
let idle = setTimeout(() => process.exit(), IDLE_MS);

process.on("message", ({ root }: ToIngester) => {
  clearTimeout(idle);
  void ingest(root).then((problem) => {
    idle = setTimeout(() => process.exit(), IDLE_MS);
    if (process.connected) process.send?.({ problem } satisfies FromIngester);
  });
});
// The server has gone.
process.once("disconnect", () => process.exit());

async function ingest(root: string): Promise<string | null> {
  try {
    history ??= openHistory(root);
    await (await history).ingest();
    return null;
  } catch (error) {
    history = null;
    return error instanceof Error ? error.message : String(error);
  }
}
