/**
 * `ingest.lock`: one ingester at a time.
 *
 * Invariants
 * 1. The lock appears with its content (hard link of a finished file), so nobody reads an empty one.
 * 2. A holder that is dead (pid, boot id) is replaced; a lock that cannot be read counts as dead after {@link GRACE_MS}.
 * 3. It saves work, it does not guard the data: every ingest transaction checks the offset it starts from, so two ingesters
 *    that both believe to hold the lock still do no harm.
 */
import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { explainWrite, HistoryError, systemCode } from "../errors.ts";
import type { Layout } from "../layout.ts";
import { currentBootId, isAlive, type ProcessIdentity } from "../liveness.ts";

const POLL_MS = 20;
const GRACE_MS = 5000;
const PATIENCE_MS = 600_000;

/** Waits for the lock, runs `body`, gives the lock back. @throws HistoryError `busy` when another ingester holds it for ten minutes. */
export async function withIngestLock<T>(layout: Layout, signal: AbortSignal | undefined, body: () => Promise<T>): Promise<T> {
  const token = randomUUID();
  for (let waitedMs = 0; !acquire(layout, token); waitedMs += POLL_MS) {
    signal?.throwIfAborted();
    if (waitedMs > PATIENCE_MS) {
      throw new HistoryError(
        "busy",
        `Expected the other ingest to end within ten minutes; the process that holds ${layout.lock} still runs. End it, or delete that file.`,
      );
    }
    await sleep(POLL_MS, undefined, signal === undefined ? {} : { signal });
  }
  try {
    return await body();
  } finally {
    if (tokenOf(layout.lock) === token) rmSync(layout.lock, { force: true });
  }
}

interface LockContent extends ProcessIdentity {
  readonly token: string;
}

function acquire(layout: Layout, token: string): boolean {
  const draft = `${layout.lock}.${token}`;
  const content: LockContent = { pid: process.pid, bootId: currentBootId(), aliveAtMs: Date.now(), token };
  try {
    writeFileSync(draft, JSON.stringify(content));
    linkSync(draft, layout.lock);
    return true;
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw explainWrite(error, layout.folder);
    removeStale(layout.lock, draft);
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

function removeStale(lock: string, draft: string): void {
  const seen = readLock(lock);
  if (seen === "gone" || (seen !== "unreadable" && isAlive(seen))) return;
  if (seen === "unreadable" && !isOld(lock)) return;
  const aside = `${draft}.stale`;
  try {
    renameSync(lock, aside);
    const moved = readLock(aside);
    const other = typeof moved === "object" && (typeof seen !== "object" || moved.token !== seen.token);
    if (other) linkSync(aside, lock);
  } catch (error) {
    if (!["ENOENT", "EEXIST"].includes(systemCode(error))) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function readLock(path: string): LockContent | "gone" | "unreadable" {
  try {
    const parsed = JSON.parse(readFileSync(path, "utf8")) as Partial<LockContent> | null;
    const { pid, bootId, aliveAtMs, token } = parsed ?? {};
    if (typeof pid !== "number" || typeof bootId !== "string" || typeof aliveAtMs !== "number" || typeof token !== "string") return "unreadable";
    return { pid, bootId, aliveAtMs, token };
  } catch (error) {
    return systemCode(error) === "ENOENT" ? "gone" : "unreadable";
  }
}

function tokenOf(path: string): string | null {
  const content = readLock(path);
  return typeof content === "object" ? content.token : null;
}

function isOld(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > GRACE_MS;
}
