/** Maps and Sets that somebody around a loop is iterating: the places where those wait are in no variable of the loop. */
import type { Context, Frame } from "../context/frame.ts";
import type { Session } from "../session.ts";
import { sourceOf } from "../state/iterators.ts";
import { isKeyed, type Keyed } from "../state/places.ts";

/**
 * The collections, each once; those that the loop itself iterates only where somebody else does too.
 * @param isState - whether something is in the state of the loop: such an iterator the loop may advance itself, and it is restored by its own.
 */
export function iteratedAround({ held }: Session, frame: Frame, isState: (iterator: object) => boolean): readonly Keyed[] {
  const found = new Set<Keyed>();
  const note = (iterated: unknown): void => {
    if (typeof iterated !== "object" || iterated === null) return;
    const collection = isKeyed(iterated) ? iterated : sourceOf(iterated);
    if (isKeyed(collection)) found.add(collection);
  };
  for (let at: Context | null = frame.parent; at !== null; at = at.isFrame ? at.parent : at.origin) if (at.isFrame) note(at.iterated);
  for (const iterator of held) if (!isState(iterator)) note(iterator);
  return [...found];
}
