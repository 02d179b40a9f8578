/**
 * Where rows and checkpoints go: through the ring and the writer thread while recording, straight to the file in a replay
 * (no thread may run there) and behind the end of the program.
 *
 * Invariants
 * 1. Nothing here throws into the program: the first failure is reported once and ends the recording.
 * 2. Rows reach the file in the order in which they were written.
 */
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { ByteWriter } from "../format/bytes.ts";
import { blockHeader } from "../format/journal.ts";
import { concat, Control, createRing, push, take, writableEnd, type SharedRing } from "./ring.ts";
import { startWriter } from "./writer-thread.ts";

const RING_BYTES = 1 << 22;
/** More than most rows take, in bytes. */
const ROOM = 1 << 12;
const POLL_MS = 5;
/** While the writer thread comes up, rows wait this long at most for the next row or the exit. */
const DIRECT_FLUSH_MS = 10;
/** So many rows are written at once, each by itself, before there is a writer thread. */
const DIRECT_ROWS = 64;
const DIRECT_FLUSH_BYTES = 1 << 16;
/** How long the program's thread waits for a writer that does not move before it takes it for dead. */
const DEAD_MS = 2000;
/** Checkpoints on their way to the file, in bytes. */
const MAX_PENDING = 256 << 20;

/** Reports a failure to the user, once. */
export type Report = (problem: string) => void;

/** One process's (or worker thread's) stream of rows. */
export class Journal {
  /** Rows are written where they will be read: into the ring, or into what waits to be written. */
  readonly #row = new ByteWriter(4096);
  readonly #ring: SharedRing | null;
  readonly #ringView: DataView;
  #worker: Worker | null = null;
  readonly #report: Report;
  readonly #journal: number;
  readonly #pack: number;
  #pending = new ByteWriter(DIRECT_FLUSH_BYTES);
  #rows = 0;
  #head = 0;
  #end = 0;
  #lastFlush = 0;
  #posted = 0;
  #postedBytes: number[] = [];
  #closed = false;
  #failed = false;
  /** What has to be written before anything else is. */
  #before: (() => void) | null = null;

  /** @param name - `journal`, or `journal-w1` for a worker thread. @throws where the folder cannot be written. */
  constructor(folder: string, name: string, options: { readonly threaded: boolean; readonly report: Report }) {
    this.#report = options.report;
    this.#journal = openSync(join(folder, name), "a");
    this.#pack = options.threaded ? openSync(join(folder, "checkpoints", "pack"), "a") : -1;
    this.#ring = options.threaded ? createRing(RING_BYTES) : null;
    this.#ringView = new DataView(this.#ring?.bytes.buffer ?? new ArrayBuffer(0));
  }

  /** Has something written before whatever comes next, once. */
  beforeNext(write: () => void): void {
    this.#before = write;
  }

  /** A row begins. @returns what its bytes are put into; nothing else may be done before {@link commit}. */
  begin(): ByteWriter {
    if (this.#before !== null) this.writeBefore();
    const row = this.#row;
    const ring = this.#ring;
    if (ring === null || this.#closed) {
      row.again(0, row.bytes.length);
      return row;
    }
    const head = ring.control[Control.head]!;
    // The other side only makes room: where there was much of it, it need not be asked.
    if (head < this.#head || this.#end - head < ROOM) this.#end = writableEnd(ring, head);
    this.#head = head;
    const end = this.#end;
    if (row.bytes === ring.bytes) row.again(head, end);
    else row.lend(ring.bytes, this.#ringView, { start: head, end });
    return row;
  }

  /** The row is whole. */
  commit(): void {
    const row = this.#row;
    const ring = this.#ring;
    if (this.#failed) return;
    if (ring === null || this.#closed) {
      this.#pending.raw(row.written());
      if (this.#closed || this.#pending.length > DIRECT_FLUSH_BYTES || this.isFlushDue()) this.flush();
      return;
    }
    if (row.bytes === ring.bytes) Atomics.store(ring.control, Control.head, row.length === ring.bytes.length ? 0 : row.length);
    else if (row.length > ring.bytes.length / 2) this.large(row.written());
    else if (!push(ring, row.written())) this.waitAndPush(row.written());
    if (ring.control[Control.ready] === 0) this.direct();
  }

  /** Writes what is buffered on this side. */
  flush(): void {
    if (this.#ring !== null && !this.#closed) return this.locked(() => this.drain());
    if (this.#pending.length === 0) return;
    this.appendBlock(this.#pending.written());
    this.#pending.length = 0;
  }

  /** Hands a checkpoint frame over; its bytes must not be touched afterwards. @returns false where too many are under way. */
  checkpoint(frame: Uint8Array): boolean {
    if (this.#before !== null) this.writeBefore();
    if (this.#failed || this.#ring === null || this.#closed) return false;
    if (frame.length > DIRECT_FLUSH_BYTES) this.startWriter();
    if (this.#worker === null || this.#ring.control[Control.ready] === 0) {
      // The writer is not up yet, and a short program may end before it is.
      this.locked(() => this.append(this.#pack, frame));
      return !this.#failed;
    }
    const done = Atomics.load(this.#ring.control, Control.appended);
    const pending = this.#postedBytes.slice(done).reduce((sum, bytes) => sum + bytes, 0);
    if (pending + frame.length > MAX_PENDING && pending > 0) return false;
    this.#posted++;
    this.#postedBytes.push(frame.length);
    this.#worker.postMessage(frame, [frame.buffer as ArrayBuffer]);
    return true;
  }

  /** At the end of the program: everything is written; later rows go straight to the file. */
  close(): void {
    if (this.#before !== null) this.writeBefore();
    const ring = this.#ring;
    if (ring === null || this.#closed) {
      this.#closed = true;
      return this.flush();
    }
    const { control } = ring;
    const deadline = Date.now() + DEAD_MS * 5;
    while (Atomics.load(control, Control.ready) === 1 && Atomics.load(control, Control.appended) < this.#posted && Date.now() < deadline)
      Atomics.wait(control, 6, 0, 1);
    this.locked(() => this.drain());
    this.#closed = true;
    if (control[Control.error] !== 0) this.fail(`writing failed (${control[Control.error] === -1 ? "unknown error" : `errno ${control[Control.error]}`})`);
  }

  /** Gives up: nothing more is recorded. */
  fail(problem: string): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#report(problem);
  }

  /** Releases the files (replay only; a recording process just ends). */
  end(): void {
    this.close();
    closeSync(this.#journal);
  }

  private writeBefore(): void {
    const write = this.#before!;
    this.#before = null;
    write();
  }

  /** There is no writer thread yet: its start costs more than the first rows, and a short program needs none. Until it is up, rows are written here. */
  private direct(): void {
    const due = this.isFlushDue();
    if (this.#rows > DIRECT_ROWS) this.startWriter();
    if (due) this.flush();
  }

  /** Without a writer thread a process that is killed must not take more with it than the last moment. */
  private isFlushDue(): boolean {
    const now = performance.now();
    if (++this.#rows > DIRECT_ROWS && now - this.#lastFlush < DIRECT_FLUSH_MS) return false;
    this.#lastFlush = now;
    return true;
  }

  private startWriter(): void {
    if (this.#worker !== null) return;
    this.#worker = startWriter({ ring: this.#ring!, journal: this.#journal, pack: this.#pack, pollMs: POLL_MS });
    this.#worker.on("error", () => this.fail("the writer thread ended"));
  }

  private large(row: Uint8Array): void {
    this.locked(() => {
      this.drain();
      this.appendBlock(row);
    });
  }

  private waitAndPush(row: Uint8Array): void {
    const ring = this.#ring!;
    let tail = Atomics.load(ring.control, Control.tail);
    for (let since = Date.now(); !push(ring, row);) {
      if (ring.control[Control.ready] === 0 || Date.now() - since > DEAD_MS) this.locked(() => this.drain());
      else Atomics.wait(ring.control, 6, 0, 1);
      const now = Atomics.load(ring.control, Control.tail);
      if (now !== tail) since = Date.now();
      tail = now;
      if (this.#failed) return;
    }
  }

  private drain(): void {
    const rows = take(this.#ring!);
    if (rows.length > 0) this.appendBlock(rows);
  }

  /** Runs `work` while no one else drains; a lock that a dead thread holds is taken over. */
  private locked(work: () => void): void {
    const { control } = this.#ring!;
    const since = Date.now();
    while (Atomics.compareExchange(control, Control.lock, 0, 1) !== 0) {
      if (Date.now() - since > DEAD_MS) break;
      Atomics.wait(control, Control.lock, 1, 1);
    }
    try {
      work();
    } finally {
      Atomics.store(control, Control.lock, 0);
      Atomics.notify(control, Control.lock);
    }
  }

  private appendBlock(rows: Uint8Array): void {
    this.append(this.#journal, concat(blockHeader(rows), rows));
  }

  private append(file: number, bytes: Uint8Array): void {
    if (this.#failed || (this.#ring !== null && this.#ring.control[Control.error] !== 0)) return;
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    } catch (error) {
      this.fail(`writing failed (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
    }
  }
}
