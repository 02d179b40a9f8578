/** How sure the place of a statement is in which an expression is looked for. */
import { confidenceOf, measuresOf } from "../place/confidence.ts";
import { findPlace, type Placement } from "../place/place.ts";
import type { Group, PlaceContext } from "../place/place-context.ts";

type Found = Extract<Placement, { kind: "found" }>;

/** How sure a place is, and what that was computed from. */
export interface Certainty {
  readonly measures: Readonly<Record<string, number>>;
  readonly confidence: number;
}

/**
 * How sure the statement around an expression is: by what is before it, or where that does not do, by what is behind it.
 *
 * @param enough - a confidence that does
 */
export function certainty(context: PlaceContext, group: Group, { before, enough }: { before: Found; enough: number }): Certainty {
  const of = (place: Found): Certainty => {
    const measures = measuresOf({ ...place.evidence, strangeWords: 0 });
    return { measures, confidence: confidenceOf(measures) };
  };
  const first = of(before);
  if (first.confidence >= enough) return first;
  const behind = findPlace(context, { ...group, gap: group.gap + 1 });
  const second = behind.kind === "found" && behind.list === before.list ? of(behind) : first;
  return second.confidence > first.confidence ? second : first;
}
