/**
 * Whether a process lives, told by pid and boot id. A pid that was given to a later process is recognised by that
 * process's start time (Linux); elsewhere a reused pid counts as alive until it ends.
 */
import { readFileSync } from "node:fs";

let known: string | null = null;

/** Identity of this boot of this machine; `""` where it cannot be told. */
export function currentBootId(): string {
  known ??= readBootId();
  return known;
}

function readBootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}

/** A process and when it was seen alive. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Boot in which `pid` means something; `""` where unknown. */
  readonly bootId: string;
  /** Milliseconds since 1970 at which it certainly ran already. */
  readonly aliveAtMs: number;
}

/** Whether that very process still runs on this machine. */
export function isAlive(identity: ProcessIdentity): boolean {
  const boot = currentBootId();
  if (identity.bootId !== "" && boot !== "" && identity.bootId !== boot) return false;
  if (!Number.isSafeInteger(identity.pid) || identity.pid <= 0 || !answers(identity.pid)) return false;
  const started = startOf(identity.pid);
  return started === null || started <= identity.aliveAtMs + 2000;
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Start of a process in milliseconds since 1970; null where it cannot be told; infinity for one that has ended and waits for its parent. */
function startOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return Number.POSITIVE_INFINITY;
    const boot = /^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1];
    const ticks = Number(fields[19]);
    return boot === undefined || !Number.isFinite(ticks) ? null : (Number(boot) + ticks / 100) * 1000;
  } catch {
    return null;
  }
}
