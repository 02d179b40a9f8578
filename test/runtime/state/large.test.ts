/** Depth and size: no stack, no quadratic work. */
import { expect, test } from "vitest";
import { decodeState } from "../../../runtime/state/decode.ts";
import { encodeState } from "../../../runtime/state/encode.ts";
import { restoreState } from "../../../runtime/state/restore.ts";

interface Link {
  readonly value: number;
  readonly next: Link | null;
}

test("a list of 100,000 links, a million numbers and a Map of 100,000 entries come back", () => {
  let list: Link | null = null;
  for (let value = 0; value < 100_000; value++) list = { value, next: list };
  const numbers = Array.from({ length: 1_000_000 }, (_, index) => index / 3);
  const map = new Map(Array.from({ length: 100_000 }, (_, index) => [`key${index}`, { index }] as const));
  const saved = encodeState([{ name: "all", value: { list, numbers, map } }], new Set());
  expect(saved.unusable).toBe(null);
  expect(saved.unmakeable.size).toBe(0);

  const state = decodeState(saved.bytes);
  const all = restoreState(state, { numbers: new Int32Array(state.objects.length).fill(-1), added: [] }, []).values.get("all") as {
    list: Link;
    numbers: number[];
    map: Map<string, unknown>;
  };
  expect(all.numbers).toHaveLength(1_000_000);
  expect(all.map.size).toBe(100_000);
  let sum = 0;
  for (let at: Link | null = all.list; at !== null; at = at.next) sum += at.value;
  expect(sum).toBe((100_000 * 99_999) / 2);
  expect(Buffer.from(encodeState([{ name: "all", value: all }], new Set()).bytes).equals(saved.bytes)).toBe(true);
}, 120_000);
