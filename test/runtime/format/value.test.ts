import { fc, test } from "./properties.ts";
import { describe, expect, it } from "vitest";
import { ByteReader, ByteWriter } from "../../../runtime/format/bytes.ts";
import { decodeValue, encodeValue, Instance, Placeholder } from "../../../runtime/format/value.ts";

function encoded(value: unknown): Uint8Array {
  const out = new ByteWriter(4);
  encodeValue(out, value);
  return out.written().slice();
}

/** Through a Buffer inside a larger one, as a journal is read. */
function throughBytes(value: unknown): unknown {
  const bytes = encoded(value);
  const file = Buffer.concat([Buffer.from([1, 2, 3]), bytes, Buffer.from([9])]);
  const reader = new ByteReader(file.subarray(3, 3 + bytes.length));
  const decoded = decodeValue(reader);
  expect(reader.done).toBe(true);
  return decoded;
}

describe("values", () => {
  test(
    "plain data comes back as it was",
    [fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, withSparseArray: false, withNullPrototype: false })],
    (value) => {
      expect(throughBytes(value)).toEqual(value);
    },
  );

  test("equal bytes mean equal values", [fc.double(), fc.double()], (a, b) => {
    expect(Buffer.compare(encoded(a), encoded(b)) === 0).toBe(Object.is(a, b));
  });

  it("keeps long texts, of one and of two bytes a character, and lone surrogates in them", () => {
    for (const text of ["é".repeat(300), "a".repeat(257), `${"x".repeat(400)}\u0100`, `${"y".repeat(300)}\ud800`]) expect(throughBytes(text)).toBe(text);
  });

  it("keeps a typed array that stands at an odd place in the file", () => {
    expect(throughBytes({ a: 1, w: Float32Array.of(0.1, 2), b: new BigInt64Array([5n]) })).toEqual({
      a: 1,
      w: Float32Array.of(0.1, 2),
      b: new BigInt64Array([5n]),
    });
  });

  it("keeps lone surrogates, -0 and NaN", () => {
    expect(throughBytes("\ud800x\0é")).toBe("\ud800x\0é");
    expect(Object.is(throughBytes(-0), -0)).toBe(true);
    expect(throughBytes([Number.NaN])).toEqual([Number.NaN]);
  });

  it("describes what it cannot keep and runs none of the program's code", () => {
    const trap = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("trapped");
        },
      },
    );
    const cycle: Record<string, unknown> = {
      get loud() {
        throw new Error("called");
      },
    };
    cycle["self"] = cycle;
    expect(throughBytes(trap)).toEqual(new Placeholder("Proxy"));
    expect(throughBytes(cycle)).toEqual({ loud: new Placeholder("accessor"), self: new Placeholder("cycle") });
    expect(throughBytes(Math.max)).toEqual(new Placeholder("function max"));
    class Point {
      x = 1;
    }
    expect(throughBytes(new Point())).toEqual(new Instance("Point", { x: 1 }));
  });
});
