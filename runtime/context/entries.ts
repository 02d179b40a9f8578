/**
 * What was entered so far in the iterations around a generator that waits, as text: where a restore sets it down elsewhere, its next loops and those
 * of the functions that it calls must get the entry numbers that they had.
 *
 * Invariants
 * 1. Only what is counted in every build is told: a loop that calls nothing, or that is followed for the sake of an inserted statement, is not.
 * 2. Where a recording left activations out, nothing is told.
 */
import type { Session } from "../session.ts";
import type { RuntimeSite } from "../module.ts";
import { isMarked } from "./quiet.ts";
import { countOn, entered, type Context } from "./frame.ts";

/** For each iteration around it, innermost first, up to where its generator began. */
type Levels = readonly (readonly (readonly [segment: string, count: number])[])[];

/** @returns "" where nothing was entered, null where that is not known. */
export function entriesAround(context: Context): string | null {
  const around = contextsAround(context);
  if (around.some(isMarked)) return null;
  const levels: Levels = around.map((at) =>
    entered(at)
      .filter(([site]) => site.isCounted)
      .map(([site, count]) => [site.segment, count] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return levels.every((level) => level.length === 0) ? "" : JSON.stringify(levels);
}

/** Counts on from what {@link entriesAround} told. */
export function enterAround(session: Session, context: Context, told: string): void {
  if (told === "") return;
  const levels = JSON.parse(told) as Levels;
  contextsAround(context).forEach((at, index) => {
    for (const [segment, count] of levels[index] ?? []) {
      const site = siteOf(session, segment);
      if (site !== undefined) countOn(at, site, count);
    }
  });
}

function contextsAround(context: Context): Context[] {
  const found: Context[] = [context];
  for (let at = context; at.isFrame; at = at.parent) found.push(at.parent);
  return found;
}

function siteOf(session: Session, segment: string): RuntimeSite | undefined {
  for (const module of session.modules) for (const site of module.sites) if (site.segment === segment) return site;
  return undefined;
}
