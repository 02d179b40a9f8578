/** Maps and Sets that loops around a loop are iterating: the places where those wait are in no variable. */
import type { Context, Frame } from "../context/frame.ts";
import { sourceOf } from "../state/iterators.ts";
import { isKeyed, type Keyed } from "../state/places.ts";

/** The collections, each once; those that the loop itself iterates only where another one does too. */
export function iteratedAround(frame: Frame): readonly Keyed[] {
  const found = new Set<Keyed>();
  for (let at: Context | null = frame.parent; at !== null; at = at.isFrame ? at.parent : at.origin) {
    if (!at.isFrame || typeof at.iterated !== "object" || at.iterated === null) continue;
    const collection = isKeyed(at.iterated) ? at.iterated : sourceOf(at.iterated);
    if (isKeyed(collection)) found.add(collection);
  }
  return [...found];
}
