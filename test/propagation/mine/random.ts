/** Numbers that are drawn the same way each time. */
import { createHash } from "node:crypto";

/** A sequence of numbers from 0 to below 1 that the seed decides. */
export function random(seed: string): () => number {
  let count = 0;
  return () => createHash("sha1").update(`${seed} ${count++}`).digest().readUInt32BE(0) / 2 ** 32;
}

/** The same values in an order that is drawn. */
export function shuffled<T>(values: readonly T[], draw: () => number): T[] {
  return values
    .map((value) => ({ value, at: draw() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
