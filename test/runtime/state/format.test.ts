/** What a checkpoint's bytes mean. A change of this text takes a higher CHECKPOINT_FORMAT: checkpoints of older runs are read otherwise from then on. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { CHECKPOINT_FORMAT } from "../../../runtime/format/checkpoint.ts";
import { encodeState } from "../../../runtime/state/encode.ts";

const SAMPLES: readonly unknown[] = [
  [undefined, null, true, 0, -0, 1.5, Number.NaN, 2 ** 40, 12345678901234567890n, "text", "täxt", Symbol.iterator, Symbol.for("x")],
  Object.assign([1], { 2: 3, more: "named" }),
  { a: 1, [Symbol.for("s")]: 2 },
  Object.freeze({ frozen: [] }),
  Object.seal({ sealed: 1 }),
  Object.create(null),
  new Map<unknown, unknown>([
    ["k", { v: 1 }],
    [{}, 2],
  ]),
  new Set(["a", 2]),
  new Date(1234),
  /a+b/gi,
  new Float64Array([1.5, 2.5]),
  new Uint8Array(new ArrayBuffer(16), 4, 8),
  new DataView(new ArrayBuffer(8), 2),
  Object(5),
  Object("boxed"),
];

test("the bytes of each kind are those of the format", () => {
  const hashes = SAMPLES.map((value) =>
    createHash("sha256")
      .update(encodeState([{ name: "v", value }], new Set()).bytes)
      .digest("hex")
      .slice(0, 8),
  );
  expect([CHECKPOINT_FORMAT, ...hashes].join(" ")).toBe(
    "1 eb0d1175 af94f6bd 0a7fc220 961f70ce 503bec42 fc91ded0 51428725 8f410d6e 63630468 881fee08 e0854b7c 64ea49c4 a0d4195e 19a6bff9 dbbd5ffe",
  );
});
