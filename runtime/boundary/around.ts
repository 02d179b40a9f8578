/**
 * Maps and Sets that somebody around a loop may be iterating: the places where those wait are in no variable of the loop.
 *
 * Known are loops around it, blocks under way that hold an iterator, and calls under way that iterate (`forEach`). Of every other iterator it is only
 * known that it was made: whoever got it may keep it for good.
 */
import type { Context, Frame } from "../context/frame.ts";
import type { Session } from "../session.ts";
import { isOfUnknown, sourceOf } from "../state/iterators.ts";
import { isHanded, isKeyed, type Keyed } from "../state/places.ts";
import { pathEnd } from "../members.ts";

/** What a block or a call under way iterates: an iterator, or the way (members.ts) to a Map or Set; null where nobody can tell. */
export type Held = { readonly root: unknown; readonly path: readonly unknown[] } | null;

/** Those among some collections that somebody may be iterating. @param collections - of the loop's state */
export function iteratedAround(session: Session, frame: Frame, collections: Iterable<Keyed>): readonly Keyed[] {
  const known = knownAround(session, frame);
  return [...collections].filter((collection) => known === null || known.has(collection) || isHanded(collection));
}

/** @returns null: any. */
function knownAround({ held, isAnyHanded }: Session, frame: Frame): ReadonlySet<unknown> | null {
  if (isAnyHanded) return null;
  const found = new Set<unknown>();
  const note = (iterated: unknown): boolean => {
    if (typeof iterated !== "object" || iterated === null) return true;
    found.add(isKeyed(iterated) ? iterated : sourceOf(iterated));
    return !isOfUnknown(iterated);
  };
  for (let at: Context | null = frame.parent; at !== null; at = at.isFrame ? at.parent : at.origin) if (at.isFrame && !note(at.iterated)) return null;
  return held.every((each) => each !== null && note(pathEnd(each.root, each.path))) ? found : null;
}
