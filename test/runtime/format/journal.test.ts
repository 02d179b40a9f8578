import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ByteWriter } from "../../../runtime/format/bytes.ts";
import { encodeFrame, readPack, type CheckpointMeta } from "../../../runtime/format/checkpoint.ts";
import { blockHeader, readJournal, writeContextRow, writeJsonRow, writeLogRow } from "../../../runtime/format/journal.ts";

function block(count: number): Buffer {
  const out = new ByteWriter();
  writeJsonRow(out, { type: "note", kind: "k", text: "t" });
  writeContextRow(out, { type: "context", id: 1, parent: 0, module: 0, loop: 0, entry: 0, iteration: 5, value: 5 } as never);
  for (let n = 0; n < count; n++) writeLogRow(out, { context: 1, module: 0, statement: -1, part: 0, name: null, atMs: 1.5 }, n);
  return Buffer.concat([blockHeader(out.written()), out.written()]);
}

describe("a journal", () => {
  const whole = Buffer.concat([block(1), block(2), block(3)]);

  it("gives its rows in order", () => {
    const { rows, end, damage } = readJournal(whole);
    expect(rows.map((row) => row.type).join()).toBe("note,context,log,note,context,log,log,note,context,log,log,log");
    expect({ end, damage }).toEqual({ end: whole.length, damage: null });
    expect(rows[2]).toMatchObject({ statement: -1, part: 0, name: null, context: 1 });
  });

  it("cut anywhere, keeps all blocks before the cut and says so", () => {
    const ends = [0, block(1).length, block(1).length + block(2).length, whole.length];
    for (let cut = 0; cut < whole.length; cut++) {
      const { end, damage } = readJournal(whole.subarray(0, cut));
      expect(end).toBe(Math.max(...ends.filter((at) => at <= cut)));
      expect(damage === null).toBe(ends.includes(cut));
    }
  });

  it("changed in any byte of the second block, keeps the first and nothing behind it", () => {
    for (let at = block(1).length; at < block(1).length + block(2).length; at++) {
      const changed = Buffer.from(whole);
      changed[at]! ^= 0x5a;
      expect(readJournal(changed).rows.length).toBe(3);
    }
  });

  it("takes anything without an exception", () => {
    for (let size = 0; size < 200; size++) expect(readJournal(randomBytes(size)).rows).toEqual([]);
  });

  it("read on from an end gives just the rest", () => {
    const first = readJournal(whole.subarray(0, block(1).length));
    expect(readJournal(whole, first.end).rows.length).toBe(9);
  });
});

describe("a pack", () => {
  const meta = (iteration: number): CheckpointMeta => ({
    key: "a#0.0",
    iteration,
    point: "start",
    hash: "h",
    entryHash: "e",
    unusable: null,
    opaque: [],
    atMs: 1,
    costMs: 1,
    bytes: 3,
  });
  const frames = [1, 2, 3].map((iteration) => encodeFrame(meta(iteration), Uint8Array.of(iteration, 7, 7)).slice());
  const whole = Buffer.concat(frames);

  it("gives each checkpoint and where its body lies", () => {
    const { entries, damage } = readPack(whole);
    expect(damage).toBe(null);
    expect(entries.map((entry) => [entry.meta.iteration, whole[entry.offset]])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });

  it("cut or changed anywhere, keeps what is before", () => {
    for (let at = frames[0]!.length; at < frames[0]!.length + frames[1]!.length; at++) {
      const changed = Buffer.from(whole);
      changed[at]! ^= 0x5a;
      expect(readPack(changed).entries.length).toBe(1);
      expect(readPack(whole.subarray(0, at)).entries.length).toBe(1);
    }
  });
});
