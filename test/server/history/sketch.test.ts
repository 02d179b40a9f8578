import { expect, test } from "vitest";
import { addToSketch, newSketch, sketchMeans } from "../../../server/history/sketch.ts";

test.each([0, 1, 63, 64, 65, 127, 128, 129, 1000, 100_000])("%d values are means of equal stretches, at most 64", (count) => {
  const sketch = newSketch();
  const values = Array.from({ length: count }, (_, index) => (index * 7919) % 1013);
  for (const value of values) addToSketch(sketch, value);
  const width = Math.max(1, 2 ** Math.ceil(Math.log2(count / 64)));
  const expected: number[] = [];
  for (let from = 0; from < count; from += width) {
    const part = values.slice(from, from + width);
    expected.push(part.reduce((sum, value) => sum + value, 0) / part.length);
  }
  expect(sketchMeans(sketch)).toEqual(expected);
  expect(expected.length).toBeLessThanOrEqual(64);
});

test("huge values stay finite, so that they survive JSON", () => {
  const sketch = newSketch();
  for (let index = 0; index < 200; index++) addToSketch(sketch, Number.MAX_VALUE);
  expect(sketchMeans(JSON.parse(JSON.stringify(sketch))).every(Number.isFinite)).toBe(true);
});
