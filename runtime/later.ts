/**
 * What the program asks for and the language runs later: reactions of promises, jobs, timers. A replay that goes on behind such a place never asks for it.
 *
 * Invariants
 * 1. Reactions and jobs: exact within one job, what was asked for in it has not run as long as it goes on. What earlier jobs left is not known.
 *    Timers, file operations and the like are counted: as many as there were.
 * 2. Nothing is asked for on behalf of the program, and none of its functions is wrapped.
 */
import type { Session } from "./session.ts";
import { firstMoved, openFiles, type OpenFiles } from "./state/open-files.ts";

/** A stretch of the program that nothing else runs in between. */
export interface Job {
  over: boolean;
}

/** What has been asked for so far. */
export interface Asked {
  readonly job: Job;
  readonly reactions: number;
  /** How many of each kind wait. */
  readonly waiting: Waiting;
  /** Who listens to `process`. */
  readonly listeners: Listeners;
  /** How far files were read that are open; undefined where no module opens any. */
  readonly files: OpenFiles | undefined;
}

type Waiting = ReadonlyMap<string, number>;
type Listeners = ReadonlyMap<string | symbol, readonly unknown[]>;

/** What waits for the world outside of the process, by what the engine calls it. Connections are left out: they are kept open to be used again. */
const WAITING: ReadonlyMap<string, string> = new Map([
  ["Timeout", "a timer"],
  ["Immediate", "a timer"],
  ["FSReqCallback", "a file operation"],
  ["FSReqPromise", "a file operation"],
  ["GetAddrInfoReqWrap", "a look-up of a host name"],
  ["ProcessWrap", "a child process"],
]);

const activeResources = process.getActiveResourcesInfo.bind(process);

/** The job that runs now. */
function currentJob(session: Session): Job {
  if (session.job.over) {
    session.job = { over: false };
    void end(session.job);
  }
  return session.job;
}

async function end(job: Job): Promise<void> {
  await (undefined as unknown);
  job.over = true;
}

/** The program has just asked for a reaction or a job. */
export function noteReaction(session: Session): void {
  session.reactions = { job: currentJob(session), count: session.reactions.count + 1 };
}

/** What has been asked for when a loop is entered. */
export function askedSoFar(session: Session): Asked {
  return { job: currentJob(session), reactions: session.reactions.count, waiting: waiting(), listeners: listeners(), files: filesOf(session) };
}

/** What was asked for since, and has not run yet, or the other way round. @param before - what {@link askedSoFar} gave */
export function whatWaits(session: Session, before: Asked): readonly string[] {
  const { reactions } = session;
  const now = waiting();
  return [
    ...(reactions.count > before.reactions && !reactions.job.over ? ["a reaction that the loop asked for and that has not run"] : []),
    ...[...new Set(WAITING.values())].flatMap((kind) => compare(kind, before.waiting.get(kind) ?? 0, now.get(kind) ?? 0)),
    ...movedFile(session, before),
    ...(sameListeners(before.listeners, listeners()) ? [] : ["a listener of `process` that the loop added or took away"]),
  ];
}

function compare(kind: string, before: number, now: number): string[] {
  if (now > before) return [`${kind} that the loop started`];
  return now < before ? [`${kind} that was under way when the loop was entered and is not any more`] : [];
}

function filesOf({ surroundings, folder }: Session): OpenFiles | undefined {
  return surroundings.opensFiles ? openFiles(folder) : undefined;
}

function movedFile(session: Session, { files }: Asked): string[] {
  const now = filesOf(session);
  const moved = now === undefined ? null : firstMoved(files ?? null, now);
  return moved === null ? [] : [`a file that the loop has read from, opened or closed (${moved})`];
}
/** Not the program's: who listens before it runs, and Node's own for as long as the entry module has not ended. */
const foreign = new Set<unknown>(eventNames().flatMap((name) => process.rawListeners(name as string)));
const NODES_OWN = "handleProcessExit";

/** What `process.eventNames()` gives, which iterates under Node 24: by methods that a program may have replaced. */
function eventNames(): (string | symbol)[] {
  const events = (process as unknown as { readonly _events: Readonly<Record<string | symbol, unknown>> })._events;
  return Reflect.ownKeys(events).filter((name) => events[name] !== undefined);
}

function listeners(): Listeners {
  // Writing to a terminal adds one.
  const names = eventNames().filter((name) => name !== "SIGWINCH");
  const own = (name: string | symbol): unknown[] =>
    process.rawListeners(name as string).filter((listener) => !foreign.has(listener) && listener.name !== NODES_OWN);
  return new Map(names.map((name) => [name, own(name)] as const).filter(([, list]) => list.length > 0));
}

function sameListeners(before: Listeners, now: Listeners): boolean {
  if (before.size !== now.size) return false;
  return [...now].every(([name, list]) => {
    const then = before.get(name);
    return then !== undefined && then.length === list.length && list.every((listener, index) => listener === then[index]);
  });
}

function waiting(): Waiting {
  const found = new Map<string, number>();
  for (const type of activeResources()) {
    const kind = WAITING.get(type);
    if (kind !== undefined) found.set(kind, (found.get(kind) ?? 0) + 1);
  }
  return found;
}
