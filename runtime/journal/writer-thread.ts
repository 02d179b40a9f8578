/**
 * The writer thread: appends what the program's thread hands over, and does nothing else.
 *
 * Its code travels as text (`Function.prototype.toString`), so that it needs no file of its own in ESM, CommonJS and bundles:
 * it may use nothing from outside its own body.
 */
import { Worker } from "node:worker_threads";
import type { SharedRing } from "./ring.ts";

/** What the thread is started with. */
export interface WriterData {
  readonly ring: SharedRing;
  readonly journal: number;
  readonly pack: number;
  readonly pollMs: number;
}

/** Starts the thread. It does not keep the process alive. */
export function startWriter(data: WriterData): Worker {
  // What it prints goes nowhere: led to the standard output, it would leave listeners there.
  const options = { eval: true, workerData: data, execArgv: [], env: {}, stdin: false, stdout: true, stderr: true, name: "hindlog" };
  const worker = new Worker(`(${writerThread.toString()})(require)`, options as never);
  worker.unref();
  return worker;
}

function writerThread(load: (name: string) => never): void {
  const { writeSync } = load("node:fs") as typeof import("node:fs");
  const { crc32 } = load("node:zlib") as typeof import("node:zlib");
  const { workerData, parentPort, receiveMessageOnPort } = load("node:worker_threads") as typeof import("node:worker_threads");
  const { ring, journal, pack, pollMs } = workerData as WriterData;
  const { control, bytes } = ring;
  const append = (fd: number, chunk: Uint8Array): void => {
    for (let at = 0; at < chunk.length;) at += writeSync(fd, chunk, at);
  };
  const drain = (): void => {
    const head = Atomics.load(control, 0);
    const tail = Atomics.load(control, 1);
    if (head === tail) return;
    const length = (head - tail + bytes.length) % bytes.length;
    const block = new Uint8Array(12 + length);
    if (head > tail) block.set(bytes.subarray(tail, head), 12);
    else {
      block.set(bytes.subarray(tail), 12);
      block.set(bytes.subarray(0, head), 12 + bytes.length - tail);
    }
    const view = new DataView(block.buffer);
    view.setUint32(0, 0x314c4a48, true);
    view.setUint32(4, length, true);
    view.setUint32(8, crc32(block.subarray(12)), true);
    append(journal, block);
    Atomics.store(control, 1, head);
  };
  Atomics.store(control, 3, 1);
  for (;;) {
    while (Atomics.compareExchange(control, 2, 0, 1) !== 0) Atomics.wait(control, 2, 1, 1);
    try {
      if (Atomics.load(control, 4) === 0) drain();
      for (let message = receiveMessageOnPort(parentPort!); message !== undefined; message = receiveMessageOnPort(parentPort!)) {
        if (Atomics.load(control, 4) === 0) append(pack, message.message as Uint8Array);
        Atomics.add(control, 5, 1);
      }
    } catch (error) {
      Atomics.store(control, 4, (error as { errno?: number }).errno ?? -1);
      Atomics.store(control, 1, Atomics.load(control, 0));
    }
    Atomics.store(control, 2, 0);
    Atomics.notify(control, 2);
    Atomics.wait(control, 7, 0, pollMs);
  }
}
