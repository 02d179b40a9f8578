/**
 * A ring of bytes in shared memory: the program's thread writes rows, one drainer at a time appends them to the journal.
 *
 * Invariants
 * 1. `head` moves only behind a whole row; a drainer takes whole rows only and makes one block of them.
 * 2. Whoever drains holds the lock: the writer thread, or the program's thread while that one is not up yet, at exit, or after it died.
 * 3. After a write error nothing more is written: the file ends in whole blocks and at most one torn one.
 */

/** Slots of the control words (Int32). */
export const Control = { head: 0, tail: 1, lock: 2, ready: 3, error: 4, appended: 5, words: 8 } as const;

/** What the two threads share. */
export interface SharedRing {
  readonly control: Int32Array<SharedArrayBuffer>;
  readonly bytes: Uint8Array<SharedArrayBuffer>;
}

/** @param capacity - size in bytes. */
export function createRing(capacity: number): SharedRing {
  return { control: new Int32Array(new SharedArrayBuffer(Control.words * 4)), bytes: new Uint8Array(new SharedArrayBuffer(capacity)) };
}

/** Bytes that can be pushed now. */
function free({ control, bytes }: SharedRing): number {
  const used = (Atomics.load(control, Control.head) - Atomics.load(control, Control.tail) + bytes.length) % bytes.length;
  return bytes.length - used - 1;
}

/** Where the bytes end that can be written behind `head` in one piece. */
export function writableEnd({ control, bytes }: SharedRing, head: number): number {
  const tail = Atomics.load(control, Control.tail);
  if (head < tail) return tail - 1;
  return tail === 0 ? bytes.length - 1 : bytes.length;
}

/** Copies a row in. @returns false where it does not fit now. */
export function push(ring: SharedRing, row: Uint8Array): boolean {
  if (row.length > free(ring)) return false;
  const { control, bytes } = ring;
  const head = control[Control.head]!;
  const first = Math.min(row.length, bytes.length - head);
  bytes.set(first === row.length ? row : row.subarray(0, first), head);
  if (first < row.length) bytes.set(row.subarray(first), 0);
  Atomics.store(control, Control.head, (head + row.length) % bytes.length);
  return true;
}

/** Takes all that is there; the caller holds the lock. */
export function take({ control, bytes }: SharedRing): Uint8Array {
  const head = Atomics.load(control, Control.head);
  const tail = Atomics.load(control, Control.tail);
  const rows = head >= tail ? bytes.slice(tail, head) : concat(bytes.subarray(tail), bytes.subarray(0, head));
  Atomics.store(control, Control.tail, head);
  return rows;
}

/** One piece behind the other. */
export function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
