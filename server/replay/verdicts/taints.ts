/** Differences between a replay and its past run that no boundary has shown to be over. */
import { iterationOf } from "./alignment.ts";

/** Keeps no more than this many: the first ones name the cause. */
const MOST = 32;

interface Taint {
  readonly reason: string;
  /** Context path in which it was seen. */
  readonly path: string;
  /** Activations whose state was since shown to be right: values in them are not spoilt. */
  readonly cleared: string[];
}

/** The differences under way. */
export class Taints {
  #taints: Taint[] = [];

  add(reason: string, path: string): void {
    if (this.#taints.length < MOST) this.#taints.push({ reason, path, cleared: [] });
  }

  /** The state at a boundary of the activation `key` is that of the past run: over for what was seen inside it, and for what lies inside it. */
  clear(key: string): void {
    this.#taints = this.#taints.filter((taint) => iterationOf(taint.path, key) === null);
    for (const taint of this.#taints) if (!taint.cleared.includes(key)) taint.cleared.push(key);
  }

  /** Why a value at this context path is spoilt; null where it is not. */
  at(path: string | null): string | null {
    const found = this.#taints.find((taint) => path === null || !taint.cleared.some((key) => iterationOf(path, key) !== null));
    return found?.reason ?? null;
  }
}
