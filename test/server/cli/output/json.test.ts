import { expect, test } from "vitest";
import { Instance, Placeholder } from "../../../../runtime/format/value.ts";
import { toJson } from "../../../../server/cli/output/json.ts";

test.each([
  [0.1, 0.1],
  ["text", "text"],
  [null, null],
  [true, true],
  [Number.NaN, { $number: "NaN" }],
  [-Infinity, { $number: "-Infinity" }],
  [-0, { $number: "-0" }],
  [undefined, { $undefined: true }],
  [12n, { $bigint: "12" }],
  [new Date(0), { $date: "1970-01-01T00:00:00.000Z" }],
  [new Date(Number.NaN), { $date: null }],
  [new Map([["a", -0]]), { $map: [["a", { $number: "-0" }]] }],
  [new Set([1, undefined]), { $set: [1, { $undefined: true }] }],
  [Float32Array.of(0.5, Number.NaN), { $typed: "Float32Array", values: [0.5, { $number: "NaN" }] }],
  [BigInt64Array.of(3n), { $typed: "BigInt64Array", values: [{ $bigint: "3" }] }],
  [new Instance("Point", { x: 1 }), { $class: "Point", properties: { x: 1 } }],
  [new Placeholder("function f"), { $placeholder: "function f" }],
  [{ a: [1, { b: 2n }] }, { a: [1, { b: { $bigint: "2" } }] }],
  [{ $number: "NaN" }, { $object: [["$number", "NaN"]] }],
])("%o is %j", (value, json) => {
  expect(JSON.parse(JSON.stringify(toJson(value)))).toEqual(json);
});

test("a key __proto__ stays a key", () => {
  const value = JSON.parse('{"__proto__": 1}') as object;
  expect(JSON.stringify(toJson(value))).toBe('{"__proto__":1}');
});
