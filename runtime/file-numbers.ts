/**
 * Numbers under which files are opened: a replay, which has fewer files of its own open, opens the program's under those of the past run.
 *
 * Invariants
 * 1. The system gives the lowest number that is free: what is below the wanted one is taken while the program opens its file.
 */
import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";

/** Those of one replay. */
export class FileNumbers {
  readonly #held: number[] = [];

  /** The next file that is opened gets this number, if it is free. */
  reserve(wanted: number): void {
    // Left there by one that could not be opened.
    this.release();
    try {
      for (let next = openSync(devNull, "r"); ; next = openSync(devNull, "r")) {
        this.#held.push(next);
        if (next >= wanted) break;
      }
      closeSync(this.#held.pop()!);
    } catch {
      // Too many files are open.
    }
  }

  /** A file was opened. @param wanted - its number in the past run; undefined where that kept none */
  given(number: unknown, wanted: unknown): void {
    this.release();
    if (number === wanted) return;
    const told = (globalThis as { [MISSED]?: (what: string) => void })[MISSED];
    told?.("number");
  }

  private release(): void {
    for (const each of this.#held.splice(0)) closeSync(each);
  }
}

/** Who watches what the program asks for and does not get (server/replay/process/guard.ts) wants to know. */
const MISSED = Symbol.for("hindlog.replay.missed");
