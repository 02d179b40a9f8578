/**
 * What the program asks for and the language runs later: reactions of promises, jobs, timers. A replay that goes on behind such a place never asks for it.
 *
 * Invariants
 * 1. Exact within one job: what was asked for in it has not run as long as it goes on. What earlier jobs left is not known.
 * 2. Nothing is asked for on behalf of the program, and none of its functions is wrapped.
 */
import type { Session } from "./session.ts";

/** A stretch of the program that nothing else runs in between. */
export interface Job {
  over: boolean;
}

/** What has been asked for so far. */
export interface Asked {
  readonly job: Job;
  readonly reactions: number;
  readonly timers: number;
}

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
  return { job: currentJob(session), reactions: session.reactions.count, timers: timers() };
}

/** What was asked for since, and has not run yet. @param before - what {@link askedSoFar} gave */
export function whatWaits(session: Session, before: Asked): readonly string[] {
  const { reactions } = session;
  return [
    ...(reactions.count > before.reactions && !reactions.job.over ? ["a reaction that the loop asked for and that has not run"] : []),
    ...(!before.job.over && timers() > before.timers ? ["a timer that the loop started"] : []),
  ];
}

function timers(): number {
  return activeResources().filter((type) => type === "Timeout" || type === "Immediate").length;
}
