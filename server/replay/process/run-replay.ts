/**
 * Runs one replay process and follows its journal.
 *
 * Invariants
 * 1. The process and whatever it started are gone when {@link runReplay} settles.
 * 2. Events are those of whole blocks, in order, each once.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, openSync, readSync, closeSync, fstatSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readJournal } from "../../../runtime/format/journal.ts";
import type { ReplayPlan } from "../../../runtime/format/replay-plan.ts";
import { ReplayError } from "../errors.ts";
import { JournalResolver, type JournalEvent } from "../journal-events.ts";
import type { ReplayEnd } from "../verdicts/judge.ts";
import { sandboxCommand, type SandboxRequest } from "./sandbox.ts";

/** How often the journal is looked at, in milliseconds. */
const POLL_MS = 40;

/** What to run. */
export interface ReplayRequest extends Omit<SandboxRequest, "plan" | "outFolder"> {
  readonly plan: ReplayPlan;
  /** Absolute working folder. */
  readonly cwd: string;
  /** Sees each event soon after it happened; true: nothing more is wanted. */
  readonly onEvent?: (event: JournalEvent) => boolean;
  /** Output of the program, as it comes. */
  readonly onOutput?: (text: string) => void;
  readonly signal?: AbortSignal | undefined;
  /** A replay that takes longer is stopped. */
  readonly limitMs: number;
}

/** What came of it. */
export interface ReplayOutcome {
  readonly events: readonly JournalEvent[];
  /** Loop values by context path. */
  readonly values: ReadonlyMap<string, unknown>;
  /** Paths of the modules that were loaded, relative to the root. */
  readonly modules: readonly string[];
  readonly end: ReplayEnd;
  readonly durationMs: number;
}

/** Runs a plan. @throws the signal's reason when aborted; ReplayError `replay-failed` where the process cannot be started. */
export async function runReplay(request: ReplayRequest): Promise<ReplayOutcome> {
  request.signal?.throwIfAborted();
  const outFolder = request.plan.outFolder;
  mkdirSync(outFolder, { recursive: true });
  const plan = join(outFolder, "plan.json");
  writeFileSync(plan, JSON.stringify(request.plan));
  const { command, args, env } = sandboxCommand({ ...request, plan, outFolder });
  mkdirSync(request.cwd, { recursive: true });
  const startedMs = performance.now();
  const child = spawn(command, args, { cwd: request.cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: process.platform !== "win32" });
  const follower = new Follower(join(outFolder, "journal"));
  const errors = collectOutput(child, request.onOutput);
  const end = await watch(child, follower, request);
  request.signal?.throwIfAborted();
  const failed = !end.stopped && end.code !== 0;
  const error = failed ? (end.error ?? lastError(errors())) : undefined;
  return {
    events: follower.events,
    values: follower.resolver.values,
    modules: follower.resolver.modules.flatMap((row) => (row === undefined ? [] : [row.path])),
    end: { ...end, ...(error === undefined ? {} : { error }) },
    durationMs: performance.now() - startedMs,
  };
}

/** Waits for the process, stopping it when enough was seen. */
function watch(child: ChildProcess, follower: Follower, request: ReplayRequest): Promise<ReplayEnd> {
  const { signal, onEvent, limitMs } = request;
  return new Promise((settle, fail) => {
    let stopped = false;
    let late = false;
    const look = (): void => {
      for (const event of follower.read()) if (event.type === "stop" || (!stopped && onEvent?.(event) === true)) stopped = true;
      if (stopped) kill(child);
    };
    const abort = (): void => kill(child);
    const timer = setInterval(look, POLL_MS);
    const limit = setTimeout(() => {
      late = true;
      kill(child);
    }, limitMs);
    signal?.addEventListener("abort", abort, { once: true });
    const done = (): void => {
      clearInterval(timer);
      clearTimeout(limit);
      signal?.removeEventListener("abort", abort);
    };
    child.once("error", (error) => {
      done();
      fail(new ReplayError("replay-failed", `Expected to start ${process.execPath} for the replay, but: ${error.message}.`, { cause: error }));
    });
    child.once("close", (code) => {
      done();
      kill(child);
      for (const event of follower.read()) if (event.type === "stop") stopped = true;
      settle(
        late
          ? { stopped: false, code: null, error: `it was stopped because it took more than ${Math.round(limitMs / 1000)} s, far longer than the past run` }
          : { stopped, code },
      );
    });
  });
}

function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function collectOutput(child: ChildProcess, onOutput: ((text: string) => void) | undefined): () => string {
  let errors = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => onOutput?.(text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-8000);
    onOutput?.(text);
  });
  return () => errors;
}

/** The line of an error output that says most. */
function lastError(text: string): string | undefined {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("Node.js v"));
  return lines.findLast((line) => /^(?:Uncaught )?\w*Error\b/.test(line)) ?? lines.at(-1);
}

/** Reads a growing journal. */
class Follower {
  readonly events: JournalEvent[] = [];
  readonly resolver = new JournalResolver();
  readonly #path: string;
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** What has come since the last time. */
  read(): JournalEvent[] {
    const bytes = this.#newBytes();
    if (bytes.length === 0) return [];
    const { rows, end } = readJournal(bytes);
    this.#offset += end;
    const events = rows.map((row) => this.resolver.read(row)).filter((event) => event !== null);
    for (const event of events) this.events.push(event);
    return events;
  }

  #newBytes(): Uint8Array {
    let file: number;
    try {
      file = openSync(this.#path, "r");
    } catch {
      return new Uint8Array();
    }
    try {
      const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - this.#offset));
      const count = bytes.length === 0 ? 0 : readSync(file, bytes, 0, bytes.length, this.#offset);
      return bytes.subarray(0, count);
    } finally {
      closeSync(file);
    }
  }
}

/** Folder of a replay's files, in its run's folder. */
export function replayFolder(runFolder: string, replay: string): string {
  return join(runFolder, "replays", replay);
}

/** Absolute working folder of a replay. */
export function workingFolder(place: (path: string) => string, cwd: string, entry: string): string {
  try {
    return place(cwd === "" ? "." : cwd);
  } catch {
    return dirname(place(entry));
  }
}
