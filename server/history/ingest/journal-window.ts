/** Reads a journal from where it was left, a few megabytes of whole blocks at a time. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { systemCode } from "../errors.ts";
import { readJournal } from "../../../runtime/format/journal.ts";
import type { JournalRow } from "../../../runtime/format/journal-rows.ts";

/** Rows of some whole blocks of a journal. */
export interface JournalWindow {
  readonly rows: JournalRow[];
  /** Where to read on: just behind the last good block, in bytes from the start of the file. */
  readonly end: number;
  /** Whether there is more to read at `end` now. */
  readonly more: boolean;
  /** Why reading cannot go on behind `end`, null where it can; `cut` for a last block that is short (perhaps being written). */
  readonly stop: { readonly kind: "cut" | "damaged"; readonly text: string } | null;
}

const WINDOW = 4 * 1024 * 1024;

/** Reads whole blocks of a journal from byte `from` on, a few megabytes at a time. */
export function readWindow(path: string, from: number, windowBytes: number = WINDOW): JournalWindow {
  return withFile(path, (file) => {
    const size = fstatSync(file).size;
    for (let want = windowBytes; ; want *= 4) {
      const bytes = readAt(file, from, Math.min(want, Math.max(size - from, 0)));
      const part = readJournal(bytes);
      const atEnd = from + bytes.length >= size;
      const cut = part.damage !== null && part.damage.startsWith("the last block is cut off");
      if (cut && !atEnd && part.end === 0) continue;
      const end = from + part.end;
      if (part.damage === null || (cut && !atEnd)) return { rows: part.rows, end, more: end < size, stop: null };
      return { rows: part.rows, end, more: false, stop: { kind: cut ? "cut" : "damaged", text: absolute(part.damage, from) } };
    }
  });
}

/** The sentences of {@link readJournal} count bytes from the window's start. */
function absolute(damage: string, from: number): string {
  return damage.replace(/(?<=byte )\d+/, (at) => String(Number(at) + from));
}

/** Opens a file for one reading; what fails meanwhile names the file. */
export function withFile<T>(path: string, read: (file: number) => T): T {
  const file = openSync(path, "r");
  try {
    return read(file);
  } catch (error) {
    throw error instanceof Error && systemCode(error) !== "" ? Object.assign(error, { path }) : error;
  } finally {
    closeSync(file);
  }
}

/** Up to `count` bytes at `from`; fewer where the file ends. */
export function readAt(file: number, from: number, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  let got = 0;
  while (got < count) {
    const read = readSync(file, bytes, got, count - got, from + got);
    if (read === 0) break;
    got += read;
  }
  return bytes.subarray(0, got);
}
