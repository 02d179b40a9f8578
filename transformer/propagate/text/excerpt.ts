/** A text without some stretches of it. */
import type { Range } from "./tokens.ts";

/** What is left of a text, and where its offsets are there. */
export class Excerpt {
  readonly text: string;
  readonly #left: readonly Range[];

  /** @param left Stretches that are left out, in order; they do not overlap. */
  constructor(text: string, left: readonly Range[]) {
    this.#left = left;
    const from = [0, ...left.map((range) => range.end)];
    this.text = from.map((start, index) => text.slice(start, left[index]?.start ?? text.length)).join("");
  }

  /** Where an offset of the whole text is; of a stretch that is left out, where it was. */
  at(offset: number): number {
    return offsetWithout(this.#left, offset);
  }
}

/** Where an offset of a text is without some stretches of it. */
export function offsetWithout(left: readonly Range[], offset: number): number {
  let out = offset;
  for (const { start, end } of left) if (start < offset) out -= Math.min(offset, end) - start;
  return out;
}
