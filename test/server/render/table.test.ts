import { expect, it } from "vitest";
import { tableLines } from "../../../server/render/table.ts";

it("pads columns by what a terminal shows, and takes as many rows as there are", () => {
  const cells = Array.from({ length: 300_000 }, (_, row) => (row === 7 ? "日本 ✓" : `${row}`));
  const lines = tableLines([
    { head: "n", cells, align: "right" },
    { head: "x", cells: cells.map(() => "y"), align: "left" },
  ]);
  expect(lines).toHaveLength(300_001);
  expect([lines[0], lines[8], lines[9], lines[300_000]]).toEqual(["     n  x", "日本 ✓  y", "     8  y", "299999  y"]);
});
