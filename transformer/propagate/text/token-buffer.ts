/** Tokens while they are collected. */
import type { Tokens } from "./tokens.ts";

/** Tokens that were collected for a node: where they stand among those of a text, and where the node began in it. */
export interface Collected extends Tokens {
  readonly from: number;
  readonly to: number;
  readonly start: number;
}

/** Grows as needed. */
export class TokenBuffer {
  length = 0;
  #pos: Int32Array;
  #end: Int32Array;
  #ids: Int32Array;

  /** @param capacity Tokens that there are likely to be. */
  constructor(capacity: number) {
    this.#pos = new Int32Array(capacity);
    this.#end = new Int32Array(capacity);
    this.#ids = new Int32Array(capacity);
  }

  /** Where the last token ends. */
  get lastEnd(): number {
    return this.length === 0 ? 0 : this.#end[this.length - 1]!;
  }

  add(pos: number, end: number, id: number): void {
    this.#reserve(1);
    this.#pos[this.length] = pos;
    this.#end[this.length] = end;
    this.#ids[this.length++] = id;
  }

  /** Adds tokens of a node that begins at `start` now. */
  addAgain({ pos, end, ids, from, to, start: before }: Collected, start: number): void {
    this.#reserve(to - from);
    for (let at = from; at < to; at++, this.length++) {
      this.#pos[this.length] = pos[at]! - before + start;
      this.#end[this.length] = end[at]! - before + start;
      this.#ids[this.length] = ids[at]!;
    }
  }

  /** The tokens from an index on, of a node that begins at `start`. */
  since(from: number, start: number): Collected {
    return { pos: this.#pos, end: this.#end, ids: this.#ids, from, to: this.length, start };
  }

  /** All of them. */
  all(): Tokens {
    return { pos: this.#pos.subarray(0, this.length), end: this.#end.subarray(0, this.length), ids: this.#ids.subarray(0, this.length) };
  }

  #reserve(more: number): void {
    if (this.length + more <= this.#pos.length) return;
    const grown = (values: Int32Array): Int32Array => {
      const larger = new Int32Array(2 * (this.length + more));
      larger.set(values);
      return larger;
    };
    this.#pos = grown(this.#pos);
    this.#end = grown(this.#end);
    this.#ids = grown(this.#ids);
  }
}
