/**
 * The checkpoint pack of a run: an append-only file of frames, one a boundary that was saved.
 *
 * frame = magic u32 | meta length u32 | body length u32 | CRC-32 of meta and body u32 | meta, JSON in UTF-8 | body
 *
 * Invariants
 * 1. A frame is whole or not there: reading stops before the first one that is short or whose check fails.
 * 2. Frames stand in the order in which the program passed the boundaries.
 * 3. The body is read by runtime/state alone; everyone else lives on the meta.
 */
import { crc32 } from "./built-in.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";

/** Raised whenever bytes of states come to mean something else: no other release restores them then. */
export const CHECKPOINT_FORMAT = 1;

const MAGIC = 0x314b4348;
const HEADER = 16;

/** Why the handle of a timer is opaque. */
export const A_TIMER = "a timer";

/** Something in the state that is kept by identity only. `path` reads like source: `model.socket`. */
export interface OpaqueValue {
  readonly path: string;
  readonly reason: string;
}

/** What is known about one saved boundary without reading its body. */
export interface CheckpointMeta {
  /** Activation key (key.ts). */
  readonly key: string;
  /** 0-based iteration at whose start it was saved; for `exit` the number of iterations that were started. */
  readonly iteration: number;
  readonly point: "start" | "exit";
  /** SHA-256 of the canonical state, hexadecimal; "" where unusable. */
  readonly hash: string;
  /** The same of the walk that numbers the objects which checkpoints refer to: its outline (see `WalkOptions.outline`). */
  readonly entryHash: string;
  /** The iteration at whose start that walk was made: a replay must execute all before. @defaultValue 0 */
  readonly entryIteration?: number;
  /** SHA-256 of the whole state there, where it could be afforded: evidence that all before went as it did. */
  readonly entryStateHash?: string;
  /** Why this boundary cannot be restored; null where it can. Such a frame has no body. */
  readonly unusable: string | null;
  /** What was kept by identity only: a replay from here is at best unverifiable. */
  readonly opaque: readonly OpaqueValue[];
  /** Milliseconds since the run began. */
  readonly atMs: number;
  /** Milliseconds of the main thread that saving took. */
  readonly costMs: number;
  /** Size of the body in bytes. */
  readonly bytes: number;
}

/** A frame of the pack and where its body lies in the file. */
export interface CheckpointEntry {
  readonly meta: CheckpointMeta;
  /** Offset of the body in bytes. */
  readonly offset: number;
}

/** One frame as bytes, in a buffer of its own. @param body - its pieces, in order: they may be large, and are copied once. */
export function encodeFrame(meta: CheckpointMeta, ...body: readonly Uint8Array[]): Uint8Array {
  const head = new TextEncoder().encode(JSON.stringify(meta));
  const length = body.reduce((sum, piece) => sum + piece.length, 0);
  const out = new ByteWriter(HEADER + head.length + length);
  out.u32(MAGIC);
  out.u32(head.length);
  out.u32(length);
  out.u32(body.reduce((check, piece) => crc32(piece, check), crc32(head)));
  out.raw(head);
  for (const piece of body) out.raw(piece);
  return out.written();
}

/** Lists the frames of a pack up to the first damage. Never throws. */
export function readPack(bytes: Uint8Array): { entries: CheckpointEntry[]; damage: string | null } {
  const entries: CheckpointEntry[] = [];
  for (let at = 0; at < bytes.length;) {
    const short = `the last checkpoint is cut off at byte ${at}`;
    if (bytes.length - at < HEADER) return { entries, damage: short };
    const reader = new ByteReader(bytes, at);
    const [magic, metaLength, bodyLength, check] = [reader.u32(), reader.u32(), reader.u32(), reader.u32()];
    if (magic !== MAGIC) return { entries, damage: `byte ${at} does not start a checkpoint` };
    const offset = at + HEADER + metaLength;
    if (offset + bodyLength > bytes.length) return { entries, damage: short };
    if (crc32(bytes.subarray(at + HEADER, offset + bodyLength)) !== check) return { entries, damage: `the checkpoint at byte ${at} fails its check` };
    const meta = JSON.parse(new TextDecoder().decode(bytes.subarray(at + HEADER, offset))) as CheckpointMeta;
    entries.push({ meta, offset });
    at = offset + bodyLength;
  }
  return { entries, damage: null };
}
