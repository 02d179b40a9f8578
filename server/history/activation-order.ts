/** The order of sibling loops, one after the other, as the program passed them. */
/** One activation of a loop among those under the same parent context. */
export interface ActivationPlace {
  /** When it began, in milliseconds since the run began; null where not recorded. */
  readonly startMs: number | null;
  /** Identity of the loop. */
  readonly loop: string;
  readonly entry: number;
}

/**
 * Order in which a program passed sibling activations: by recorded start, those without one (still open, or never logged) last,
 * then by place in the source and entry. A total order.
 */
export function compareActivations(a: ActivationPlace, b: ActivationPlace): number {
  const [startA, startB] = [a.startMs ?? Number.POSITIVE_INFINITY, b.startMs ?? Number.POSITIVE_INFINITY];
  if (startA !== startB) return startA - startB;
  return a.loop === b.loop ? a.entry - b.entry : a.loop.localeCompare(b.loop, "en", { numeric: true });
}
