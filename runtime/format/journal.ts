/**
 * The journal: an append-only file of blocks, each block a run of whole rows.
 *
 * block = magic u32 | length u32 | CRC-32 of the rows u32 | rows
 *
 * Invariants
 * 1. A block holds whole rows: reading stops before the first block that is short or whose check fails, and all rows before it are good.
 * 2. Rows stand in the order in which the program emitted them.
 * 3. A context row precedes every row that names its id; id 0 is the empty path, id UNKNOWN_CONTEXT the unknown one.
 */
import { crc32 } from "./built-in.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";
import { DYNAMIC_NAME, IN_EFFECT, type ContextRow, type InputKind, type JournalRow, type JsonRow, type LogRow } from "./journal-rows.ts";
import { decodeValue, encodeList, encodeValue } from "./value.ts";

const MAGIC = 0x314c4a48;
const HEADER = 12;
const Row = { json: 1, context: 2, log: 3, input: 4, repeat: 5 } as const;

/** Appends a row that is not hot. */
export function writeJsonRow(out: ByteWriter, row: JsonRow): void {
  out.u8(Row.json);
  out.string(JSON.stringify(row));
}

export function writeContextRow(out: ByteWriter, row: ContextRow): void {
  out.reserve(29);
  const { view, length } = out;
  view.setUint8(length, Row.context);
  view.setUint32(length + 1, row.id, true);
  view.setUint32(length + 5, row.parent, true);
  view.setUint32(length + 9, row.module, true);
  view.setUint32(length + 13, row.loop, true);
  view.setUint32(length + 17, row.entry, true);
  view.setFloat64(length + 21, row.iteration, true);
  out.length = length + 29;
  encodeValue(out, row.value);
}

/** Appends one log row; `value` is encoded here. */
export function writeLogRow(out: ByteWriter, row: Omit<LogRow, "type" | "bytes">, value: unknown): void {
  writeLogHead(out, row);
  encodeValue(out, value);
}

/** The same with the values from `from` up to `to` as an array. */
export function writeLogRowOfList(
  out: ByteWriter,
  row: Omit<LogRow, "type" | "bytes">,
  list: { readonly values: readonly unknown[]; from: number; to: number },
): void {
  writeLogHead(out, row);
  encodeList(out, list);
}

function writeLogHead(out: ByteWriter, row: Omit<LogRow, "type" | "bytes">): void {
  out.reserve(25);
  const { view, length } = out;
  view.setUint8(length, Row.log);
  view.setUint32(length + 1, row.context, true);
  view.setUint32(length + 5, row.module, true);
  view.setUint32(length + 9, row.statement, true);
  view.setUint32(length + 13, row.part, true);
  if ((row.part | IN_EFFECT) === -1) {
    out.length = length + 17;
    out.string(row.name ?? "");
    out.f64(row.atMs);
  } else {
    view.setFloat64(length + 17, row.atMs, true);
    out.length = length + 25;
  }
}

export function writeInputRow(out: ByteWriter, kind: InputKind, value: unknown): void {
  out.u8(Row.input);
  out.u8(kind);
  encodeValue(out, value);
}

export function writeRepeatRow(out: ByteWriter, kind: number, count: number): void {
  out.u8(Row.repeat);
  out.u8(kind);
  out.u32(count);
}

/** Twelve bytes that go before `rows` in the file. */
export function blockHeader(rows: Uint8Array): Uint8Array {
  const header = new ByteWriter(HEADER);
  header.u32(MAGIC);
  header.u32(rows.length);
  header.u32(crc32(rows));
  return header.written();
}

/** What could be read of a journal. */
export interface JournalPart {
  readonly rows: JournalRow[];
  /** Offset in bytes just behind the last good block: where to read on later. */
  readonly end: number;
  /** Why reading stopped before the end of the bytes; null where it did not. A short last block may be one that is being written. */
  readonly damage: string | null;
}

/** Reads whole blocks from `from` on (a block's start), up to the first damage. Never throws. */
export function readJournal(bytes: Uint8Array, from = 0): JournalPart {
  const rows: JournalRow[] = [];
  let end = from;
  while (end < bytes.length) {
    const damage = blockDamage(bytes, end);
    if (damage !== null) return { rows, end, damage };
    const reader = new ByteReader(bytes, end + 4);
    const length = reader.u32();
    try {
      const block = new ByteReader(bytes.subarray(end + HEADER, end + HEADER + length));
      const read: JournalRow[] = [];
      while (!block.done) read.push(readRow(block));
      for (const row of read) rows.push(row);
    } catch (error) {
      return { rows, end, damage: `a row at byte ${end} could not be read: ${String(error)}` };
    }
    end += HEADER + length;
  }
  return { rows, end, damage: null };
}

function blockDamage(bytes: Uint8Array, at: number): string | null {
  if (bytes.length - at < HEADER) return `the last block is cut off at byte ${at}`;
  const reader = new ByteReader(bytes, at);
  if (reader.u32() !== MAGIC) return `byte ${at} does not start a block`;
  const length = reader.u32();
  const check = reader.u32();
  if (at + HEADER + length > bytes.length) return `the last block is cut off at byte ${at}`;
  return crc32(bytes.subarray(at + HEADER, at + HEADER + length)) === check ? null : `the block at byte ${at} fails its check`;
}

function readRow(from: ByteReader): JournalRow {
  const type = from.u8();
  if (type === Row.json) return JSON.parse(from.string()) as JsonRow;
  if (type === Row.context) {
    const [id, parent, module, loop, entry] = [from.u32(), from.u32(), from.u32(), from.u32(), from.u32()];
    const iteration = from.f64();
    const start = from.at;
    const value = decodeValue(from);
    return { type: "context", id, parent, module, loop, entry, iteration, value, bytes: from.bytes.slice(start, from.at) };
  }
  if (type === Row.input) return { type: "input", kind: from.u8() as InputKind, value: decodeValue(from) };
  if (type === Row.repeat) return { type: "repeat", kind: from.u8() as InputKind, count: from.u32() };
  if (type !== Row.log) throw new RangeError(`Expected a row type from 1 to 5, got ${type}`);
  const [context, module, statement, marked] = [from.u32(), from.u32(), from.u32() | 0, from.u32()];
  const isInEffect = ((marked & IN_EFFECT) !== 0) !== ((marked | IN_EFFECT) === -1);
  const part = isInEffect ? (marked ^ IN_EFFECT) >>> 0 : marked;
  const name = part === DYNAMIC_NAME ? from.string() : null;
  const atMs = from.f64();
  const start = from.at;
  decodeValue(from);
  return { type: "log", context, module, statement, part, name, atMs, bytes: from.bytes.slice(start, from.at), isInEffect };
}
