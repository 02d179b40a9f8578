/** Checkpoints of a run into the database: their meta, never their bodies. */
import { fstatSync } from "node:fs";
import { readPack, type CheckpointEntry } from "../../../runtime/format/checkpoint.ts";
import { insertMany, type BulkRow } from "../bulk.ts";
import type { Connection } from "../sqlite.ts";
import { readAt, withFile } from "./journal-window.ts";

const HEADER = 16;
const FRAMES = 500;

/** The checkpoint pack of a run. */
export interface PackTask {
  readonly connection: Connection;
  readonly runKey: number;
  readonly path: string;
  /** Whether more may still be written. */
  readonly alive: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Stores the meta of the checkpoints that are new; the first damage ends the reading and is kept as a sentence. */
export async function ingestPack(task: PackTask): Promise<void> {
  for (let more = true; more;) {
    task.signal?.throwIfAborted();
    more = await task.connection.transaction(() => ingestFrames(task));
  }
}

async function ingestFrames(task: PackTask): Promise<boolean> {
  const { connection, runKey } = task;
  const before = await connection.get<{ offset: number; rows: number }>("SELECT offset, rows FROM progress WHERE run_key = ? AND file = 'pack'", [runKey]);
  const read = readFrames(task.path, before?.offset ?? 0);
  const first = before?.rows ?? 0;
  await insertMany(
    connection,
    CHECKPOINTS,
    read.entries.map((entry, index) => row(runKey, first + index, entry)),
  );
  const cut = read.damage?.includes("cut off") === true;
  const damage =
    read.damage === null || (cut && task.alive) ? null : `The checkpoints are damaged (${read.damage}): those before are kept, a replay does without the rest.`;
  await connection.run("INSERT OR REPLACE INTO progress (run_key, file, offset, size, rows, damage) VALUES (?, 'pack', ?, ?, ?, ?)", [
    runKey,
    read.end,
    read.size,
    first + read.entries.length,
    damage,
  ]);
  return read.more;
}

const CHECKPOINTS = {
  table: "checkpoints",
  columns: ["run_key", "seq", "key", "iteration", "point", "hash", "entry_hash", "unusable", "opaque", "at_ms", "cost_ms", "bytes", "offset"],
} as const;

function row(runKey: number, seq: number, { meta, offset }: CheckpointEntry): BulkRow {
  return [
    runKey,
    seq,
    meta.key,
    meta.iteration,
    meta.point,
    meta.hash,
    meta.entryHash,
    meta.unusable,
    JSON.stringify(meta.opaque),
    meta.atMs,
    meta.costMs,
    meta.bytes,
    offset,
  ];
}

interface Frames {
  readonly entries: CheckpointEntry[];
  readonly end: number;
  readonly size: number;
  readonly more: boolean;
  readonly damage: string | null;
}

/** Reads frame by frame, so that a large pack never stands in memory whole. */
function readFrames(path: string, from: number): Frames {
  return withFile(path, (file) => {
    const size = fstatSync(file).size;
    const entries: CheckpointEntry[] = [];
    let end = from;
    while (end < size) {
      if (entries.length === FRAMES) return { entries, end, size, more: true, damage: null };
      const part = readFrame(file, end, size);
      if (part.entry === null) return { entries, end, size, more: false, damage: part.damage };
      entries.push(part.entry);
      end += part.length;
    }
    return { entries, end, size, more: false, damage: null };
  });
}

function readFrame(file: number, at: number, size: number): { entry: CheckpointEntry | null; length: number; damage: string | null } {
  const header = readAt(file, at, HEADER);
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const length = header.length < HEADER ? HEADER : HEADER + view.getUint32(4, true) + view.getUint32(8, true);
  const { entries, damage } = tryRead(readAt(file, at, Math.min(length, size - at)));
  const entry = entries[0];
  if (entry === undefined)
    return { entry: null, length: 0, damage: (damage ?? "unreadable").replace(/(?<=byte )\d+/, (offset) => String(Number(offset) + at)) };
  return { entry: { meta: entry.meta, offset: entry.offset + at }, length, damage: null };
}

function tryRead(bytes: Uint8Array): ReturnType<typeof readPack> {
  try {
    return readPack(bytes);
  } catch (error) {
    return { entries: [], damage: `a checkpoint could not be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}
