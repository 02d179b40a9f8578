import fc from "fast-check";
import { expect, it } from "vitest";
import { sparkline } from "../../../../server/lsp/render/sparkline.ts";

it("goes from the lowest block to the highest", () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 12)).toBe("▁▂▃▄▅▆▇█");
  expect(sparkline([5, -5], 12)).toBe("█▁");
});

it("draws a constant series at mid height and no values as nothing", () => {
  expect(sparkline([3, 3, 3], 12)).toBe("▄▄▄");
  expect(sparkline([], 12)).toBe("");
});

it("shows values that are not finite, alone and within a stretch", () => {
  expect(sparkline([0, Number.NaN, 1, Infinity], 12)).toBe("▁×█×");
  expect(sparkline([0, 0, Number.NaN, 0, 1, 1], 3)).toBe("▁×█");
});

it("averages longer series in equal stretches", () => {
  expect(sparkline([0, 2, 4, 6, 8, 10], 3)).toBe("▁▅█");
});

it("draws one block a value whatever the numbers", () => {
  const numbers = fc.array(fc.double(), { maxLength: 12 });
  fc.assert(fc.property(numbers, (values) => new RegExp(`^[▁-█×]{${values.length}}$`).test(sparkline(values, 12))));
});
